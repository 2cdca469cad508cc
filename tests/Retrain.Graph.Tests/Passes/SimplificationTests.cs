using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Graph.Tests.Passes;

/// <summary>Each pass makes its pattern smaller, and the network computes what it did.</summary>
public sealed class SimplificationTests
{
    [Fact]
    public void Run_BatchNormBehindConvolution_GoesIntoItsWeights() => Check(
        (builder, x) => builder.Add("norm", new BatchNorm(1e-3f, DataLayout.ChannelsLast), Conv(builder, x, Padding.Same),
            Vector(builder, "gamma", 0.5f, 2, 1), Vector(builder, "beta", 0.1f, -0.2f, 0.3f), Vector(builder, "mean", 1, 0, -1),
            Vector(builder, "variance", 0.25f, 4, 1)),
        typeof(Conv));

    [Fact]
    public void Run_FactorAndSummandBehindConvolution_GoIntoItsWeights() => Check(
        (builder, x) => builder.Add("shifted", new Binary(BinaryKind.Sub), Vector(builder, "shift", 1, 2, 3),
            builder.Add("scaled", new Binary(BinaryKind.Mul), Conv(builder, x, Padding.Same), Vector(builder, "scale", 2, -1, 0.5f))),
        typeof(Conv));

    [Fact]
    public void Run_PadBeforeConvolution_BecomesItsPadding() => Check(
        (builder, x) => Conv(builder, builder.Add("pad", new Pad([0, 1, 0, 0], [0, 2, 1, 0], PadMode.Constant, 0), x), Padding.Valid),
        typeof(Conv));

    [Fact]
    public void Run_DilationSpelledWithBlocks_IsOneConvolution() => Check(
        (builder, x) => builder.Add("whole", new BatchToSpace((2, 2), Padding.Of(0, 1, 0, 0), DataLayout.ChannelsLast), Conv(builder,
            builder.Add("blocks", new SpaceToBatch((2, 2), Padding.Of(2, 3, 2, 2), DataLayout.ChannelsLast), x), Padding.Valid)),
        typeof(Conv));

    [Fact]
    public void Run_MinimumOfMaximum_IsAClip() => Check(
        (builder, x) => builder.Add("upper", new Binary(BinaryKind.Minimum),
            builder.Add("lower", new Binary(BinaryKind.Maximum), x, Scalar(builder, -0.25f)), Scalar(builder, 0.5f)),
        typeof(Clip));

    [Fact]
    public void Run_TimesOneAndPlusNothing_AreGone() => Check(
        (builder, x) => builder.Add("relu", new Unary(UnaryKind.Relu), builder.Add("plus", new Binary(BinaryKind.Add),
            builder.Add("times", new Binary(BinaryKind.Mul), x, Scalar(builder, 1)), Scalar(builder, 0))),
        typeof(Unary));

    [Fact]
    public void Run_DropoutThatIsSwitchedOff_IsNotDrawn()
    {
        Network network = Build((builder, x) =>
        {
            Value random = builder.Add("random", new RandomUniform(), builder.Add("shape", new ShapeOf(ElementType.Int32), x));
            Value mask = builder.Add("mask", new Unary(UnaryKind.Floor), builder.Add("kept", new Binary(BinaryKind.Add), random, Scalar(builder, 1)));
            return builder.Add("relu", new Unary(UnaryKind.Relu), builder.Add("dropped", new Binary(BinaryKind.Mul), x, mask));
        });

        Assert.Equal([typeof(Unary)], Simplification.Run(network).Nodes.Select(n => n.Operator.GetType()));
    }

    [Fact]
    public void Run_ShapeComputedFromThePhotos_IsAConstantWithOneOpenLength()
    {
        Network network = Build((builder, x) =>
        {
            Value shape = builder.Add("shape", new ShapeOf(ElementType.Int32), x);
            Value photos = builder.Add("photos", new Slice([0], [0], [1], [1]), shape);
            Value list = builder.Add("list", new Concat(0), photos, builder.Constant("rest", Tensor.Of([60], 1)));
            return builder.Add("flat", new Reshape(), x, list);
        });

        Node only = Assert.Single(Simplification.Run(network).Nodes);
        Assert.Equal([-1, 60], only.Inputs[1].Constant!.ToInt64());
    }

    private static void Check(Func<NetworkBuilder, Value, Value> build, params Type[] expected)
    {
        Network network = Build(build);

        Network simplified = Simplification.Run(network);

        Assert.Equal(expected, simplified.Nodes.Select(n => n.Operator.GetType()));
        float[] pixels = [.. Enumerable.Range(0, 120).Select(i => MathF.Sin(i * 1.7f))];
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Of(pixels, 2, 5, 4, 3) };
        Tensor before = ReferenceEvaluator.Run(network, inputs)["y"];
        Tensor after = ReferenceEvaluator.Run(simplified, inputs)["y"];
        Assert.Equal(before.Shape, after.Shape);
        Assert.All(before.Floats.ToArray().Zip(after.Floats.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    private static Network Build(Func<NetworkBuilder, Value, Value> build)
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 5, 4, 3);
        return builder.Build(new NetworkOutput("y", build(builder, x)));
    }

    private static Value Conv(NetworkBuilder builder, Value x, Padding padding)
    {
        float[] weights = [.. Enumerable.Range(0, 81).Select(i => MathF.Cos(i * 0.9f))];
        return builder.Add("conv", new Conv((1, 1), (1, 1), padding, 1, DataLayout.ChannelsLast), x,
            builder.Constant("weights", Tensor.Of(weights, 3, 3, 3, 3)));
    }

    private static Value Vector(NetworkBuilder builder, string name, params float[] values) =>
        builder.Constant(name, Tensor.Of(values, values.Length));

    private static Value Scalar(NetworkBuilder builder, float value) => builder.Constant("scalar", Tensor.Scalar(value));
}
