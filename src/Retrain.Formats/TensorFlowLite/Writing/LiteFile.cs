using System.Text;
using Google.FlatBuffers;
using Retrain.Graph;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>Puts a graph into a flatbuffer.</summary>
internal sealed class LiteFile
{
    /// <summary>Offsets within a flatbuffer have 31 bits; some of them go to what lies around the contents.</summary>
    private const long MostBytes = 2_000_000_000;

    private const int FormatVersion = 3;
    private const int Alignment = 16;
    private const int RuntimeBytes = 16;
    private const string SignatureKey = "serving_default";
    private const string Description = "Retrain";

    private readonly WrittenGraph graph;
    private readonly WrittenSignature signature;
    private readonly FlatBufferBuilder builder;
    private readonly List<(string Name, byte[] Content)> texts = [];

    private LiteFile(WrittenGraph graph, WrittenSignature signature)
    {
        this.graph = graph;
        this.signature = signature;
        long bytes = graph.Buffers.Sum(b => (long)b.Length);
        if (bytes > MostBytes)
        {
            throw new LiteFormatException($"the weights have {bytes} bytes, and a TensorFlow Lite file holds at most {MostBytes}");
        }

        builder = new FlatBufferBuilder((int)Math.Min(bytes + (bytes / 8) + 65536, int.MaxValue - 1024));
    }

    /// <summary>The file.</summary>
    public static byte[] Write(WrittenGraph graph, WrittenSignature signature, LiteMetadata? metadata)
    {
        var file = new LiteFile(graph, signature);
        file.Describe(metadata);
        file.WriteModel();
        byte[] model = file.builder.SizedByteArray();
        return metadata is { Labels.Count: > 0 } ? LiteMetadataWriter.Attach(model, metadata) : model;
    }

