using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.TensorFlow.Ops;

/// <summary>One node of ours: the operator and its inputs, of which some stay constant.</summary>
internal sealed record OperatorCase(string Name, Operator Operator, params Feed[] Inputs);

/// <summary>An input: fed, or part of the network.</summary>
internal readonly record struct Feed(Tensor Tensor, bool IsConstant = false)
{
    public static implicit operator Feed(Tensor tensor) => new(tensor);
}

/// <summary>A case for each operator, and for each way in which it is written.</summary>
internal static class OperatorCases
{
    public static IReadOnlyList<OperatorCase> All { get; } =
    [
        new("conv", Conv(Padding.Same), Ramp(2, 5, 6, 3), Constant(Ramp(3, 3, 3, 4))),
        new("conv_strides", Conv(Padding.Same) with { Strides = (2, 2) }, Ramp(1, 6, 5, 3), Constant(Ramp(3, 3, 3, 4))),
        new("conv_bias", Conv(Padding.Valid), Ramp(1, 4, 4, 2), Constant(Ramp(1, 1, 2, 3)), Constant(Ramp(3))),
        new("conv_dilated", Conv(Padding.Same) with { Dilations = (2, 2) }, Ramp(1, 7, 7, 2), Constant(Ramp(3, 3, 2, 3))),
        new("conv_explicit", Conv(Padding.Of(1, 0, 2, 1)) with { Strides = (2, 1) }, Ramp(1, 5, 5, 2), Constant(Ramp(3, 3, 2, 3)), Constant(Ramp(3))),
        new("conv_fed_filter", Conv(Padding.Valid), Ramp(1, 4, 4, 2), Ramp(2, 2, 2, 2)),
        new("groups", Conv(Padding.Same) with { Groups = 2 }, Ramp(1, 4, 4, 6), Constant(Ramp(3, 3, 3, 4)), Constant(Ramp(4))),
        new("groups_no_bias", Conv(Padding.Same) with { Groups = 3, Dilations = (2, 1) }, Ramp(1, 5, 5, 6), Constant(Ramp(3, 3, 2, 3))),
        new("depthwise", Conv(Padding.Same) with { Groups = 3, Strides = (2, 2) }, Ramp(1, 6, 6, 3), Constant(Ramp(3, 3, 1, 6))),
        new("depthwise_bias", Conv(Padding.Of(1, 1, 1, 1)) with { Groups = 2 }, Ramp(1, 4, 4, 2), Constant(Ramp(3, 3, 1, 2)), Constant(Ramp(2))),
        new("depthwise_dilated", Conv(Padding.Same) with { Groups = 2, Dilations = (2, 3) }, Ramp(1, 9, 9, 2), Constant(Ramp(3, 2, 1, 4))),
        new("depthwise_uneven", Conv(Padding.Same) with { Groups = 2, Strides = (1, 2) }, Ramp(1, 4, 4, 2), Constant(Ramp(3, 3, 1, 2))),
        new("transposed", new ConvTranspose((2, 2), Padding.Same, (7, 8), Last), Ramp(2, 4, 4, 3), Constant(Ramp(3, 3, 2, 3))),
        new("transposed_bias", new ConvTranspose((2, 1), Padding.Valid, (7, 6), Last), Ramp(1, 3, 4, 2), Constant(Ramp(3, 3, 2, 2)), Constant(Ramp(2))),
        new("transposed_explicit", new ConvTranspose((2, 2), Padding.Of(1, 1, 0, 1), (5, 6), Last), Ramp(1, 3, 3, 2), Constant(Ramp(3, 3, 2, 2))),
        new("matmul", new MatMul(false, true), Ramp(2, 3), Constant(Ramp(4, 3))),
        new("matmul_stack", new MatMul(false, false), Ramp(2, 3, 4), Ramp(2, 4, 2)),
        new("matmul_broadcast", new MatMul(false, false), Ramp(2, 3, 4), Constant(Ramp(4, 2))),
        new("norm", new BatchNorm(0.01f, Last), Ramp(2, 2, 2, 3), Constant(Ramp(3)), Constant(Ramp(3)), Constant(Ramp(3)), Constant(Positive(3))),
        new("lrn", new LocalResponseNorm(2, 1.5f, 0.3f, 0.75f, Last), Ramp(1, 2, 2, 7)),
        new("max_pool", new MaxPool((3, 2), (2, 2), Padding.Same, Last), Ramp(1, 5, 5, 2)),
        new("max_pool_explicit", new MaxPool((3, 3), (2, 2), Padding.Of(1, 1, 1, 0), Last), Ramp(1, 5, 5, 2)),
        new("average", new AveragePool((3, 3), (1, 1), Padding.Same, false, Last), Ramp(1, 4, 4, 2)),
        new("average_counted", new AveragePool((3, 3), (2, 2), Padding.Same, true, Last), Ramp(1, 4, 5, 2)),
        new("average_explicit", new AveragePool((3, 3), (2, 1), Padding.Of(1, 1, 0, 2), false, Last), Ramp(1, 5, 5, 2)),
        new("average_explicit_counted", new AveragePool((3, 3), (2, 1), Padding.Of(1, 1, 0, 2), true, Last), Ramp(1, 5, 5, 2)),
        new("bilinear", new Resize(ResizeKind.Bilinear, ResizeCoordinates.Legacy, Last), Ramp(1, 3, 4, 2), Constant(Tensor.Vector(5, 7))),
        new("bilinear_corners", new Resize(ResizeKind.Bilinear, ResizeCoordinates.AlignCorners, Last), Ramp(1, 3, 4, 2), Tensor.Of([5, 7], 2)),
        new("bilinear_half_pixel", new Resize(ResizeKind.Bilinear, ResizeCoordinates.HalfPixel, Last), Ramp(1, 3, 4, 2), Constant(Tensor.Of([2, 7], 2))),
        new("nearest", new Resize(ResizeKind.Nearest, ResizeCoordinates.Legacy, Last), Ramp(1, 3, 4, 2), Constant(Tensor.Of([5, 7], 2))),
        new("nearest_half_pixel", new Resize(ResizeKind.Nearest, ResizeCoordinates.HalfPixel, Last), Ramp(1, 3, 4, 2), Constant(Tensor.Of([5, 2], 2))),
        new("space_to_depth", new SpaceToDepth(2, Last), Ramp(1, 4, 4, 3)),
        new("depth_to_space", new DepthToSpace(2, Last), Ramp(1, 2, 2, 8)),
        new("space_to_batch", new SpaceToBatch((2, 3), Padding.Of(1, 0, 0, 1), Last), Ramp(2, 3, 5, 2)),
        new("batch_to_space", new BatchToSpace((2, 3), Padding.Of(1, 0, 0, 1), Last), Ramp(12, 2, 2, 2)),
        .. Enum.GetValues<UnaryKind>().Select(k => new OperatorCase($"unary_{k}", new Unary(k), UnaryInput(k))),
        new("clip_relu6", new Clip(0, 6), Ramp(3, 7)),
        new("clip", new Clip(-0.5f, 0.25f), Ramp(3, 7)),
        new("leaky", new LeakyRelu(0.3f), Ramp(3, 4)),
        new("elu", new Elu(1), Ramp(3, 4)),
        new("elu_alpha", new Elu(0.7f), Ramp(3, 4)),
        new("hard_swish", new HardSwish(), Ramp(3, 4)),
        .. Enum.GetValues<BinaryKind>().Select(BinaryCase),
        new("whole_division", new Binary(BinaryKind.Div), Tensor.Of([7, -7, 8], 3), Tensor.Of([2, 2, -3], 3)),
        new("whole_floor_division", new Binary(BinaryKind.FloorDiv), Tensor.Of([7, -7, 8], 3), Tensor.Of([2, 2, -3], 3)),
        new("broadcast_sum", new Binary(BinaryKind.Add), Ramp(2, 2, 2, 3), Constant(Ramp(3))),
        new("select", new Select(), Bools(2, 3), Ramp(2, 3), Positive(2, 3)),
        new("select_one", new Select(), Tensor.Scalar(true), Ramp(2, 3), Positive(2, 3)),
        new("select_broadcast", new Select(), Bools(2, 1), Ramp(2, 3), Positive(3)),
        new("cast", new Cast(ElementType.Int32), Ramp(3, 3)),
        new("cast_bool", new Cast(ElementType.Float32), Bools(2, 2)),
        new("fake_quantize", new FakeQuantize([-1.03f], [0.8f], 8, false, FakeQuantizeFormula.TensorFlow1), Ramp(4, 5)),
        new("fake_quantize_narrow", new FakeQuantize([-1.03f], [0.8f], 4, true, FakeQuantizeFormula.TensorFlow1), Ramp(4, 5)),
        new("fake_quantize_channels", new FakeQuantize([-1, -0.5f], [1, 0.7f], 8, false, FakeQuantizeFormula.TensorFlow1), Ramp(3, 2)),
        new("quantize", new Quantize(Quantization.Of(ElementType.Int8, 0.01f, 3)), Ramp(3, 4)),
        new("quantize_channels", new Quantize(new Quantization(ElementType.UInt8, [0.01f, 0.02f], [128, 100], 1)), Ramp(3, 2)),
        new("quantize_levels", new Quantize(Quantization.Of(ElementType.UInt8, 2, 100), Quantization.Of(ElementType.Int8, 0.7f, 5)),
            Tensor.Of(new sbyte[] { -7, 0, 100, 127 }, 2, 2)),
        new("dequantize", new Dequantize(Quantization.Of(ElementType.Int8, 0.5f, 3)), Tensor.Of(new sbyte[] { -7, 0, 100, 127 }, 2, 2)),
        new("dequantize_channels", new Dequantize(new Quantization(ElementType.UInt8, [0.5f, 2], [3, 0], 0)),
            Tensor.Of(new byte[] { 7, 0, 100, 255 }, 2, 2)),
        new("softmax", new Softmax(1), Ramp(2, 5)),
        new("softmax_axis", new Softmax(1), Ramp(2, 3, 4)),
        new("log_softmax", new LogSoftmax(1), Ramp(2, 5)),
        .. Enum.GetValues<ReduceKind>().Select(k =>
            new OperatorCase($"reduce_{k}", new Reduce(k, [1, 2], k == ReduceKind.Mean),
                k is ReduceKind.All or ReduceKind.Any ? Bools(2, 3, 2) : Ramp(2, 3, 2))),
        new("arg_max", new ArgMax(1, ElementType.Int64), Ramp(3, 4)),
        new("arg_max_32", new ArgMax(0, ElementType.Int32), Ramp(3, 4)),
        new("top", new TopK(2), Ramp(3, 4)),
        new("pad", new Pad([0, 1], [2, 0], PadMode.Constant, 0), Ramp(2, 3)),
        new("pad_value", new Pad([0, 1], [2, 0], PadMode.Constant, -1.5), Ramp(2, 3)),
        new("pad_reflect", new Pad([1, 1], [0, 2], PadMode.Reflect, 0), Ramp(2, 3)),
        new("pad_symmetric", new Pad([1, 1], [0, 2], PadMode.Symmetric, 0), Ramp(2, 3)),
        new("concat", new Concat(1), Ramp(2, 2), Constant(Positive(2, 3)), Ramp(2, 1)),
        new("concat_one", new Concat(0), Ramp(2, 2)),
        new("split", new Split(1, [2, 2]), Ramp(3, 4)),
        new("split_sizes", new Split(1, [1, 3]), Ramp(3, 4)),
        new("split_one", new Split(0, [3]), Ramp(3, 4)),
        new("slice", new Slice([1, 2], [1, int.MinValue], [int.MaxValue, -1], [1, 2]), Ramp(2, 3, 5)),
        new("slice_backwards", new Slice([0, 1], [int.MaxValue, -1], [int.MinValue, 0], [-1, -2]), Ramp(3, 5)),
        new("slice_nothing", new Slice([], [], [], []), Ramp(3, 5)),
        new("reshape", new Reshape(), Ramp(2, 6), Constant(Tensor.Vector(-1, 3))),
        new("reshape_fed", new Reshape(), Ramp(2, 6), Tensor.Vector(4, 3)),
        new("transpose", new Transpose(new Permutation(0, 3, 1, 2)), Ramp(2, 2, 3, 4)),
        new("squeeze", new Squeeze([1, 2]), Ramp(2, 1, 1, 3)),
        new("squeeze_nothing", new Squeeze([]), Ramp(2, 1)),
        new("expand", new ExpandDims([1]), Ramp(2, 3)),
        new("expand_two", new ExpandDims([0, 3]), Ramp(2, 3)),
        new("gather", new Gather(1), Ramp(2, 4), Constant(Tensor.Of([0, 3, 1], 3))),
        new("gather_negative", new Gather(1), Ramp(2, 4), Constant(Tensor.Of([-1, 0], 1, 2))),
        new("one_hot", new OneHot(1, 4), Tensor.Of([3, 0], 2), Tensor.Scalar(2f), Tensor.Scalar(-1f)),
        new("one_hot_first", new OneHot(0, 3), Tensor.Vector(2, 0), Constant(Tensor.Scalar(1f)), Constant(Tensor.Scalar(0f))),
        new("shape", new ShapeOf(ElementType.Int32), Ramp(2, 3)),
        new("shape_64", new ShapeOf(ElementType.Int64), Ramp(2, 3)),
        new("sequence", new Sequence(), Tensor.Scalar(1), Tensor.Scalar(8), Constant(Tensor.Scalar(3))),
        new("tile", new Tile(), Ramp(2, 3), Constant(Tensor.Vector(2, 1))),
        new("fill", new BroadcastTo(), Tensor.Scalar(3.5f), Constant(Tensor.Vector(2, 3))),
        new("broadcast", new BroadcastTo(), Ramp(1, 3), Constant(Tensor.Of([2, 3], 2))),
        new("reverse", new Reverse([0, 1]), Ramp(2, 3)),
    ];

