using System.Collections.Immutable;
using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Writing;
using Retrain.Formats.Tests.TensorFlow.Ops;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.Tests.TensorFlowLite.Writing;

/// <summary>Operators on whole numbers written and read back: the same levels.</summary>
public sealed class LiteWholeNumberTests
{
    private const DataLayout Last = DataLayout.ChannelsLast;

    private static readonly Quantization X = Quantization.Of(ElementType.Int8, 0.02f, -3);
    private static readonly Quantization Y = Quantization.Of(ElementType.Int8, 0.03f, 5);

    private static readonly Dictionary<string, (Operator Op, Quantization To, (float, float)? Limits, string Operators)> Cases = new()
    {
        ["relu"] = (new Unary(UnaryKind.Relu), Y, null, "RELU"),
        ["relu6"] = (new Clip(0, 6), Y, null, "RELU6"),
        ["leaky"] = (new LeakyRelu(0.2f), Y, null, "LEAKY_RELU"),
        ["sigmoid"] = (new Unary(UnaryKind.Sigmoid), Quantization.Of(ElementType.Int8, 1f / 256, -128), null, "LOGISTIC"),
        ["tanh"] = (new Unary(UnaryKind.Tanh), Quantization.Of(ElementType.Int8, 1f / 128, 0), null, "TANH"),
        ["sigmoid_other_levels"] = (new Unary(UnaryKind.Sigmoid), Y, null, "LOGISTIC QUANTIZE"),
        ["softmax"] = (new Softmax(3), Quantization.Of(ElementType.Int8, 1f / 256, -128), null, "SOFTMAX"),
        ["mean"] = (new Reduce(ReduceKind.Mean, [1, 2], true), Y, null, "MEAN"),
        ["max_pool"] = (new MaxPool((2, 2), (2, 2), Padding.Same, Last), X, null, "MAX_POOL_2D"),
        ["max_pool_explicit"] = (new MaxPool((3, 3), (1, 1), Padding.Of(1, 0, 0, 2), Last), X, null, "PADV2 MAX_POOL_2D"),
        ["max_pool_other_levels"] = (new MaxPool((2, 2), (2, 2), Padding.Valid, Last), Y, null, "MAX_POOL_2D QUANTIZE"),
        ["average"] = (new AveragePool((2, 2), (2, 2), Padding.Same, false, Last), X, null, "AVERAGE_POOL_2D"),
        ["average_counted"] = (new AveragePool((3, 3), (1, 1), Padding.Of(1, 1, 1, 1), true, Last), X, null, "PAD AVERAGE_POOL_2D"),
        ["pad"] = (new Pad([0, 1, 0, 0], [0, 0, 2, 0], PadMode.Constant, 0), X, null, "PAD"),
        ["pad_value"] = (new Pad([0, 1, 0, 0], [0, 0, 2, 0], PadMode.Constant, 0.5), X, null, "PADV2"),
        ["mirror"] = (new Pad([0, 1, 0, 0], [0, 0, 1, 0], PadMode.Reflect, 0), X, null, "MIRROR_PAD"),
        ["transpose"] = (new Transpose(new Permutation(0, 3, 1, 2)), X, null, "TRANSPOSE"),
        ["slice"] = (new Slice([1], [1], [3], [1]), X, null, "STRIDED_SLICE"),
        ["squeeze"] = (new Squeeze([0]), X, null, "RESHAPE"),
        ["expand"] = (new ExpandDims([1]), X, null, "RESHAPE"),
        ["split"] = (new Split(3, [3]), X, null, "SPLIT"),
        ["space_to_depth"] = (new SpaceToDepth(2, Last), X, null, "SPACE_TO_DEPTH"),
        ["conv"] = (new Conv((1, 1), (1, 1), Padding.Same, 1, Last), Y, (0, 6), "CONV_2D"),
        ["conv_explicit"] = (new Conv((2, 2), (1, 1), Padding.Of(1, 1, 0, 0), 1, Last), Y, null, "PAD CONV_2D"),
        ["depthwise"] = (new Conv((1, 1), (1, 1), Padding.Same, 3, Last), Y, (0, float.PositiveInfinity), "DEPTHWISE_CONV_2D"),
        ["product"] = (new MatMul(false, false), Y, null, "FULLY_CONNECTED"),
        ["add"] = (new Binary(BinaryKind.Add), Y, (0, 6), "ADD"),
        ["sub"] = (new Binary(BinaryKind.Sub), Y, null, "SUB"),
        ["mul"] = (new Binary(BinaryKind.Mul), Y, (-1, 1), "MUL"),
        ["concat"] = (new Concat(3), X, null, "CONCATENATION"),
        ["concat_other_levels"] = (new Concat(3), Y, null, "QUANTIZE QUANTIZE CONCATENATION"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_OperatorOnWholeNumbers_GivesTheSameLevels(string name)
    {
        (Network network, Tensor x) = Build(name);
        byte[] file = LiteWriter.Write(network, new LiteWriterOptions());
        LiteModel model = LiteModel.Read(file);
        Network read = LiteNetworkReader.Read(model);
        LiteNetworkReader.RefuseUnsupported(read);
        var feeds = new Dictionary<string, Tensor> { ["x"] = x };
        double[] expected = ReferenceEvaluator.Run(network, feeds)["y"].ToDoubles();
        double[] actual = ReferenceEvaluator.Run(read, feeds)["y"].ToDoubles();

        // Two roundings instead of one may be a level apart.
        bool isTwice = name.EndsWith("other_levels", StringComparison.Ordinal);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, isTwice ? 1.0 : 0.0));
        Assert.Equal(Cases[name].Operators, string.Join(' ', model.Graphs[0].Operators.Select(o => o.Name)));
    }