    private void Describe(LiteMetadata? metadata)
    {
        byte[] runtime = new byte[RuntimeBytes];
        Encoding.ASCII.GetBytes(RuntimeVersions.Least(graph.Operators.Select(o => (o.Code, o.Version))), runtime);
        texts.Add(("min_runtime_version", runtime));
        if (metadata is null)
        {
            return;
        }

        texts.Add((LiteMetadataWriter.BufferName, LiteMetadataWriter.Write(
            metadata, [.. signature.Inputs.Select(i => i.Name)], [.. signature.Outputs.Select(o => o.Name)])));
        texts.AddRange(metadata.Texts.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, Encoding.UTF8.GetBytes(t.Value))));
    }

    private void WriteModel()
    {
        (Op Code, int Version)[] codes = [.. graph.Operators.Select(o => (o.Code, o.Version)).Distinct()];
        VectorOffset buffers = Schema.Model.CreateBuffersVector(
            builder, [.. graph.Buffers.Concat(texts.Select(t => (ReadOnlyMemory<byte>)t.Content)).Select(WriteBuffer)]);
        Offset<Schema.SubGraph> subGraph = WriteGraph(codes);
        VectorOffset codeList = Schema.Model.CreateOperatorCodesVector(builder, [.. codes.Select(WriteCode)]);
        VectorOffset subGraphs = Schema.Model.CreateSubgraphsVector(builder, [subGraph]);
        VectorOffset metadata = Schema.Model.CreateMetadataVector(
            builder, [.. texts.Select((t, i) => Schema.Metadata.CreateMetadata(
                builder, builder.CreateString(t.Name), (uint)(graph.Buffers.Count + i)))]);
        VectorOffset signatures = Schema.Model.CreateSignatureDefsVector(builder, [WriteSignature()]);
        Schema.Model.FinishModelBuffer(builder, Schema.Model.CreateModel(
            builder, FormatVersion, codeList, subGraphs, builder.CreateString(Description), buffers,
            metadataOffset: metadata, signature_defsOffset: signatures));
    }

    private Offset<Schema.Buffer> WriteBuffer(ReadOnlyMemory<byte> content)
    {
        VectorOffset data = default;
        if (!content.IsEmpty)
        {
            builder.StartVector(1, content.Length, Alignment);
            builder.Add(content.ToArray());
            data = builder.EndVector();
        }

        return Schema.Buffer.CreateBuffer(builder, data);
    }

    private Offset<Schema.OperatorCode> WriteCode((Op Code, int Version) code) => Schema.OperatorCode.CreateOperatorCode(
        builder, (sbyte)Math.Min((int)code.Code, (int)Op.PLACEHOLDER_FOR_GREATER_OP_CODES), version: code.Version, builtin_code: code.Code);

    private Offset<Schema.SubGraph> WriteGraph((Op, int)[] codes)
    {
        VectorOffset tensors = Schema.SubGraph.CreateTensorsVector(builder, [.. graph.Tensors.Select(WriteTensor)]);
        VectorOffset operators = Schema.SubGraph.CreateOperatorsVector(
            builder, [.. graph.Operators.Select(o => WriteOperator(o, Array.IndexOf(codes, (o.Code, o.Version))))]);
        VectorOffset inputs = Schema.SubGraph.CreateInputsVector(builder, [.. signature.Inputs.Select(i => i.Tensor)]);
        VectorOffset outputs = Schema.SubGraph.CreateOutputsVector(builder, [.. signature.Outputs.Select(o => o.Tensor)]);
        return Schema.SubGraph.CreateSubGraph(builder, tensors, inputs, outputs, operators, builder.CreateString("main"));
    }

    private Offset<Schema.Tensor> WriteTensor(WrittenTensor tensor)
    {
        StringOffset name = builder.CreateString(tensor.Name);
        VectorOffset shape = Schema.Tensor.CreateShapeVector(builder, [.. tensor.Shape]);
        VectorOffset open = tensor.Signature.IsEmpty ? default : Schema.Tensor.CreateShapeSignatureVector(builder, [.. tensor.Signature]);
        Offset<Schema.QuantizationParameters> levels = tensor.Levels is { } l ? WriteLevels(l) : default;
        return Schema.Tensor.CreateTensor(builder, shape, tensor.Type, (uint)tensor.Buffer, name, levels, shape_signatureOffset: open,
            has_rank: true);
    }

    private Offset<Schema.QuantizationParameters> WriteLevels(Quantization levels)
    {
        VectorOffset scales = Schema.QuantizationParameters.CreateScaleVector(builder, [.. levels.Scales]);
        VectorOffset zeros = Schema.QuantizationParameters.CreateZeroPointVector(builder, [.. levels.ZeroPoints.Select(z => (long)z)]);
        return Schema.QuantizationParameters.CreateQuantizationParameters(builder, scaleOffset: scales, zero_pointOffset: zeros,
            quantized_dimension: levels.IsPerChannel ? levels.Axis : 0);
    }

    private Offset<Schema.Operator> WriteOperator(WrittenOperator op, int code)
    {
        VectorOffset inputs = Schema.Operator.CreateInputsVector(builder, [.. op.Inputs]);
        VectorOffset outputs = Schema.Operator.CreateOutputsVector(builder, [.. op.Outputs]);
        int options = op.Options.Write(builder);
        return Schema.Operator.CreateOperator(builder, (uint)code, inputs, outputs, op.Options.Type, options);
    }

    private Offset<Schema.SignatureDef> WriteSignature()
    {
        VectorOffset inputs = Schema.SignatureDef.CreateInputsVector(builder, [.. signature.Inputs.Select(WritePort)]);
        VectorOffset outputs = Schema.SignatureDef.CreateOutputsVector(builder, [.. signature.Outputs.Select(WritePort)]);
        return Schema.SignatureDef.CreateSignatureDef(builder, inputs, outputs, builder.CreateString(SignatureKey));
    }

    private Offset<Schema.TensorMap> WritePort((string Name, int Tensor) port) =>
        Schema.TensorMap.CreateTensorMap(builder, builder.CreateString(port.Name), (uint)port.Tensor);
}
