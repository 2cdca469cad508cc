namespace Retrain.Formats.TensorFlowJs.Writing;

/// <summary>
/// TensorFlow ops that TensorFlow.js 4 computes as TensorFlow does; only those that our writer makes. Left away on purpose:
/// FakeQuantWithMinMax* (TensorFlow.js hands the input through as it is), FloorDiv (it makes whole numbers of floats), Div of whole
/// numbers (it rounds down) and OneHot (it knows no axis, and its WebAssembly kernel takes no other numbers than whole ones).
/// </summary>
internal static class TensorFlowJsOps
{
    private static readonly HashSet<string> Ops = new(StringComparer.Ordinal)
    {
        "Abs", "Add", "All", "Any", "ArgMax", "AvgPool", "BatchMatMul", "BatchMatMulV2", "BatchToSpaceND", "BiasAdd", "BroadcastTo",
        "Cast", "Ceil", "ConcatV2", "Const", "Conv2D", "Conv2DBackpropInput", "Cos", "DepthToSpace", "DepthwiseConv2dNative", "Elu",
        "Equal", "Erf", "Exp", "ExpandDims", "Fill", "Floor", "FloorMod", "FusedBatchNorm", "FusedDepthwiseConv2dNative", "GatherV2",
        "Greater", "GreaterEqual", "Identity", "LRN", "LeakyRelu", "Less", "LessEqual", "Log", "Log1p", "LogSoftmax", "LogicalAnd",
        "LogicalNot", "LogicalOr", "MatMul", "Max", "MaxPool", "Maximum", "Mean", "Min", "Minimum", "MirrorPad", "Mul", "Neg",
        "NotEqual", "Pad", "PadV2", "Placeholder", "Pow", "Prod", "Range", "RealDiv", "Reciprocal", "Relu", "Relu6",
        "Reshape", "ResizeBilinear", "ResizeNearestNeighbor", "ReverseV2", "Round", "Rsqrt", "Select", "SelectV2", "Selu", "Shape",
        "Sigmoid", "Sign", "Sin", "Slice", "Softmax", "Softplus", "SpaceToBatchND", "Split", "SplitV", "Sqrt", "Square",
        "SquaredDifference", "Squeeze", "StridedSlice", "Sub", "Sum", "Tanh", "Tile", "TopKV2", "Transpose", "_FusedConv2D",
        "_FusedMatMul",
    };

    /// <summary>Whether TensorFlow.js computes it.</summary>
    public static bool Knows(string op) => Ops.Contains(op);
}
