using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Which file reads which of TensorFlow's ops, and which file writes which of our operators.</summary>
internal static class TensorFlowOps
{
    /// <summary>Readers by TensorFlow's name.</summary>
    public static IReadOnlyDictionary<string, Func<NodeReader, ImmutableArray<Value>>> Readers { get; } =
        new Dictionary<string, Func<NodeReader, ImmutableArray<Value>>>(
        [
            .. Each(UnaryNodes.Ops, UnaryNodes.Read),
            .. Each(BinaryNodes.Ops, BinaryNodes.Read),
            .. Each(ReduceNodes.Ops, ReduceNodes.Read),
            new("DivNoNan", BinaryNodes.ReadDivNoNan),
            new("AddN", BinaryNodes.ReadAddN),
            new("L2Loss", BinaryNodes.ReadL2Loss),
            new("Relu6", ActivationNodes.ReadRelu6),
            new("ClipByValue", ActivationNodes.ReadClipByValue),
            new("LeakyRelu", ActivationNodes.ReadLeakyRelu),
            new("Elu", ActivationNodes.ReadElu),
            new("Softsign", ActivationNodes.ReadSoftsign),
            new("Select", SelectNodes.Read),
            new("SelectV2", SelectNodes.ReadV2),
            new("Conv2D", ConvolutionNodes.Read),
            new("DepthwiseConv2dNative", DepthwiseNodes.Read),
            new("Conv2DBackpropInput", ConvTransposeNodes.Read),
            new("MatMul", MatMulNodes.Read),
            new("BatchMatMul", MatMulNodes.ReadBatch),
            new("BatchMatMulV2", MatMulNodes.ReadBatch),
            new("BatchMatMulV3", MatMulNodes.ReadBatch),
            new("FusedBatchNorm", BatchNormNodes.Read),
            new("FusedBatchNormV2", BatchNormNodes.Read),
            new("FusedBatchNormV3", BatchNormNodes.Read),
            new("BatchNormWithGlobalNormalization", BatchNormNodes.ReadGlobal),
            new("BiasAdd", BiasNodes.Read),
            new("BiasAddV1", BiasNodes.ReadV1),
            new("LRN", LocalResponseNormNodes.Read),
            new("MaxPool", PoolNodes.ReadMax),
            new("MaxPoolV2", PoolNodes.ReadMaxV2),
            new("AvgPool", PoolNodes.ReadAverage),
            new("Pad", PaddingNodes.Read),
            new("PadV2", PaddingNodes.ReadV2),
            new("MirrorPad", PaddingNodes.ReadMirror),
            new("ResizeBilinear", ResizeNodes.ReadBilinear),
            new("ResizeNearestNeighbor", ResizeNodes.ReadNearest),
            new("SpaceToDepth", BlockNodes.ReadSpaceToDepth),
            new("DepthToSpace", BlockNodes.ReadDepthToSpace),
            new("SpaceToBatchND", BlockNodes.ReadSpaceToBatch),
            new("BatchToSpaceND", BlockNodes.ReadBatchToSpace),
            new("SpaceToBatch", BlockNodes.ReadOldSpaceToBatch),
            new("BatchToSpace", BlockNodes.ReadOldBatchToSpace),
            new("Cast", CastNodes.Read),
            new("FakeQuantWithMinMaxVars", FakeQuantizeNodes.ReadVars),
            new("FakeQuantWithMinMaxVarsPerChannel", FakeQuantizeNodes.ReadPerChannel),
            new("FakeQuantWithMinMaxArgs", FakeQuantizeNodes.ReadArgs),
            new("Dequantize", DequantizeNodes.Read),
            new("Softmax", SoftmaxNodes.Read),
            new("LogSoftmax", SoftmaxNodes.ReadLog),
            new("ArgMax", SearchNodes.ReadArgMax),
            new("TopK", SearchNodes.ReadTopK),
            new("TopKV2", SearchNodes.ReadTopKV2),
            new("Concat", ConcatNodes.Read),
            new("ConcatV2", ConcatNodes.ReadV2),
            new("Pack", ConcatNodes.ReadPack),
            new("Split", SplitNodes.Read),
            new("SplitV", SplitNodes.ReadV),
            new("Unpack", SplitNodes.ReadUnpack),
            new("Slice", SliceNodes.Read),
            new("StridedSlice", StridedSliceNodes.Read),
            new("Reshape", ShapeNodes.ReadReshape),
            new("Squeeze", ShapeNodes.ReadSqueeze),
            new("ExpandDims", ShapeNodes.ReadExpandDims),
            new("Transpose", ShapeNodes.ReadTranspose),
            new("EnsureShape", ShapeNodes.ReadEnsureShape),
            new("Gather", GatherNodes.Read),
            new("GatherV2", GatherNodes.ReadV2),
            new("OneHot", GatherNodes.ReadOneHot),
            new("Shape", ShapeOfNodes.Read),
            new("ShapeN", ShapeOfNodes.ReadN),
            new("Rank", ShapeOfNodes.ReadRank),
            new("Size", ShapeOfNodes.ReadSize),
            new("Fill", FillNodes.Read),
            new("BroadcastTo", FillNodes.ReadBroadcastTo),
            new("ZerosLike", FillNodes.ReadZerosLike),
            new("OnesLike", FillNodes.ReadOnesLike),
            new("Tile", FillNodes.ReadTile),
            new("Range", FillNodes.ReadRange),
            new("ReverseV2", FillNodes.ReadReverse),
            new("RandomUniform", FillNodes.ReadRandomUniform),
            new("_FusedConv2D", FusedNodes.ReadConvolution),
            new("_FusedDepthwiseConv2dNative", FusedNodes.ReadDepthwise),
            new("FusedDepthwiseConv2dNative", FusedNodes.ReadDepthwise),
            new("_FusedMatMul", FusedNodes.ReadMatMul),
            new("Prelu", FusedNodes.ReadPrelu),
            new("_FusedBatchNormEx", FusedNodes.ReadBatchNorm),
            new("FusedPadConv2D", FusedNodes.ReadPadConvolution),
            new("FusedResizeAndPadConv2D", FusedNodes.ReadResizePadConvolution),
        ]);

