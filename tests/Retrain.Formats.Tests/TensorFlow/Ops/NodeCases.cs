using Google.Protobuf;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.Tests.TensorFlow.Ops;

/// <summary>A TensorFlow node, what goes in and what must come out.</summary>
internal sealed record NodeCase(
    string Name, string Op, Feed[] Inputs, (string Name, AttrValue Value)[] Attributes, params Tensor[] Expected)
{
    public int Producer { get; init; }
}

/// <summary>Nodes with answers that can be worked out by hand.</summary>
internal static class NodeCases
{
    private static readonly Tensor Image = Tensor.Of([1f, 2, 3, 4], 1, 2, 2, 1);
    private static readonly Tensor Square = Tensor.Of([1f, 2, 3, 4, 5, 6, 7, 8, 9], 1, 3, 3, 1);
    private static readonly Tensor Channels = Tensor.Of([1f, 10, 2, 20], 1, 1, 2, 2);
    private static readonly Tensor Table = Tensor.Of([1f, 2, 3, 4, 5, 6], 2, 3);

    public static IReadOnlyList<NodeCase> All { get; } =
    [
        // Convolutions.
        new("conv_same", "Conv2D", [Image, Fixed([1f, 1, 1, 1], 2, 2, 1, 1)], [Ints("strides", 1, 1, 1, 1), Text("padding", "SAME")], Floats([10, 6, 7, 4], 1, 2, 2, 1)),
        new("conv_explicit", "Conv2D", [Image, Fixed([1f], 1, 1, 1, 1)],
            [Ints("strides", 1, 2, 1, 1), Text("padding", "EXPLICIT"), Ints("explicit_paddings", 0, 0, 1, 0, 0, 1, 0, 0)],
            Floats([0, 0, 0, 3, 4, 0], 1, 2, 3, 1)),
        new("conv_channels_first", "Conv2D", [Tensor.Of([1f, 2, 10, 20], 1, 2, 1, 2), Fixed([1f, 2], 1, 1, 2, 1)],
            [Ints("strides", 1, 1, 1, 2), Text("padding", "VALID"), Text("data_format", "NCHW")], Floats([21], 1, 1, 1, 1)),
        new("conv_groups", "Conv2D", [Channels, Fixed([2f, 3], 1, 1, 1, 2)], [Ints("strides", 1, 1, 1, 1), Text("padding", "VALID")], Floats([2, 30, 4, 60], 1, 1, 2, 2)),
        new("conv_dilated", "Conv2D", [Square, Fixed([1f, 1, 1, 1], 2, 2, 1, 1)],
            [Ints("strides", 1, 1, 1, 1), Text("padding", "VALID"), Ints("dilations", 1, 2, 2, 1)], Floats([20], 1, 1, 1, 1)),
        new("depthwise", "DepthwiseConv2dNative", [Channels, Fixed([1f, 2, 3, 4], 1, 1, 2, 2)],
            [Ints("strides", 1, 1, 1, 1), Text("padding", "SAME")],
            Floats([1, 2, 30, 40, 2, 4, 60, 80], 1, 1, 2, 4)),
        new("depthwise_fed", "DepthwiseConv2dNative", [Channels, Tensor.Of([1f, 2], 1, 1, 2, 1)],
            [Ints("strides", 1, 1, 1, 1), Text("padding", "SAME")],
            Floats([1, 20, 2, 40], 1, 1, 2, 2)),
        new("transposed", "Conv2DBackpropInput", [Constant(1, 2, 4, 1), Fixed([1f, 5], 1, 2, 1, 1), Tensor.Of([1f, 2], 1, 1, 2, 1)],
            [Ints("strides", 1, 2, 2, 1), Text("padding", "SAME")], Floats([1, 5, 2, 10, 0, 0, 0, 0], 1, 2, 4, 1)),
        new("fused_conv", "_FusedConv2D", [Channels, Fixed([1f, 0, 0, 1], 1, 1, 2, 2), Fixed([-3f, 1], 2)],
            [Ints("strides", 1, 1, 1, 1), Text("padding", "VALID"), Texts("fused_ops", "BiasAdd", "LeakyRelu"),
                ("leakyrelu_alpha", Attr.Of(0.5f))],
            Floats([-1, 11, -0.5f, 21], 1, 1, 2, 2)),
        new("fused_conv_norm", "_FusedConv2D",
            [Image, Fixed([1f], 1, 1, 1, 1), Fixed([2f], 1), Fixed([1f], 1), Fixed([3f], 1), Fixed([3f], 1)],
            [Ints("strides", 1, 1, 1, 1), Text("padding", "VALID"), Texts("fused_ops", "FusedBatchNorm", "Relu6"),
                ("epsilon", Attr.Of(1f))],
            Floats([0, 0, 1, 2], 1, 2, 2, 1)),
        new("fused_depthwise", "_FusedDepthwiseConv2dNative", [Channels, Fixed([1f, 2], 1, 1, 2, 1), Fixed([1f, 1], 2)],
            [Ints("strides", 1, 1, 1, 1), Text("padding", "VALID"), Texts("fused_ops", "BiasAdd", "Relu6")],
            Floats([2, 6, 3, 6], 1, 1, 2, 2)),
        new("fused_depthwise_js", "FusedDepthwiseConv2dNative", [Channels, Fixed([1f, 2], 1, 1, 2, 1), Fixed([1f, 1], 2)],
            [Ints("strides", 1, 1, 1, 1), Text("padding", "VALID"), Texts("fused_ops", "BiasAdd", "Relu6")],
            Floats([2, 6, 3, 6], 1, 1, 2, 2)),
        new("fused_prelu", "_FusedMatMul", [Table, Fixed([1f, 0, -2], 3, 1), Fixed([6f], 1), Fixed([0.5f], 1)],
            [Texts("fused_ops", "BiasAdd", "Prelu")], Floats([1, -1], 2, 1)),
        new("prelu", "Prelu", [Tensor.Of([-2f, 3, -4, -8], 1, 1, 2, 2), Fixed([0.5f, 0.25f], 2)], [], Floats([-1, 3, -2, -2], 1, 1, 2, 2)),
        new("fused_matmul", "_FusedMatMul", [Table, Fixed([1f, 0, -2], 3, 1), Fixed([6f], 1)], [Texts("fused_ops", "BiasAdd", "Relu")], Floats([1, 0], 2, 1)),
        new("fused_pad", "FusedPadConv2D", [Image, Constants([2], 0, 0, 1, 0, 0, 0, 0, 0), Fixed([1f], 1, 1, 1, 1)],
            [Text("mode", "REFLECT"), Ints("strides", 1, 1, 1, 1), Text("padding", "VALID")], Floats([3, 4, 1, 2, 3, 4], 1, 3, 2, 1)),
        new("fused_resize", "FusedResizeAndPadConv2D",
            [Image, Constant(4, 2), Constants([2], 0, 0, 0, 0, 0, 1, 0, 0), Fixed([2f], 1, 1, 1, 1)],
            [Text("mode", "SYMMETRIC"), Ints("strides", 1, 1, 1, 1), Text("padding", "VALID")],
            Floats([2, 4, 4, 4, 6, 6, 6, 8, 8, 6, 8, 8], 1, 4, 3, 1)),
        new("fused_norm", "_FusedBatchNormEx",
            [Image, Fixed([1f], 1), Fixed([0f], 1), Fixed([2f], 1), Fixed([1f], 1), Tensor.Of([0f, 1, 0, 0], 1, 2, 2, 1)],
            [("is_training", Attr.Of(false)), ("epsilon", Attr.Of(0f)), ("num_side_inputs", Attr.Of(1)), Text("activation_mode", "Relu")],
            Floats([0, 1, 1, 2], 1, 2, 2, 1), Floats([2], 1), Floats([1], 1), Floats([2], 1), Floats([1], 1)),

        // Products, norms, sums.
        new("matmul", "MatMul", [Table, Fixed([1f, 1, 1], 1, 3)], [("transpose_b", Attr.Of(true))], Floats([6, 15], 2, 1)),
        new("batch_matmul", "BatchMatMulV2", [Tensor.Of([1f, 2], 1, 2, 1), Fixed([1f, 3], 2, 1)], [("adj_x", Attr.Of(true))], Floats([7], 1, 1, 1)),
        new("norm", "FusedBatchNormV3", [Channels, Fixed([1f, 2], 2), Fixed([0f, 1], 2), Fixed([1f, 10], 2), Fixed([0f, 99], 2)],
            [("is_training", Attr.Of(false)), ("epsilon", Attr.Of(1f))],
            Floats([0, 1, 1, 3], 1, 1, 2, 2), Floats([1, 10], 2), Floats([0, 99], 2), Floats([1, 10], 2), Floats([0, 99], 2)),
        new("norm_2015", "BatchNormWithGlobalNormalization",
            [Channels, Fixed([1f, 10], 2), Fixed([0f, 99], 2), Fixed([5f, 6], 2), Fixed([7f, 8], 2)],
            [("variance_epsilon", Attr.Of(1f)), ("scale_after_normalization", Attr.Of(false))], Floats([5, 6, 6, 7], 1, 1, 2, 2)),
        new("norm_2015_scaled", "BatchNormWithGlobalNormalization",
            [Channels, Fixed([1f, 10], 2), Fixed([0f, 99], 2), Fixed([5f, 6], 2), Fixed([7f, 8], 2)],
            [("variance_epsilon", Attr.Of(1f)), ("scale_after_normalization", Attr.Of(true))], Floats([5, 6, 12, 14], 1, 1, 2, 2)),
        new("bias", "BiasAdd", [Channels, Fixed([1f, 2], 2)], [], Floats([2, 12, 3, 22], 1, 1, 2, 2)),
        new("bias_channels_first", "BiasAdd", [Tensor.Of([1f, 2, 10, 20], 1, 2, 1, 2), Fixed([1f, 2], 2)], [Text("data_format", "NCHW")], Floats([2, 3, 12, 22], 1, 2, 1, 2)),
        new("bias_2015", "BiasAddV1", [Table, Fixed([1f, 2, 3], 3)], [], Floats([2, 4, 6, 5, 7, 9], 2, 3)),
        new("sum_of_three", "AddN", [Table, Table, Fixed([1f], 1)], [("N", Attr.Of(3))], Floats([3, 5, 7, 9, 11, 13], 2, 3)),
        new("sum_of_one", "AddN", [Table], [("N", Attr.Of(1))], Table),
        new("l2", "L2Loss", [Table], [], Floats([45.5f])),
        new("div_no_nan", "DivNoNan", [Floats([1, 2], 2), Floats([0, 4], 2)], [], Floats([0, 0.5f], 2)),
        new("whole_div", "Div", [Tensor.Of([7, -7], 2), Tensor.Of([2, 2], 2)], [], Tensor.Of([3, -3], 2)),
        new("floor_mod", "FloorMod", [Tensor.Of([7, -7], 2), Tensor.Of([4, 4], 2)], [], Tensor.Of([3, 1], 2)),
        new("inv", "Inv", [Floats([4], 1)], [], Floats([0.25f], 1)),
        new("rint", "Rint", [Floats([0.5f, 1.5f, -2.5f], 3)], [], Floats([0, 2, -2], 3)),
        new("lrn", "LRN", [Tensor.Of([2f], 1, 1, 1, 1)], [("alpha", Attr.Of(2f)), ("beta", Attr.Of(1f))], Floats([2f / 9], 1, 1, 1, 1)),

        // Activations and choices.
        new("relu6", "Relu6", [Floats([-1, 3, 7], 3)], [], Floats([0, 3, 6], 3)),
        new("clip", "ClipByValue", [Floats([-1, 3, 7], 3), Number(1f), Number(5f)], [], Floats([1, 3, 5], 3)),
        new("clip_whole", "ClipByValue", [Tensor.Of([-1, 3, 7], 3), Number(1), Number(5)], [], Tensor.Of([1, 3, 5], 3)),
        new("leaky", "LeakyRelu", [Floats([-1, 2], 2)], [], Floats([-0.2f, 2], 2)),
        new("softsign", "Softsign", [Floats([-1, 3], 2)], [], Floats([-0.5f, 0.75f], 2)),
        new("select_rows", "Select", [Tensor.Of([true, false], 2), Table, Floats([0, 0, 0, 0, 0, 0], 2, 3)], [], Floats([1, 2, 3, 0, 0, 0], 2, 3)),
        new("select_broadcast", "SelectV2", [Tensor.Of([true, false, true], 3), Table, Number(0f)], [], Floats([1, 0, 3, 4, 0, 6], 2, 3)),
        new("softmax", "Softmax", [Floats([0, 0, 0, 0], 2, 2)], [], Floats([0.5f, 0.5f, 0.5f, 0.5f], 2, 2)),

        // Pools, borders, sizes.
        new("max_pool", "MaxPool", [Square], [Ints("ksize", 1, 2, 2, 1), Ints("strides", 1, 2, 2, 1), Text("padding", "SAME")], Floats([5, 6, 8, 9], 1, 2, 2, 1)),
        new("max_pool_explicit", "MaxPool", [Image],
            [Ints("ksize", 1, 2, 2, 1), Ints("strides", 1, 2, 2, 1), Text("padding", "EXPLICIT"),
                Ints("explicit_paddings", 0, 0, 1, 1, 0, 0, 0, 0)],
            Floats([2, 4], 1, 2, 1, 1)),
        new("max_pool_v2", "MaxPoolV2", [Square, Constant(1, 3, 1, 1), Constant(1, 1, 2, 1)], [Text("padding", "VALID")], Floats([7, 9], 1, 1, 2, 1)),
        new("average", "AvgPool", [Square], [Ints("ksize", 1, 2, 2, 1), Ints("strides", 1, 2, 2, 1), Text("padding", "SAME")], Floats([3, 4.5f, 7.5f, 9], 1, 2, 2, 1)),
        new("pad", "Pad", [Table, Constants([2], 0, 0, 1, 0)], [], Floats([0, 1, 2, 3, 0, 4, 5, 6], 2, 4)),
        new("pad_value", "PadV2", [Tensor.Of([1, 2], 2), Constants([2], 1, 1), Number(9)], [], Tensor.Of([9, 1, 2, 9], 4)),
        new("mirror", "MirrorPad", [Floats([1, 2, 3], 3), Constants([2], 1, 1)], [Text("mode", "REFLECT")], Floats([2, 1, 2, 3, 2], 5)),
        new("bilinear", "ResizeBilinear", [Image, Constant(2, 4)], [], Floats([1, 1.5f, 2, 2, 3, 3.5f, 4, 4], 1, 2, 4, 1)),
        new("bilinear_half_pixel", "ResizeBilinear", [Image, Constant(2, 4)], [("half_pixel_centers", Attr.Of(true))], Floats([1, 1.25f, 1.75f, 2, 3, 3.25f, 3.75f, 4], 1, 2, 4, 1)),
        new("nearest_corners", "ResizeNearestNeighbor", [Image, Constant(2, 3)], [("align_corners", Attr.Of(true))], Floats([1, 2, 2, 3, 4, 4], 1, 2, 3, 1)),
        new("space_to_depth", "SpaceToDepth", [Image], [("block_size", Attr.Of(2))], Floats([1, 2, 3, 4], 1, 1, 1, 4)),
        new("depth_to_space", "DepthToSpace", [Tensor.Of([1f, 2, 3, 4], 1, 4, 1, 1)], [("block_size", Attr.Of(2)), Text("data_format", "NCHW")], Floats([1, 2, 3, 4], 1, 1, 2, 2)),
        new("space_to_batch", "SpaceToBatchND", [Image, Constant(1, 2), Constants([2], 1, 0, 0, 0)], [], Floats([0, 1, 3, 0, 2, 4], 2, 3, 1, 1)),
        new("batch_to_space", "BatchToSpaceND", [Tensor.Of([0f, 1, 3, 0, 2, 4], 2, 3, 1, 1), Constant(1, 2), Constants([2], 1, 0, 0, 0)], [], Image),
        new("old_space_to_batch", "SpaceToBatch", [Image, Constants([2], 0, 0, 0, 0)], [("block_size", Attr.Of(2))], Floats([1, 2, 3, 4], 4, 1, 1, 1)),
        new("old_batch_to_space", "BatchToSpace", [Floats([1, 2, 3, 4], 4, 1, 1, 1), Constants([2], 0, 0, 0, 0)], [("block_size", Attr.Of(2))], Image),

        // Numbers of few bits.
        new("cast_half", "Cast", [Tensor.Of([1, 2], 2)], [("DstT", new AttrValue { Type = DataType.DtHalf })], Floats([1, 2], 2)),
        new("cast_bool", "Cast", [Floats([0, -2], 2)], [("DstT", new AttrValue { Type = DataType.DtBool })], Tensor.Of([false, true], 2)),
        new("fake_quant_args", "FakeQuantWithMinMaxArgs", [Floats([-7, 0.03f, 7], 3)], [], Floats([-6.0235295f, 0.04705906f, 5.976471f], 3)),
        new("fake_quant_vars", "FakeQuantWithMinMaxVars", [Floats([-1, 0.4f, 9], 3), Number(0f), Number(3f)], [("num_bits", Attr.Of(2))],
            Floats([0, 0, 3], 3)) { Producer = 1087 },
        new("fake_quant_channels", "FakeQuantWithMinMaxVarsPerChannel",
            [Floats([0.6f, 0.6f], 1, 2), Fixed([0f, 0], 2), Fixed([3f, 1.5f], 2)],
            [("num_bits", Attr.Of(2))], Floats([1, 0.5f], 1, 2)),
        new("dequantize_first", "Dequantize", [Bytes(0, 111, 255), Number(-1f), Number(1.3f)],
            [Type("T", DataType.DtQuint8), Text("mode", "MIN_FIRST")], Floats([-1.0011765f, 0, 1.2988235f], 3)),
        new("dequantize_first_signed", "Dequantize", [Fixed(new sbyte[] { -128, -17, 127 }, 3), Number(-1f), Number(1.3f)],
            [Type("T", DataType.DtQint8), Text("mode", "MIN_FIRST")], Floats([-1.0011765f, 0, 1.2988235f], 3)),
        new("dequantize_combined", "Dequantize", [Bytes(0, 51, 255), Number(0f), Number(5f)], [Type("T", DataType.DtQuint8)], Floats([0, 1, 5], 3)),
        new("dequantize_combined_signed", "Dequantize", [Fixed(new sbyte[] { -128, 127 }, 2), Number(0f), Number(5f)], [Type("T", DataType.DtQint8)], Floats([0, 5], 2)),
        new("dequantize_scaled", "Dequantize", [Fixed(new sbyte[] { -127, 0, 127 }, 3), Number(-2f), Number(2f)],
            [Type("T", DataType.DtQint8), Text("mode", "SCALED"), ("narrow_range", Attr.Of(true))], Floats([-2, 0, 2], 3)),

        // Reductions and searches.
        new("mean", "Mean", [Table, Constant(-1)], [("keep_dims", Attr.Of(true))], Floats([2, 5], 2, 1)),
        new("mean_of_nothing", "Mean", [Table, Fixed(Array.Empty<int>(), 0)], [], Table),
        new("product", "Prod", [Tensor.Of([2, 3], 2), Number(0)], [], Tensor.Scalar(6)),
        new("any", "Any", [Tensor.Of([true, false], 1, 2), Constant(1)], [], Tensor.Of([true], 1)),
        new("arg_max", "ArgMax", [Table, Number(1)], [], Tensor.Of([2L, 2], 2)),
        new("arg_max_32", "ArgMax", [Table, Number(-2)], [Type("output_type", DataType.DtInt32)], Tensor.Of([1, 1, 1], 3)),
        new("top_two", "TopKV2", [Floats([1, 9, 5], 3), Number(2)], [], Floats([9, 5], 2), Tensor.Of([1, 2], 2)),
        new("top_one", "TopK", [Floats([1, 9, 5], 3)], [("k", Attr.Of(1))], Floats([9], 1), Tensor.Of([1], 1)),

        // Joined and cut.
        new("concat_first", "Concat", [Number(0), Floats([1], 1), Floats([2, 3], 2)], [("N", Attr.Of(2))], Floats([1, 2, 3], 3)),
        new("concat_last", "ConcatV2", [Table, Fixed([7f, 8], 2, 1), Number(-1)], [("N", Attr.Of(2))], Floats([1, 2, 3, 7, 4, 5, 6, 8], 2, 4)),
        new("concat_one", "ConcatV2", [Table, Number(0)], [("N", Attr.Of(1))], Table),
        new("pack", "Pack", [Floats([1, 2], 2), Floats([3, 4], 2)], [("N", Attr.Of(2)), ("axis", Attr.Of(-1))], Floats([1, 3, 2, 4], 2, 2)),
        new("unpack", "Unpack", [Table], [("num", Attr.Of(2))], Floats([1, 2, 3], 3), Floats([4, 5, 6], 3)),
        new("unpack_columns", "Unpack", [Table], [("num", Attr.Of(3)), ("axis", Attr.Of(-1))], Floats([1, 4], 2), Floats([2, 5], 2), Floats([3, 6], 2)),
        new("split", "Split", [Number(1), Floats([1, 2, 3, 4], 1, 4)], [("num_split", Attr.Of(2))], Floats([1, 2], 1, 2), Floats([3, 4], 1, 2)),
        new("split_sizes", "SplitV", [Floats([1, 2, 3, 4], 4), Constant(1, -1), Number(0)], [("num_split", Attr.Of(2))], Floats([1], 1), Floats([2, 3, 4], 3)),
        new("slice", "Slice", [Table, Constant(1, 1), Constant(-1, 2)], [], Floats([5, 6], 1, 2)),
        new("slice_whole", "Slice", [Table, Constant(0, 0), Constant(2, -1)], [], Table),
        Strided("plain", [1, 0], [2, 2], [1, 1], [], Floats([4, 5], 1, 2)),
        Strided("shrink", [-1], [0], [1], [("shrink_axis_mask", Attr.Of(1))], Floats([4, 5, 6], 3)),
        Strided("ellipsis", [0, 1], [0, 2], [1, 1], [("ellipsis_mask", Attr.Of(1)), ("shrink_axis_mask", Attr.Of(2))], Floats([2, 5], 2)),
        Strided("new_axis", [0, 0, 0], [0, 1, 0], [1, 1, 1], [("new_axis_mask", Attr.Of(5)), ("end_mask", Attr.Of(2))],
            Floats([1, 2, 3, 4, 5, 6], 1, 2, 1, 3)),
        Strided("all_masks", [0, 0, 5, 1], [0, 0, 5, 2], [1, 1, 1, 1],
            [("new_axis_mask", Attr.Of(1)), ("ellipsis_mask", Attr.Of(2)), ("begin_mask", Attr.Of(4)), ("end_mask", Attr.Of(4)), ("shrink_axis_mask", Attr.Of(8))],
            Floats([2, 5], 1, 2)),
        Strided("backwards", [0, 0], [0, 0], [1, -2], [("begin_mask", Attr.Of(3)), ("end_mask", Attr.Of(3))], Floats([3, 1, 6, 4], 2, 2)),
        Strided("backwards_bounds", [0, -1], [9, 0], [1, -1], [], Floats([3, 2, 6, 5], 2, 2)),

        // Axes, shapes, filled tensors.
        new("reshape", "Reshape", [Table, Constant(-1, 2)], [], Floats([1, 2, 3, 4, 5, 6], 3, 2)),
        new("squeeze_all", "Squeeze", [Floats([1, 2], 1, 2, 1)], [], Floats([1, 2], 2)),
        new("squeeze_one", "Squeeze", [Floats([1, 2], 1, 2, 1)], [Ints("squeeze_dims", -1)], Floats([1, 2], 1, 2)),
        new("expand", "ExpandDims", [Floats([1, 2], 2), Number(-1)], [], Floats([1, 2], 2, 1)),
        new("transpose", "Transpose", [Table, Constant(1, 0)], [], Floats([1, 4, 2, 5, 3, 6], 3, 2)),
        new("ensure", "EnsureShape", [Table], [], Table),
        new("gather", "Gather", [Table, Constant(1)], [], Floats([4, 5, 6], 1, 3)),
        new("gather_axis", "GatherV2", [Table, Number(2), Number(-1)], [], Floats([3, 6], 2)),
        new("one_hot", "OneHot", [Tensor.Of([1, 0], 2), Number(2), Number(5f), Number(0f)], [], Floats([0, 5, 5, 0], 2, 2)),
        new("one_hot_first", "OneHot", [Tensor.Of([1, 1], 2), Number(2), Number(5f), Number(0f)], [("axis", Attr.Of(0))], Floats([0, 0, 5, 5], 2, 2)),
        new("shape", "Shape", [Table], [], Tensor.Of([2, 3], 2)),
        new("shape_64", "Shape", [Table], [Type("out_type", DataType.DtInt64)], Tensor.Of([2L, 3], 2)),
        new("shapes", "ShapeN", [Table, Image], [("N", Attr.Of(2))], Tensor.Of([2, 3], 2), Tensor.Of([1, 2, 2, 1], 4)),
        new("rank", "Rank", [Image], [], Tensor.Scalar(4)),
        new("size", "Size", [Table], [], Tensor.Scalar(6)),
        new("fill", "Fill", [Constant(2, 1), Tensor.Scalar(7f)], [], Floats([7, 7], 2, 1)),
        new("broadcast", "BroadcastTo", [Floats([1, 2], 2), Constant(2, 2)], [], Floats([1, 2, 1, 2], 2, 2)),
        new("zeros", "ZerosLike", [Tensor.Of([4, 5], 2)], [], Tensor.Of([0, 0], 2)),
        new("ones", "OnesLike", [Floats([4, 5], 2)], [], Floats([1, 1], 2)),
        new("tile", "Tile", [Floats([1, 2], 2), Constant(2)], [], Floats([1, 2, 1, 2], 4)),
        new("range", "Range", [Number(1), Number(6), Number(2)], [], Tensor.Of([1, 3, 5], 3)),
        new("reverse", "ReverseV2", [Table, Constant(-1)], [], Floats([3, 2, 1, 6, 5, 4], 2, 3)),
    ];

