using System.Text.Json;
using Google.FlatBuffers;
using Retrain.Testing;
using Schema = Retrain.Formats.TensorFlowLite.Schema;

namespace Retrain.Formats.Tests.TensorFlowLite;

/// <summary>The numbers of fields and union members in schemas/tflite*.fbs, held against files that TensorFlow's converter wrote.</summary>
public sealed class SchemaTests
{
    private static readonly string[] Broken = ["refuse_truncated", "refuse_wrong_identifier"];

    [Fact]
    public void Fields_AllFixtures_ReadAsRecorded()
    {
        int operators = 0;
        foreach (string folder in Directory.GetDirectories(SharedData.Shared("fixtures", "tflite")).Order(StringComparer.Ordinal))
        {
            if (Broken.Contains(Path.GetFileName(folder)))
            {
                continue;
            }

            using JsonDocument meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json")));
            var bytes = new ByteBuffer(File.ReadAllBytes(Path.Combine(folder, "model.tflite")));
            Assert.True(Schema.Model.ModelBufferHasIdentifier(bytes));
            if (meta.RootElement.TryGetProperty("subgraphs", out JsonElement subGraphs))
            {
                operators += Same(meta.RootElement, subGraphs, Schema.Model.GetRootAsModel(bytes));
            }
        }

        Assert.True(operators > 400, $"{operators} operators were compared");
    }

    [Theory]
    [InlineData("float_metadata")]
    [InlineData("uint8_metadata")]
    public void Metadata_OfAFixture_ReadsAsRecorded(string name)
    {
        string folder = SharedData.Shared("fixtures", "tflite", name);
        using JsonDocument meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json")));
        Schema.Model model = Schema.Model.GetRootAsModel(new ByteBuffer(File.ReadAllBytes(Path.Combine(folder, "model.tflite"))));
        Schema.Metadata entry = Enumerable.Range(0, model.MetadataLength).Select(i => model.Metadata(i)!.Value)
            .Single(m => m.Name == "TFLITE_METADATA");
        var bytes = new ByteBuffer(model.Buffers((int)entry.Buffer)!.Value.GetDataArray());
        Assert.True(Schema.ModelMetadata.ModelMetadataBufferHasIdentifier(bytes));
        Schema.ModelMetadata read = Schema.ModelMetadata.GetRootAsModelMetadata(bytes);
        JsonElement recorded = meta.RootElement.GetProperty("metadata_json");
        Assert.Equal(recorded.GetProperty("name").GetString(), read.Name);
        Assert.Equal(recorded.GetProperty("description").GetString(), read.Description);
        Assert.Equal("1.0.0", read.MinParserVersion);

        Schema.SubGraphMetadata graph = read.SubgraphMetadata(0)!.Value;
        JsonElement input = recorded.GetProperty("subgraph_metadata")[0].GetProperty("input_tensor_metadata")[0];
        Schema.TensorMetadata readInput = graph.InputTensorMetadata(0)!.Value;
        Assert.Equal(input.GetProperty("name").GetString(), readInput.Name);
        Schema.Content content = readInput.Content!.Value;
        Assert.Equal(Schema.ContentProperties.ImageProperties, content.ContentPropertiesType);
        Assert.Equal(Schema.ColorSpaceType.RGB, content.ContentPropertiesAsImageProperties().ColorSpace);
        Schema.ProcessUnit unit = readInput.ProcessUnits(0)!.Value;
        Assert.Equal(Schema.ProcessUnitOptions.NormalizationOptions, unit.OptionsType);
        JsonElement options = input.GetProperty("process_units")[0].GetProperty("options");
        Assert.Equal(Numbers(options.GetProperty("mean")), unit.OptionsAsNormalizationOptions().GetMeanArray().Select(v => (double)v));
        Assert.Equal(Numbers(options.GetProperty("std")), unit.OptionsAsNormalizationOptions().GetStdArray().Select(v => (double)v));
        Assert.Equal(Numbers(input.GetProperty("stats").GetProperty("max")), readInput.Stats!.Value.GetMaxArray().Select(v => (double)v));

        Schema.TensorMetadata output = graph.OutputTensorMetadata(0)!.Value;
        Assert.Equal(Schema.AssociatedFileType.TENSOR_AXIS_LABELS, output.AssociatedFiles(0)!.Value.Type);
    }

