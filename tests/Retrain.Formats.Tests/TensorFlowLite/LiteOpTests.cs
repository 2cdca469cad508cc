using Google.FlatBuffers;
using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Ops;
using Retrain.Graph;
using Schema = Retrain.Formats.TensorFlowLite.Schema;
using static Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;

namespace Retrain.Formats.Tests.TensorFlowLite;

/// <summary>Operators that no recorded model has, each in a file of its own, with answers worked out by hand.</summary>
public sealed class LiteOpTests
{
    private static readonly Quantization Half = Quantization.Of(ElementType.Int8, 0.5f, 1);

    private static readonly Dictionary<string, LiteOpCase> All = new(StringComparer.Ordinal)
    {
        ["SUM"] = new(SUM, [F([2, 2], 1, 2, 3, 4), I(1)], F([2], 3, 7)) { Options = Reducer(false) },
        ["REDUCE_MAX keeps"] = new(REDUCE_MAX, [F([2, 2], 1, 2, 3, 4), I(-1)], F([2, 1], 2, 4)) { Options = Reducer(true) },
        ["REDUCE_MIN"] = new(REDUCE_MIN, [F([2, 2], 1, 2, 3, 4), I(0)], F([2], 1, 2)) { Options = Reducer(false) },
        ["REDUCE_PROD"] = new(REDUCE_PROD, [F([2, 2], 1, 2, 3, 4), I(0, 1)], F([], 24)) { Options = Reducer(false) },
        ["STRIDED_SLICE"] = new(STRIDED_SLICE, [F([2, 3], 1, 2, 3, 4, 5, 6), I(0, 2), I(1, 0), I(1, -1)], F([3], 3, 2, 1))
        {
            Options = b => (Schema.BuiltinOptions.StridedSliceOptions,
                Schema.StridedSliceOptions.CreateStridedSliceOptions(b, end_mask: 2, shrink_axis_mask: 1).Value),
        },
        ["SLICE"] = new(SLICE, [F([2, 3], 1, 2, 3, 4, 5, 6), I(1, 0), I(1, -1)], F([1, 3], 4, 5, 6)),
        ["SLICE of levels"] = new(SLICE, [I8([1, 3], -128, 1, 127), I(0, 1), I(1, 2)], I8([1, 2], 1, 127)) { How = [Half], To = Half },
        ["SPLIT"] = new(SPLIT, [F([2, 2], 1, 2, 3, 4), null], F([2, 1], 1, 3), F([2, 1], 2, 4)),
        ["SPLIT_V"] = new(SPLIT_V, [F([3], 1, 2, 3), I(1, -1), Tensor.Scalar(0)], F([1], 1), F([2], 2, 3))
        {
            Options = b => (Schema.BuiltinOptions.SplitVOptions, Schema.SplitVOptions.CreateSplitVOptions(b, 2).Value),
        },
        ["PACK"] = new(PACK, [F([2], 1, 2), F([2], 3, 4)], F([2, 2], 1, 3, 2, 4))
        {
            Options = b => (Schema.BuiltinOptions.PackOptions, Schema.PackOptions.CreatePackOptions(b, 2, 1).Value),
        },
        ["UNPACK"] = new(UNPACK, [F([2, 2], 1, 2, 3, 4)], F([2], 1, 3), F([2], 2, 4))
        {
            Options = b => (Schema.BuiltinOptions.UnpackOptions, Schema.UnpackOptions.CreateUnpackOptions(b, 2, 1).Value),
        },
        ["GATHER"] = new(GATHER, [F([2, 3], 1, 2, 3, 4, 5, 6), I(2, 0)], F([2, 2], 3, 1, 6, 4))
        {
            Options = b => (Schema.BuiltinOptions.GatherOptions, Schema.GatherOptions.CreateGatherOptions(b, 1).Value),
        },
        ["SQUEEZE"] = new(SQUEEZE, [F([1, 2, 1], 1, 2)], F([1, 2], 1, 2))
        {
            Options = b => (Schema.BuiltinOptions.SqueezeOptions, Schema.SqueezeOptions.CreateSqueezeOptions(
                b, Schema.SqueezeOptions.CreateSqueezeDimsVector(b, [-1])).Value),
        },
        ["EXPAND_DIMS"] = new(EXPAND_DIMS, [F([2], 1, 2), I(-1)], F([2, 1], 1, 2)),
        ["EXPAND_DIMS of levels"] = new(EXPAND_DIMS, [I8([2], 1, -2), I(0)], I8([1, 2], 1, -2)) { How = [Half], To = Half },
        ["TRANSPOSE"] = new(TRANSPOSE, [F([2, 3], 1, 2, 3, 4, 5, 6), I(1, 0)], F([3, 2], 1, 4, 2, 5, 3, 6)),
        ["RESHAPE from its options"] = new(RESHAPE, [F([2, 2], 1, 2, 3, 4)], F([4], 1, 2, 3, 4))
        {
            Options = b => (Schema.BuiltinOptions.ReshapeOptions, Schema.ReshapeOptions.CreateReshapeOptions(
                b, Schema.ReshapeOptions.CreateNewShapeVector(b, [-1])).Value),
        },
        ["BATCH_MATMUL"] = new(BATCH_MATMUL, [F([1, 1, 2], 1, 2), F([1, 2, 2], 1, 10, 100, 1000)], F([1, 1, 2], 21, 2100))
        {
            Options = b => (Schema.BuiltinOptions.BatchMatMulOptions,
                Schema.BatchMatMulOptions.CreateBatchMatMulOptions(b, adj_y: true).Value),
        },
        ["FULLY_CONNECTED of an image"] = new(
            FULLY_CONNECTED, [F([1, 1, 1, 2], 1, 2), F([2, 2], 1, 10, -1, -10), F([2], 5, 5)], F([1, 2], 26, 0))
        {
            Options = Dense(Schema.Activation.RELU, false),
        },
        ["FULLY_CONNECTED keeps its axes"] = new(FULLY_CONNECTED, [F([1, 2, 1], 1, 2), F([1, 1], 3), null], F([1, 2, 1], 3, 6))
        {
            Options = Dense(Schema.Activation.NONE, true),
        },
        ["FULLY_CONNECTED, levels of weights"] = new(FULLY_CONNECTED, [F([1, 2], 1, 2), I8([1, 2], 3, 5)], F([1, 1], 5))
        {
            How = [null, Half],
            Options = Dense(Schema.Activation.NONE, false),
        },
        ["TRANSPOSE_CONV"] = new(TRANSPOSE_CONV, [F([1, 1, 2, 1], 1, 2), null], F([1, 1, 5, 1], 1, 10, 102, 20, 200)),
        ["CONV_2D in groups"] = new(
            CONV_2D, [F([1, 1, 1, 4], 1, 2, 3, 4), F([2, 1, 1, 2], 1, 10, 2, 20), F([2], 0, 1)], F([1, 1, 1, 2], 6, 6))
        {
            Options = b => (Schema.BuiltinOptions.Conv2DOptions, Schema.Conv2DOptions.CreateConv2DOptions(
                b, Schema.Padding.VALID, 1, 1, Schema.Activation.RELU6).Value),
        },
        ["RESIZE_NEAREST_NEIGHBOR"] = new(RESIZE_NEAREST_NEIGHBOR, [F([1, 1, 2, 1], 1, 2), I(1, 4)], F([1, 1, 4, 1], 1, 1, 2, 2)),
        ["L2_NORMALIZATION"] = new(L2_NORMALIZATION, [F([2, 2], 3, 4, 0, 0)], F([2, 2], 0.6f, 0.8f, 0, 0)),
        ["LOG_SOFTMAX"] = new(LOG_SOFTMAX, [F([1, 2], 0, 0)], F([1, 2], -0.6931472f, -0.6931472f)),
        ["SOFTMAX of twice"] = new(SOFTMAX, [F([1, 2], 0, 0.5f)], F([1, 2], 0.26894143f, 0.7310586f))
        {
            Options = b => (Schema.BuiltinOptions.SoftmaxOptions, Schema.SoftmaxOptions.CreateSoftmaxOptions(b, 2).Value),
        },
        ["ELU"] = new(ELU, [F([2], 1, -1)], F([2], 1, -0.63212055f)),
        ["PRELU"] = new(PRELU, [F([1, 1, 1, 2], -1, -1), F([1, 1, 2], 0.5f, 2)], F([1, 1, 1, 2], -0.5f, -2)),
        ["GELU"] = new(GELU, [F([2], 1, -1)], F([2], 0.8413447f, -0.15865526f)),
        ["GELU by tanh"] = new(GELU, [F([2], 1, -1)], F([2], 0.841192f, -0.158808f))
        {
            Options = b => (Schema.BuiltinOptions.GeluOptions, Schema.GeluOptions.CreateGeluOptions(b, true).Value),
        },
        ["RELU_N1_TO_1"] = new(RELU_N1_TO_1, [F([3], -2, 0.5f, 2)], F([3], -1, 0.5f, 1)),
        ["RELU6 of levels"] = new(RELU6, [I8([3], -9, 5, 127)], I8([3], 1, 5, 13)) { How = [Half], To = Half },
        ["ABS"] = new(ABS, [F([2], -2, 3)], F([2], 2, 3)),
        ["RSQRT"] = new(RSQRT, [F([1], 4)], F([1], 0.5f)),
        ["SQRT"] = new(SQRT, [F([1], 4)], F([1], 2)),
        ["EXP"] = new(EXP, [F([1], 1)], F([1], MathF.E)),
        ["NEG"] = new(NEG, [F([1], 1)], F([1], -1)),
        ["POW"] = new(POW, [F([1], 3), F([], 2)], F([1], 9)),
        ["DIV"] = new(DIV, [F([2], 1, 4), F([2], 2, 2)], F([2], 0.5f, 2))
        {
            Options = b => (Schema.BuiltinOptions.DivOptions, Schema.DivOptions.CreateDivOptions(b).Value),
        },
        ["SUB with tanh"] = new(SUB, [F([1], 3), F([1], 3)], F([1], 0))
        {
            Options = b => (Schema.BuiltinOptions.SubOptions, Schema.SubOptions.CreateSubOptions(b, Schema.Activation.TANH).Value),
        },
        ["SUB of levels"] = new(SUB, [I8([2], 5, 1), I8([2], 3, 3)], I8([2], 3, -1)) { How = [Half, Half], To = Half },
        ["SQUARED_DIFFERENCE"] = new(SQUARED_DIFFERENCE, [F([1], 3), F([1], 1)], F([1], 4)),
        ["MAXIMUM"] = new(MAXIMUM, [F([2], 1, 4), F([2], 2, 2)], F([2], 2, 4)),
        ["MAXIMUM of levels"] = new(MAXIMUM, [I8([2], 1, 4), I8([2], 2, 2)], I8([2], 2, 4)) { How = [Half, Half], To = Half },
        ["MINIMUM"] = new(MINIMUM, [F([2], 1, 4), F([2], 2, 2)], F([2], 1, 2)),
        ["MIRROR_PAD"] = new(MIRROR_PAD, [F([3], 1, 2, 3), I2(1, 2, 1, 0)], F([4], 2, 1, 2, 3))
        {
            Options = b => (Schema.BuiltinOptions.MirrorPadOptions, Schema.MirrorPadOptions.CreateMirrorPadOptions(b).Value),
        },
        ["PADV2"] = new(PADV2, [F([1], 1), I2(1, 2, 1, 0), F([], 7)], F([2], 7, 1)),
        ["PADV2 of levels"] = new(PADV2, [I8([1], 9), I2(1, 2, 1, 1), I8([], 3)], I8([3], 3, 9, 3)) { How = [Half, null, Half], To = Half },
        ["SPACE_TO_BATCH_ND of levels"] = new(
            SPACE_TO_BATCH_ND, [I8([1, 1, 2, 1], 5, 6), I(1, 2), I2(2, 2, 0, 0, 1, 1)], I8([2, 1, 2, 1], 1, 6, 5, 1))
        {
            How = [Half],
            To = Half,
        },
        ["SHAPE"] = new(SHAPE, [F([2, 3], 1, 2, 3, 4, 5, 6)], I(2, 3))
        {
            Options = b => (Schema.BuiltinOptions.ShapeOptions, Schema.ShapeOptions.CreateShapeOptions(b, Schema.TensorType.INT32).Value),
        },
        ["CAST"] = new(CAST, [F([2], 1.7f, -1.7f)], I(1, -1)),
        ["ARG_MAX"] = new(ARG_MAX, [F([2, 2], 1, 2, 4, 3), Tensor.Scalar(-1)], I(1, 0)),
        ["ARG_MIN"] = new(ARG_MIN, [F([2, 2], 1, 2, 4, 3), Tensor.Scalar(-1)], I(0, 1)),
        ["TOPK_V2"] = new(TOPK_V2, [F([1, 3], 1, 3, 2), Tensor.Scalar(2)], F([1, 2], 3, 2), Tensor.Of([1, 2], 1, 2)),
        ["SELECT_V2"] = new(SELECT_V2, [B(true, false), F([2], 1, 2), F([1], 9)], F([2], 1, 9)),
        ["BROADCAST_TO"] = new(BROADCAST_TO, [F([1], 4), I(2, 2)], F([2, 2], 4, 4, 4, 4)),
        ["TILE"] = new(TILE, [F([1, 2], 1, 2), I(2, 1)], F([2, 2], 1, 2, 1, 2)),
        ["ONE_HOT"] = new(ONE_HOT, [I(1), Tensor.Scalar(3), Tensor.Scalar(1f), Tensor.Scalar(0f)], F([1, 3], 0, 1, 0)),
        ["LESS"] = new(LESS, [F([2], 1, 4), F([2], 2, 2)], B(true, false)),
        ["ADD_N"] = new(ADD_N, [F([1], 1), F([1], 2), F([1], 3)], F([1], 6)),
        ["DEPTH_TO_SPACE"] = new(DEPTH_TO_SPACE, [F([1, 1, 1, 4], 1, 2, 3, 4)], F([1, 2, 2, 1], 1, 2, 3, 4))
        {
            Options = b => (Schema.BuiltinOptions.DepthToSpaceOptions, Schema.DepthToSpaceOptions.CreateDepthToSpaceOptions(b, 2).Value),
        },
        ["QUANTIZE"] = new(QUANTIZE, [F([3], 0.25f, -0.25f, 1)], I8([3], 2, 0, 3)) { To = Half },
        ["DEQUANTIZE"] = new(DEQUANTIZE, [I8([2], 1, 4)], F([2], 0, 1.5f)) { How = [Half] },
    };

