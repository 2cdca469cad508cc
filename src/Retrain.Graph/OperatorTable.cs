using Retrain.Graph.Ops;

namespace Retrain.Graph;

/// <summary>Every operator. A test holds that none is missing; the table in docs/ops.md is made from it.</summary>
internal static class OperatorTable
{
    /// <summary>The operators, by kind.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        typeof(Conv),
        typeof(ConvTranspose),
        typeof(MatMul),
        typeof(BatchNorm),
        typeof(LocalResponseNorm),
        typeof(MaxPool),
        typeof(AveragePool),
        typeof(Resize),
        typeof(SpaceToDepth),
        typeof(DepthToSpace),
        typeof(SpaceToBatch),
        typeof(BatchToSpace),
        typeof(Unary),
        typeof(Clip),
        typeof(LeakyRelu),
        typeof(Elu),
        typeof(HardSwish),
        typeof(Binary),
        typeof(Select),
        typeof(Cast),
        typeof(FakeQuantize),
        typeof(Quantize),
        typeof(Dequantize),
        typeof(Quantized),
        typeof(Softmax),
        typeof(LogSoftmax),
        typeof(Reduce),
        typeof(ArgMax),
        typeof(TopK),
        typeof(Pad),
        typeof(Concat),
        typeof(Split),
        typeof(Slice),
        typeof(Reshape),
        typeof(Transpose),
        typeof(Squeeze),
        typeof(ExpandDims),
        typeof(Gather),
        typeof(OneHot),
        typeof(ShapeOf),
        typeof(Sequence),
        typeof(Tile),
        typeof(BroadcastTo),
        typeof(Reverse),
        typeof(RandomUniform),
        typeof(Unsupported),
    ];
}