    /// <summary>Numbers around 0 without order or ties.</summary>
    public static Tensor Ramp(params int[] shape) =>
        Tensor.Of([.. Enumerable.Range(0, Tensor.LengthOf(shape.AsSpan())).Select(i => (((i * 37) + 11) % 101 / 40f) - 1.3f)], shape);

    /// <summary>Numbers above 0.</summary>
    public static Tensor Positive(params int[] shape) =>
        Tensor.Of(Array.ConvertAll(Ramp(shape).Floats.ToArray(), v => MathF.Abs(v) + 0.1f), shape);

    public static Feed Constant(Tensor tensor) => new(tensor, true);

    private static DataLayout Last => DataLayout.ChannelsLast;

    private static Conv Conv(Padding padding) => new((1, 1), (1, 1), padding, 1, Last);

    private static Tensor Bools(params int[] shape) => Tensor.Of(Array.ConvertAll(Ramp(shape).Floats.ToArray(), v => v > 0), shape);

    private static Tensor UnaryInput(UnaryKind kind) => kind switch
    {
        UnaryKind.Not => Bools(2, 3),
        UnaryKind.Log or UnaryKind.Log1p or UnaryKind.Sqrt or UnaryKind.Rsqrt or UnaryKind.Reciprocal => Positive(3, 4),
        _ => Ramp(3, 4),
    };

    private static OperatorCase BinaryCase(BinaryKind kind) => kind is BinaryKind.And or BinaryKind.Or
        ? new($"binary_{kind}", new Binary(kind), Bools(2, 3), Bools(3))
        : new($"binary_{kind}", new Binary(kind), kind == BinaryKind.Pow ? Positive(2, 3) : Ramp(2, 3), Ramp(3));
}
