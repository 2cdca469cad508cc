using Google.FlatBuffers;
using Retrain.Formats.TensorFlowLite;
using Retrain.Graph;
using Schema = Retrain.Formats.TensorFlowLite.Schema;

namespace Retrain.Formats.Tests.TensorFlowLite;

/// <summary>Makes files with one operator.</summary>
internal static class TinyLite
{
    /// <summary>A file whose first input is fed; the others are constants.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="options">Its options.</param>
    /// <param name="inputs">Values, and how they stand for reals; <see langword="null"/>: left away.</param>
    /// <param name="outputs">Types and shapes of the outputs, and how they stand for reals.</param>
    /// <param name="fed">How many inputs are fed.</param>
    public static byte[] File(
        Schema.BuiltinOperator op,
        Func<FlatBufferBuilder, (Schema.BuiltinOptions, int)>? options,
        (Tensor Value, Quantization? How)?[] inputs,
        (Schema.TensorType Type, int[] Shape, Quantization? How)[] outputs,
        int fed = 1)
    {
        var builder = new FlatBufferBuilder(1024);
        List<Offset<Schema.Buffer>> buffers = [Schema.Buffer.CreateBuffer(builder)];
        List<Offset<Schema.Tensor>> tensors = [];
        List<int> places = [];
        foreach ((Tensor Value, Quantization? How)? input in inputs)
        {
            if (input is not { } there)
            {
                places.Add(-1);
                continue;
            }

            bool isFed = tensors.Count < fed;
            if (!isFed)
            {
                buffers.Add(Schema.Buffer.CreateBuffer(builder, Schema.Buffer.CreateDataVector(builder, there.Value.Bytes().ToArray())));
            }

            places.Add(tensors.Count);
            tensors.Add(TensorOf(builder, $"x{tensors.Count}", TypeOf(there.Value.Type), [.. there.Value.Shape],
                isFed ? 0 : (uint)buffers.Count - 1, there.How));
        }

        int first = tensors.Count;
        foreach ((Schema.TensorType type, int[] shape, Quantization? how) in outputs)
        {
            tensors.Add(TensorOf(builder, $"y{tensors.Count - first}", type, shape, 0, how));
        }

        (Schema.BuiltinOptions optionsType, int table) = options?.Invoke(builder) ?? default;
        int[] results = [.. Enumerable.Range(first, outputs.Length)];
        var step = Schema.Operator.CreateOperator(
            builder, 0, Schema.Operator.CreateInputsVector(builder, [.. places]), Schema.Operator.CreateOutputsVector(builder, results),
            optionsType, table);
        VectorOffset all = Schema.SubGraph.CreateTensorsVector(builder, [.. tensors]);
        VectorOffset graphInputs = Schema.SubGraph.CreateInputsVector(builder, [.. Enumerable.Range(0, fed)]);
        VectorOffset graphOutputs = Schema.SubGraph.CreateOutputsVector(builder, results);
        VectorOffset steps = Schema.SubGraph.CreateOperatorsVector(builder, [step]);
        var graph = Schema.SubGraph.CreateSubGraph(builder, all, graphInputs, graphOutputs, steps);
        VectorOffset graphs = Schema.Model.CreateSubgraphsVector(builder, [graph]);
        VectorOffset codes = Schema.Model.CreateOperatorCodesVector(
            builder, [Schema.OperatorCode.CreateOperatorCode(builder, (sbyte)Math.Min((int)op, 127), builtin_code: op)]);
        VectorOffset data = Schema.Model.CreateBuffersVector(builder, [.. buffers]);
        Schema.Model.FinishModelBuffer(builder, Schema.Model.CreateModel(builder, 3, codes, graphs, buffersOffset: data));
        return builder.SizedByteArray();
    }

    /// <summary>The outputs of a file, by our reader and the kernels that define our operators.</summary>
    public static Tensor[] Run(byte[] file, params Tensor[] fed)
    {
        Network network = LiteNetworkReader.Read(LiteModel.Read(file));
        LiteNetworkReader.RefuseUnsupported(network);
        var outputs = ReferenceEvaluator.Run(
            network, network.Inputs.Select((input, i) => (input.Name, fed[i])).ToDictionary(p => p.Name, p => p.Item2));
        return [.. network.Outputs.Select(o => outputs[o.Name])];
    }

    /// <summary>The format's type for ours.</summary>
    public static Schema.TensorType TypeOf(ElementType type) => type switch
    {
        ElementType.Float32 => Schema.TensorType.FLOAT32,
        ElementType.Int8 => Schema.TensorType.INT8,
        ElementType.UInt8 => Schema.TensorType.UINT8,
        ElementType.Int16 => Schema.TensorType.INT16,
        ElementType.Int32 => Schema.TensorType.INT32,
        ElementType.Int64 => Schema.TensorType.INT64,
        ElementType.Bool => Schema.TensorType.BOOL,
        _ => throw new NotSupportedException(type.ToString()),
    };

    private static Offset<Schema.Tensor> TensorOf(
        FlatBufferBuilder builder, string name, Schema.TensorType type, int[] shape, uint buffer, Quantization? how)
    {
        VectorOffset lengths = Schema.Tensor.CreateShapeVector(builder, shape);
        StringOffset text = builder.CreateString(name);
        Offset<Schema.QuantizationParameters> quantization = default;
        if (how is not null)
        {
            VectorOffset scales = Schema.QuantizationParameters.CreateScaleVector(builder, [.. how.Scales]);
            VectorOffset zeros = Schema.QuantizationParameters.CreateZeroPointVector(builder, [.. how.ZeroPoints.Select(z => (long)z)]);
            quantization = Schema.QuantizationParameters.CreateQuantizationParameters(
                builder, scaleOffset: scales, zero_pointOffset: zeros, quantized_dimension: how.Axis);
        }

        return Schema.Tensor.CreateTensor(builder, lengths, type, buffer, text, quantization);
    }
}