    public static TheoryData<string> Names => [.. All.Keys.Where(k => All[k].Inputs is not [_, null])];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_Operator_GivesTheAnswer(string name)
    {
        LiteOpCase row = All[name];
        Same(row.Outputs, TinyLite.Run(row.File(), row.Inputs[0]!));
    }

    [Fact]
    public void Read_SplitWhoseAxisComesFirst_GivesTheParts()
    {
        LiteOpCase row = All["SPLIT"];
        byte[] file = TinyLite.File(
            SPLIT, b => (Schema.BuiltinOptions.SplitOptions, Schema.SplitOptions.CreateSplitOptions(b, 2).Value),
            [(Tensor.Scalar(1), null), (row.Inputs[0]!, null)],
            [.. row.Outputs.Select(o => (Schema.TensorType.FLOAT32, o.Shape.ToArray(), (Quantization?)null))], 0);
        Same(row.Outputs, TinyLite.Run(file));
    }

    [Fact]
    public void Read_TransposedConvolution_GivesTheImage()
    {
        LiteOpCase row = All["TRANSPOSE_CONV"];
        byte[] file = TinyLite.File(
            TRANSPOSE_CONV, b => (Schema.BuiltinOptions.TransposeConvOptions, Schema.TransposeConvOptions.CreateTransposeConvOptions(
                b, Schema.Padding.VALID, 2, 2).Value),
            [(I(1, 1, 5, 1), null), (F([1, 1, 3, 1], 1, 10, 100), null), (row.Inputs[0]!, null)],
            [(Schema.TensorType.FLOAT32, [1, 1, 5, 1], null)], 0);
        Same(row.Outputs, TinyLite.Run(file));
    }

