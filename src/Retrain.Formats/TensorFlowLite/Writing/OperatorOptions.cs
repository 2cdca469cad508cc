using Google.FlatBuffers;
using Retrain.Graph.Ops;
using Options = Retrain.Formats.TensorFlowLite.Schema.BuiltinOptions;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>Settings of an operator: which table, and what writes it.</summary>
/// <param name="Type">Member of the union.</param>
/// <param name="Write">Writes the table and returns its offset.</param>
internal sealed record OperatorOptions(Options Type, Func<FlatBufferBuilder, int> Write)
{
    /// <summary>No table at all.</summary>
    public static OperatorOptions None { get; } = new(Options.NONE, _ => 0);

    /// <summary>A table without fields.</summary>
    public static OperatorOptions Empty(Options type) => new(type, b =>
    {
        Schema.NoOptions.StartNoOptions(b);
        return Schema.NoOptions.EndNoOptions(b).Value;
    });

    /// <summary>Of CONV_2D.</summary>
    public static OperatorOptions Conv(
        bool isSame, (int Height, int Width) strides, (int Height, int Width) dilations, Schema.Activation activation, bool hasLongBias) =>
        new(Options.Conv2DOptions, b => Schema.Conv2DOptions.CreateConv2DOptions(
            b, Padding(isSame), strides.Width, strides.Height, activation, dilations.Width, dilations.Height, Bias(hasLongBias)).Value);

    /// <summary>Of DEPTHWISE_CONV_2D.</summary>
    public static OperatorOptions Depthwise(bool isSame, (int Height, int Width) strides, (int Height, int Width) dilations,
        Schema.Activation activation, int multiplier) =>
        new(Options.DepthwiseConv2DOptions, b => Schema.DepthwiseConv2DOptions.CreateDepthwiseConv2DOptions(
            b, Padding(isSame), strides.Width, strides.Height, multiplier, activation, dilations.Width, dilations.Height).Value);

    /// <summary>Of TRANSPOSE_CONV.</summary>
    public static OperatorOptions TransposeConv(bool isSame, (int Height, int Width) strides) =>
        new(Options.TransposeConvOptions,
            b => Schema.TransposeConvOptions.CreateTransposeConvOptions(b, Padding(isSame), strides.Width, strides.Height).Value);

    /// <summary>Of FULLY_CONNECTED.</summary>
    public static OperatorOptions FullyConnected(Schema.Activation activation, bool keepsAxes, bool isDynamic, bool hasLongBias) =>
        new(Options.FullyConnectedOptions, b => Schema.FullyConnectedOptions.CreateFullyConnectedOptions(
            b, activation, Schema.WeightsFormat.DEFAULT, keepsAxes, isDynamic, Bias(hasLongBias)).Value);

    /// <summary>Of both pools.</summary>
    public static OperatorOptions Pool(
        bool isSame, (int Height, int Width) window, (int Height, int Width) strides, Schema.Activation activation) =>
        new(Options.Pool2DOptions, b => Schema.Pool2DOptions.CreatePool2DOptions(
            b, Padding(isSame), strides.Width, strides.Height, window.Width, window.Height, activation).Value);

    /// <summary>Of the four arithmetic operators.</summary>
    /// <param name="kind">Which; others have a table without fields, or none.</param>
    /// <param name="activation">What is done behind.</param>
    public static OperatorOptions Arithmetic(BinaryKind kind, Schema.Activation activation) => kind switch
    {
        BinaryKind.Add => new(Options.AddOptions, b => Schema.AddOptions.CreateAddOptions(b, activation).Value),
        BinaryKind.Sub => new(Options.SubOptions, b => Schema.SubOptions.CreateSubOptions(b, activation).Value),
        BinaryKind.Mul => new(Options.MulOptions, b => Schema.MulOptions.CreateMulOptions(b, activation).Value),
        _ => new(Options.DivOptions, b => Schema.DivOptions.CreateDivOptions(b, activation).Value),
    };

    /// <summary>Of RESHAPE.</summary>
    public static OperatorOptions Reshape(int[] shape) => new(Options.ReshapeOptions, b =>
        Schema.ReshapeOptions.CreateReshapeOptions(b, Schema.ReshapeOptions.CreateNewShapeVector(b, shape)).Value);

    /// <summary>Of SQUEEZE.</summary>
    public static OperatorOptions Squeeze(int[] axes) => new(Options.SqueezeOptions, b =>
        Schema.SqueezeOptions.CreateSqueezeOptions(b, Schema.SqueezeOptions.CreateSqueezeDimsVector(b, axes)).Value);

    /// <summary>Of STRIDED_SLICE: a bit for each axis that begins or ends where it begins or ends itself.</summary>
    public static OperatorOptions StridedSlice(int beginMask, int endMask) => new(
        Options.StridedSliceOptions, b => Schema.StridedSliceOptions.CreateStridedSliceOptions(b, beginMask, endMask).Value);

    /// <summary>Of CONCATENATION.</summary>
    public static OperatorOptions Concatenation(int axis) =>
        new(Options.ConcatenationOptions, b => Schema.ConcatenationOptions.CreateConcatenationOptions(b, axis).Value);