    /// <summary>Writers by our operator.</summary>
    public static IReadOnlyDictionary<Type, Action<NodeWriter>> Writers { get; } = new Dictionary<Type, Action<NodeWriter>>
    {
        [typeof(Conv)] = ConvolutionNodes.Write,
        [typeof(ConvTranspose)] = ConvTransposeNodes.Write,
        [typeof(MatMul)] = MatMulNodes.Write,
        [typeof(BatchNorm)] = BatchNormNodes.Write,
        [typeof(LocalResponseNorm)] = LocalResponseNormNodes.Write,
        [typeof(MaxPool)] = PoolNodes.WriteMax,
        [typeof(AveragePool)] = PoolNodes.WriteAverage,
        [typeof(Resize)] = ResizeNodes.Write,
        [typeof(SpaceToDepth)] = BlockNodes.WriteSpaceToDepth,
        [typeof(DepthToSpace)] = BlockNodes.WriteDepthToSpace,
        [typeof(SpaceToBatch)] = BlockNodes.WriteSpaceToBatch,
        [typeof(BatchToSpace)] = BlockNodes.WriteBatchToSpace,
        [typeof(Unary)] = UnaryNodes.Write,
        [typeof(Clip)] = ActivationNodes.WriteClip,
        [typeof(LeakyRelu)] = ActivationNodes.WriteLeakyRelu,
        [typeof(Elu)] = ActivationNodes.WriteElu,
        [typeof(HardSwish)] = ActivationNodes.WriteHardSwish,
        [typeof(Binary)] = BinaryNodes.Write,
        [typeof(Select)] = SelectNodes.Write,
        [typeof(Cast)] = CastNodes.Write,
        [typeof(FakeQuantize)] = FakeQuantizeNodes.Write,
        [typeof(Quantize)] = QuantizeNodes.WriteQuantize,
        [typeof(Dequantize)] = QuantizeNodes.WriteDequantize,
        [typeof(Quantized)] = QuantizeNodes.RefuseQuantized,
        [typeof(Softmax)] = SoftmaxNodes.Write,
        [typeof(LogSoftmax)] = SoftmaxNodes.WriteLog,
        [typeof(Reduce)] = ReduceNodes.Write,
        [typeof(ArgMax)] = SearchNodes.WriteArgMax,
        [typeof(TopK)] = SearchNodes.WriteTopK,
        [typeof(Pad)] = PaddingNodes.Write,
        [typeof(Concat)] = ConcatNodes.Write,
        [typeof(Split)] = SplitNodes.Write,
        [typeof(Slice)] = SliceNodes.Write,
        [typeof(Reshape)] = ShapeNodes.WriteReshape,
        [typeof(Transpose)] = ShapeNodes.WriteTranspose,
        [typeof(Squeeze)] = ShapeNodes.WriteSqueeze,
        [typeof(ExpandDims)] = ShapeNodes.WriteExpandDims,
        [typeof(Gather)] = GatherNodes.Write,
        [typeof(OneHot)] = GatherNodes.WriteOneHot,
        [typeof(ShapeOf)] = ShapeOfNodes.Write,
        [typeof(Sequence)] = FillNodes.WriteRange,
        [typeof(Tile)] = FillNodes.WriteTile,
        [typeof(BroadcastTo)] = FillNodes.WriteBroadcastTo,
        [typeof(Reverse)] = FillNodes.WriteReverse,
        [typeof(RandomUniform)] = FillNodes.RefuseRandomUniform,
        [typeof(Unsupported)] = FillNodes.RefuseUnsupported,
    };

    /// <summary>Whether an op is known.</summary>
    public static bool CanRead(string op) => Readers.ContainsKey(op);

    /// <summary>Turns a node into ours.</summary>
    /// <returns>The node's outputs; perhaps fewer than it has, where nobody needs the others for inference.</returns>
    /// <exception cref="UnsupportedOpException">The op is not known, or something about it.</exception>
    /// <exception cref="GraphException">The node is broken.</exception>
    public static ImmutableArray<Value> Read(NodeReader node) =>
        Readers.TryGetValue(node.Op, out Func<NodeReader, ImmutableArray<Value>>? read)
            ? read(node)
            : throw new UnsupportedOpException("the op is not known");

    /// <summary>Turns one of our nodes into TensorFlow's.</summary>
    /// <exception cref="GraphException">TensorFlow has nothing for it.</exception>
    public static void Write(NodeWriter writer)
    {
        if (writer.Node.Operator is IImageOperator { DataLayout: not DataLayout.ChannelsLast })
        {
            throw new GraphException("images must be [N, H, W, C]");
        }

        if (!Writers.TryGetValue(writer.Node.Operator.GetType(), out Action<NodeWriter>? write))
        {
            throw new GraphException($"{writer.Node.Operator.Name} cannot be written");
        }

        write(writer);
    }

    private static IEnumerable<KeyValuePair<string, Func<NodeReader, ImmutableArray<Value>>>> Each(
        IEnumerable<string> ops, Func<NodeReader, ImmutableArray<Value>> read) => ops.Select(o => KeyValuePair.Create(o, read));
}