    [Fact]
    public void Read_OperatorsThatAreNotKnown_AreAllNamed()
    {
        byte[] file = TinyLite.File(LSTM, null, [(F([1], 1), null)], [(Schema.TensorType.FLOAT32, [1], null)]);
        var e = Assert.Throws<LiteFormatException>(() => TinyLite.Run(file, F([1], 1)));
        Assert.Equal("1 operator is not supported: 'y0' (LSTM)", e.Message);
    }

    [Fact]
    public void Readers_Names_AreThoseOfTheSchema() =>
        Assert.All(LiteOps.Readers.Keys, name => Assert.True(Enum.IsDefined(typeof(Schema.BuiltinOperator), name), name));

    private static void Same(Tensor[] expected, Tensor[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Type, found[i].Type);
            Assert.Equal(expected[i].Shape.ToArray(), found[i].Shape.ToArray());
            Assert.All(expected[i].ToDoubles().Zip(found[i].ToDoubles()), p => Assert.Equal(p.First, p.Second, 1e-6));
        }
    }

    private static Func<FlatBufferBuilder, (Schema.BuiltinOptions, int)> Reducer(bool keeps) =>
        b => (Schema.BuiltinOptions.ReducerOptions, Schema.ReducerOptions.CreateReducerOptions(b, keeps).Value);

    private static Func<FlatBufferBuilder, (Schema.BuiltinOptions, int)> Dense(Schema.Activation activation, bool keeps) =>
        b => (Schema.BuiltinOptions.FullyConnectedOptions,
            Schema.FullyConnectedOptions.CreateFullyConnectedOptions(b, activation, keep_num_dims: keeps).Value);

    private static Tensor F(int[] shape, params float[] elements) => Tensor.Of(elements, shape);

    private static Tensor I(params int[] elements) => Tensor.Of(elements, elements.Length);

    private static Tensor I2(int rows, int columns, params int[] elements) => Tensor.Of(elements, rows, columns);

    private static Tensor I8(int[] shape, params sbyte[] elements) => Tensor.Of(elements, shape);

    private static Tensor B(params bool[] elements) => Tensor.Of(elements, elements.Length);
}