    private static int Same(JsonElement meta, JsonElement subGraphs, Schema.Model model)
    {
        Assert.Equal(meta.GetProperty("schema_version").GetInt32(), (int)model.Version);
        Assert.Equal(meta.GetProperty("description").GetString() ?? "", model.Description ?? "");
        Assert.Equal(subGraphs.GetArrayLength(), model.SubgraphsLength);
        Assert.Equal(0, model.Buffers(0)!.Value.DataLength);
        Assert.Equal(meta.GetProperty("metadata_buffers").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32()),
            Enumerable.Range(0, model.MetadataLength).Select(i => model.Metadata(i)!.Value)
                .ToDictionary(m => m.Name, m => model.Buffers((int)m.Buffer)!.Value.DataLength));
        Assert.Equal([.. meta.GetProperty("signatures").EnumerateArray().Select(s => s.GetProperty("key").GetString())],
            Enumerable.Range(0, model.SignatureDefsLength).Select(i => model.SignatureDefs(i)!.Value.SignatureKey));
        int operators = 0;
        for (int i = 0; i < model.SubgraphsLength; i++)
        {
            Schema.SubGraph graph = model.Subgraphs(i)!.Value;
            JsonElement recorded = subGraphs[i];
            Assert.Equal(Whole(recorded.GetProperty("inputs")), graph.GetInputsArray());
            Assert.Equal(Whole(recorded.GetProperty("outputs")), graph.GetOutputsArray());
            Assert.Equal(recorded.GetProperty("tensors").GetArrayLength(), graph.TensorsLength);
            for (int t = 0; t < graph.TensorsLength; t++)
            {
                Same(recorded.GetProperty("tensors")[t], graph.Tensors(t)!.Value, model);
            }

            Assert.Equal(recorded.GetProperty("operators").GetArrayLength(), graph.OperatorsLength);
            for (int o = 0; o < graph.OperatorsLength; o++)
            {
                Same(recorded.GetProperty("operators")[o], graph.Operators(o)!.Value, model);
            }

            operators += graph.OperatorsLength;
        }

        return operators;
    }

    private static void Same(JsonElement recorded, Schema.Tensor tensor, Schema.Model model)
    {
        Assert.Equal(recorded.GetProperty("name").GetString(), tensor.Name);
        Assert.Equal(recorded.GetProperty("dtype").GetString()!.ToUpperInvariant(), tensor.Type.ToString());
        Assert.Equal(Whole(recorded.GetProperty("shape")), tensor.GetShapeArray() ?? []);
        Assert.Equal(recorded.GetProperty("constant").GetBoolean(), model.Buffers((int)tensor.Buffer)!.Value.DataLength > 0);
        if (recorded.TryGetProperty("shape_signature", out JsonElement signature))
        {
            Assert.Equal(Whole(signature), tensor.GetShapeSignatureArray());
        }

        if (recorded.TryGetProperty("scale", out JsonElement scale))
        {
            Schema.QuantizationParameters quantization = tensor.Quantization!.Value;
            Assert.Equal(Numbers(scale), quantization.GetScaleArray().Select(s => (double)s));
            Assert.Equal(Numbers(recorded.GetProperty("zero_point")), quantization.GetZeroPointArray().Select(z => (double)z));
            if (recorded.TryGetProperty("quantized_dimension", out JsonElement dimension))
            {
                Assert.Equal(dimension.GetInt32(), quantization.QuantizedDimension);
            }
        }
    }

    private static void Same(JsonElement recorded, Schema.Operator op, Schema.Model model)
    {
        Schema.OperatorCode code = model.OperatorCodes((int)op.OpcodeIndex)!.Value;
        string name = recorded.GetProperty("op").GetString()!;
        Assert.Equal(name, code.CustomCode ?? code.BuiltinCode.ToString());
        Assert.Equal(recorded.GetProperty("version").GetInt32(), code.Version);
        Assert.Equal(Whole(recorded.GetProperty("inputs")), op.GetInputsArray());
        Assert.Equal(Whole(recorded.GetProperty("outputs")), op.GetOutputsArray());
        if (recorded.TryGetProperty("options", out JsonElement options))
        {
            Same(options, name, op);
        }
    }

    private static void Same(JsonElement options, string name, Schema.Operator op)
    {
        if (op.BuiltinOptionsType == Schema.BuiltinOptions.NONE)
        {
            Assert.Empty(options.EnumerateObject());
            return;
        }

        string type = op.BuiltinOptionsType.ToString();
        Assert.Equal(TypeOf(name), type, ignoreCase: true);
        object table = typeof(Schema.Operator).GetMethod("BuiltinOptionsAs" + type)!.Invoke(op, null)!;
        foreach (JsonProperty option in options.EnumerateObject())
        {
            object read = table.GetType().GetProperty(char.ToUpperInvariant(option.Name[0]) + option.Name[1..])!.GetValue(table)!;
            object expected = option.Value.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.False => option.Value.GetBoolean(),
                JsonValueKind.String => option.Value.GetString()!,
                _ => option.Value.GetDouble(),
            };
            Assert.Equal(expected, expected switch
            {
                string => read.ToString()!,
                double => Convert.ToDouble(read, null),
                _ => read,
            });
        }
    }

    private static string TypeOf(string op) => op switch
    {
        "AVERAGE_POOL_2D" or "MAX_POOL_2D" => "Pool2DOptions",
        "MEAN" => "ReducerOptions",
        _ => op.Replace("_", "", StringComparison.Ordinal) + "Options",
    };

    private static int[] Whole(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetInt32())];

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetDouble())];
}