    [Fact]
    public void Write_LimitsWithoutWord_IsRefusedByName()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Int8, 1, 3);
        Value y = builder.Add("y", new Quantized(new Binary(BinaryKind.Add), [X, X], [Y]) { Limits = (0, 1.5f) }, x, x);
        LiteFormatException e = Assert.Throws<LiteFormatException>(
            () => LiteWriter.Write(builder.Build(new NetworkOutput("y", y)), new LiteWriterOptions()));
        Assert.Contains("'y' (Quantized Binary): limits of 0 and 1.5", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OneValueWithTwoQuantisations_IsRefusedByName()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Int8, 1, 3);
        Value y = builder.Add("y", new Quantized(new Binary(BinaryKind.Add), [X, Y], [Y]), x, x);
        LiteFormatException e = Assert.Throws<LiteFormatException>(
            () => LiteWriter.Write(builder.Build(new NetworkOutput("y", y)), new LiteWriterOptions()));
        Assert.Contains("'x'", e.Message, StringComparison.Ordinal);
    }

    private static (Network Network, Tensor X) Build(string name)
    {
        (Operator op, Quantization to, (float, float)? limits, string _) = Cases[name];
        var builder = new NetworkBuilder();
        int[] shape = op is MatMul ? [2, 6] : [1, 4, 4, 3];
        Value x = builder.Input("x", ElementType.Int8, [.. shape.Select(l => (Dimension)l)]);
        (ImmutableArray<Value> inputs, ImmutableArray<Quantization?> levels) = op switch
        {
            Conv conv => Weights(conv.Groups == 1 ? [3, 3, 3, 4] : [3, 3, 1, 6], 3, true),
            MatMul => Weights([6, 5], 1, false),
            Binary or Concat => ([x, x], [X, X]),
            _ => ((ImmutableArray<Value>)[x], (ImmutableArray<Quantization?>)[X]),
        };
        Value y = builder.Add("y", new Quantized(op, levels, [to]) { Limits = limits }, inputs.AsSpan());
        return (builder.Build(new NetworkOutput("y", y)), X.FromReal(OperatorCases.Ramp(shape)));

        (ImmutableArray<Value>, ImmutableArray<Quantization?>) Weights(int[] size, int axis, bool isPerChannel)
        {
            int outputs = size[axis];
            float[] scales = [.. Enumerable.Range(0, isPerChannel ? outputs : 1).Select(i => 0.004f + (0.001f * i))];
            int[] zeros = new int[scales.Length];
            var weights = new Quantization(ElementType.Int8, [.. scales], [.. zeros], axis);
            var bias = new Quantization(ElementType.Int32, [.. scales.Select(s => s * X.Scales[0])], [.. zeros], 0);
            return ([x, builder.Constant("w", weights.FromReal(OperatorCases.Ramp(size).Map(v => v / 4))),
                builder.Constant("b", bias.FromReal(OperatorCases.Ramp(outputs)))], [X, weights, bias]);
        }
    }

    /// <summary>A case with floats at its ends, what goes in, and the scale of the result.</summary>
    internal static (Network Network, Tensor X, float Scale) BetweenReals(string name)
    {
        (Network network, Tensor x) = Build(name);
        Quantization to = Cases[name].To;
        Network floats = Rewriter.Precede(network, (builder, input) =>
            builder.Add("x_levels", new Quantize(X), builder.Input("x", ElementType.Float32, input.Fact.Shape.AsSpan())));
        floats = Rewriter.Extend(floats, (builder, output) => builder.Add("y_reals", new Dequantize(to), output));
        return (floats, X.ToReal(x), to.Scales[0]);
    }
}