    /// <summary>The node of a case.</summary>
    public static NodeDef Node(NodeCase @case) => Node(@case.Op, @case.Attributes);

    /// <summary>A node.</summary>
    public static NodeDef Node(string op, params (string Name, AttrValue Value)[] attributes)
    {
        var node = new NodeDef { Name = "tested", Op = op };
        foreach ((string name, AttrValue value) in attributes)
        {
            node.Attr.Add(name, value);
        }

        return node;
    }

    public static (string, AttrValue) Text(string name, string text) => (name, Attr.Of(text));

    public static (string, AttrValue) Ints(string name, params int[] numbers) => (name, Attr.Of(numbers.AsSpan()));

    public static (string, AttrValue) Texts(string name, params string[] texts) =>
        (name, new AttrValue { List = new AttrValue.Types.ListValue { S = { texts.Select(ByteString.CopyFromUtf8) } } });

    public static (string, AttrValue) Type(string name, DataType type) => (name, new AttrValue { Type = type });

    /// <summary>A constant list of numbers.</summary>
    public static Feed Constant(params int[] numbers) => new(Tensor.Of(numbers, numbers.Length), true);

    private static Feed Constants(int[] columns, params int[] numbers) =>
        new(Tensor.Of(numbers, numbers.Length / columns[0], columns[0]), true);

    private static Feed Fixed<T>(T[] elements, params int[] shape) => new(Tensor.Of(elements, shape), true);

    private static Feed Number<T>(T number) => new(Tensor.Scalar(number), true);

    private static Feed Bytes(params byte[] bytes) => new(Tensor.Of(bytes, bytes.Length), true);

    private static Tensor Floats(float[] elements, params int[] shape) => Tensor.Of(elements, shape);

    private static NodeCase Strided(string name, int[] begin, int[] end, int[] strides, (string, AttrValue)[] masks, Tensor expected) =>
        new($"strided_{name}", "StridedSlice", [Table, Constant(begin), Constant(end), Constant(strides)], masks, expected);
}