    /// <summary>Of SPLIT and SPLIT_V.</summary>
    public static OperatorOptions Split(int parts, bool areEqual) => areEqual
        ? new(Options.SplitOptions, b => Schema.SplitOptions.CreateSplitOptions(b, parts).Value)
        : new(Options.SplitVOptions, b => Schema.SplitVOptions.CreateSplitVOptions(b, parts).Value);

    /// <summary>Of GATHER.</summary>
    public static OperatorOptions Gather(int axis) =>
        new(Options.GatherOptions, b => Schema.GatherOptions.CreateGatherOptions(b, axis).Value);

    /// <summary>Of ONE_HOT.</summary>
    public static OperatorOptions OneHot(int axis) =>
        new(Options.OneHotOptions, b => Schema.OneHotOptions.CreateOneHotOptions(b, axis).Value);

    /// <summary>Of MEAN and its like.</summary>
    public static OperatorOptions Reducer(bool keepsAxes) =>
        new(Options.ReducerOptions, b => Schema.ReducerOptions.CreateReducerOptions(b, keepsAxes).Value);

    /// <summary>Of ARG_MAX.</summary>
    public static OperatorOptions ArgMax(Schema.TensorType type) =>
        new(Options.ArgMaxOptions, b => Schema.ArgMaxOptions.CreateArgMaxOptions(b, type).Value);

    /// <summary>Of SHAPE.</summary>
    public static OperatorOptions Shape(Schema.TensorType type) =>
        new(Options.ShapeOptions, b => Schema.ShapeOptions.CreateShapeOptions(b, type).Value);

    /// <summary>Of CAST.</summary>
    public static OperatorOptions Cast(Schema.TensorType from, Schema.TensorType to) =>
        new(Options.CastOptions, b => Schema.CastOptions.CreateCastOptions(b, from, to).Value);

    /// <summary>Of SOFTMAX.</summary>
    public static OperatorOptions Softmax() => new(Options.SoftmaxOptions, b => Schema.SoftmaxOptions.CreateSoftmaxOptions(b, 1).Value);

    /// <summary>Of LEAKY_RELU.</summary>
    public static OperatorOptions LeakyRelu(float alpha) =>
        new(Options.LeakyReluOptions, b => Schema.LeakyReluOptions.CreateLeakyReluOptions(b, alpha).Value);

    /// <summary>Of GELU.</summary>
    public static OperatorOptions Gelu(bool isApproximate) =>
        new(Options.GeluOptions, b => Schema.GeluOptions.CreateGeluOptions(b, isApproximate).Value);

    /// <summary>Of BATCH_MATMUL.</summary>
    public static OperatorOptions BatchMatMul(bool transposesA, bool transposesB) =>
        new(Options.BatchMatMulOptions, b => Schema.BatchMatMulOptions.CreateBatchMatMulOptions(b, transposesA, transposesB).Value);

    /// <summary>Of MIRROR_PAD.</summary>
    public static OperatorOptions MirrorPad(bool repeatsBorder) => new(
        Options.MirrorPadOptions,
        b => Schema.MirrorPadOptions.CreateMirrorPadOptions(
            b, repeatsBorder ? Schema.MirrorPadMode.SYMMETRIC : Schema.MirrorPadMode.REFLECT).Value);

    /// <summary>Of the two blocks.</summary>
    public static OperatorOptions Block(int side, bool toDepth) => toDepth
        ? new(Options.SpaceToDepthOptions, b => Schema.SpaceToDepthOptions.CreateSpaceToDepthOptions(b, side).Value)
        : new(Options.DepthToSpaceOptions, b => Schema.DepthToSpaceOptions.CreateDepthToSpaceOptions(b, side).Value);

    /// <summary>Of both resizings.</summary>
    public static OperatorOptions Resize(bool isBilinear, bool alignsCorners, bool hasHalfPixels) => isBilinear
        ? new(Options.ResizeBilinearOptions,
            b => Schema.ResizeBilinearOptions.CreateResizeBilinearOptions(b, alignsCorners, hasHalfPixels).Value)
        : new(Options.ResizeNearestNeighborOptions,
            b => Schema.ResizeNearestNeighborOptions.CreateResizeNearestNeighborOptions(b, alignsCorners, hasHalfPixels).Value);

    /// <summary>Of LOCAL_RESPONSE_NORMALIZATION.</summary>
    public static OperatorOptions LocalResponseNorm(int radius, float bias, float alpha, float beta) =>
        new(Options.LocalResponseNormalizationOptions, b => Schema.LocalResponseNormalizationOptions
            .CreateLocalResponseNormalizationOptions(b, radius, bias, alpha, beta).Value);

    private static Schema.Padding Padding(bool isSame) => isSame ? Schema.Padding.SAME : Schema.Padding.VALID;

    private static Schema.TensorType Bias(bool isLong) => isLong ? Schema.TensorType.INT64 : Schema.TensorType.FLOAT32;
}
