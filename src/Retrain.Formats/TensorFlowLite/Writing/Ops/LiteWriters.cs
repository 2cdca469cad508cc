using Retrain.Formats.TensorFlowLite.Writing.Fusing;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>Which file writes which of our operators.</summary>
internal static class LiteWriters
{
    /// <summary>Writers by our operator; what is not here has no words.</summary>
    public static IReadOnlyDictionary<Type, Action<LiteNodeWriter>> Writers { get; } = new Dictionary<Type, Action<LiteNodeWriter>>
    {
        [typeof(Conv)] = ConvolutionWriters.Write,
        [typeof(ConvTranspose)] = TransposedConvolutionWriters.Write,
        [typeof(MatMul)] = ProductWriters.Write,
        [typeof(BatchNorm)] = NormalizationWriters.WriteBatchNorm,
        [typeof(LocalResponseNorm)] = NormalizationWriters.WriteLocalResponseNorm,
        [typeof(MaxPool)] = PoolWriters.WriteMax,
        [typeof(AveragePool)] = PoolWriters.WriteAverage,
        [typeof(Resize)] = ImageWriters.WriteResize,
        [typeof(SpaceToDepth)] = ImageWriters.WriteSpaceToDepth,
        [typeof(DepthToSpace)] = ImageWriters.WriteDepthToSpace,
        [typeof(SpaceToBatch)] = ImageWriters.WriteSpaceToBatch,
        [typeof(BatchToSpace)] = ImageWriters.WriteBatchToSpace,
        [typeof(Unary)] = FunctionWriters.WriteUnary,
        [typeof(Clip)] = FunctionWriters.WriteClip,
        [typeof(LeakyRelu)] = FunctionWriters.WriteLeakyRelu,
        [typeof(Elu)] = FunctionWriters.WriteElu,
        [typeof(HardSwish)] = FunctionWriters.WriteHardSwish,
        [typeof(Gelu)] = FunctionWriters.WriteGelu,
        [typeof(Binary)] = BinaryWriters.Write,
        [typeof(Select)] = BinaryWriters.WriteSelect,
        [typeof(Cast)] = BinaryWriters.WriteCast,
        [typeof(FakeQuantize)] = QuantizerWriters.WriteFakeQuantize,
        [typeof(Quantize)] = QuantizerWriters.WriteQuantize,
        [typeof(Dequantize)] = QuantizerWriters.WriteDequantize,
        [typeof(Softmax)] = ReductionWriters.WriteSoftmax,
        [typeof(LogSoftmax)] = ReductionWriters.WriteLogSoftmax,
        [typeof(Reduce)] = ReductionWriters.WriteReduce,
        [typeof(ArgMax)] = ReductionWriters.WriteArgMax,
        [typeof(TopK)] = ReductionWriters.WriteTopK,
        [typeof(Pad)] = PaddingWriters.Write,
        [typeof(Concat)] = PartWriters.WriteConcat,
        [typeof(Split)] = PartWriters.WriteSplit,
        [typeof(Slice)] = PartWriters.WriteSlice,
        [typeof(Gather)] = PartWriters.WriteGather,
        [typeof(OneHot)] = PartWriters.WriteOneHot,
        [typeof(Tile)] = PartWriters.WriteTile,
        [typeof(BroadcastTo)] = PartWriters.WriteBroadcastTo,
        [typeof(Reverse)] = PartWriters.WriteReverse,
        [typeof(Reshape)] = ShapeWriters.WriteReshape,
        [typeof(Squeeze)] = ShapeWriters.WriteSqueeze,
        [typeof(ExpandDims)] = ShapeWriters.WriteExpandDims,
        [typeof(Transpose)] = ShapeWriters.WriteTranspose,
        [typeof(ShapeOf)] = ShapeWriters.WriteShapeOf,
        [typeof(Sequence)] = ShapeWriters.WriteSequence,
    };

    /// <summary>Whether an operator can be written; <see cref="Quantized"/> can if what is within can.</summary>
    public static bool CanWrite(Type type) => Writers.ContainsKey(type) || type == typeof(Quantized);

    /// <summary>Turns one of our nodes into operators of the format.</summary>
    /// <exception cref="GraphException">The format has nothing for it.</exception>
    public static void Write(WrittenGraph graph, Node node)
    {
        if (node.Operator is Unsupported unsupported)
        {
            throw new GraphException(string.Join(", ", unsupported.Nodes.Select(n => n.ToString())));
        }

        var writer = new LiteNodeWriter(graph, node);
        if (writer.Operator is IImageOperator { DataLayout: not DataLayout.ChannelsLast })
        {
            throw new GraphException("images must be [N, H, W, C]");
        }

        if (!Writers.TryGetValue(writer.Operator.GetType(), out Action<LiteNodeWriter>? write))
        {
            throw new GraphException("there is no such operator");
        }

        write(writer);
    }
}
