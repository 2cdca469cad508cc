using Retrain.Backbones;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Quantizing;

namespace Retrain.Tests.Quantizing;

/// <summary>FIELD_CASES X06: which networks lose on whole numbers is known from their operators.</summary>
public sealed class QuantizingOutlookTests
{
    [Fact]
    public void Of_EmbeddedNetwork_QuantizesWell()
    {
        var outlook = QuantizingOutlook.Of(Backbone.Embedded);
        Assert.True(outlook.QuantizesWell, outlook.Reason);
    }

    [Fact]
    public async Task Of_QuantopsModule_WasTrainedForIt()
    {
        Backbone backbone = await Backbone.LoadAsync(
            SharedData.Fixture("tensorflow", "frozen", "retrain_quantops", "graph.pb"),
            new BackboneLoadOptions { FeatureLayer = "input/BottleneckInputPlaceholder" }, TestContext.Current.CancellationToken);
        Assert.Equal("it was trained with the levels of whole numbers", QuantizingOutlook.Of(backbone).Reason);
    }

    [Theory]
    [InlineData("swish", "it has 2 swish activations")]
    [InlineData("hard swish", "it has 2 hard-swish activations")]
    [InlineData("gate", "it has 2 squeeze-and-excite gates")]
    [InlineData("attention", "it has 2 attention products")]
    [InlineData("gelu", "it has 2 GELU activations")]
    [InlineData("norm", "it has 2 layer norms")]
    [InlineData("uneven", "it has 2 depthwise layers with very uneven channels")]
    [InlineData("relu", "")]
    [InlineData("even", "")]
    public void Of_PlantedOperators_NamesThem(string kind, string reason)
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 4, 4, 8);
        for (int i = 0; i < 2; i++)
        {
            x = Step(b, kind, x);
        }

        var outlook = QuantizingOutlook.Of(b.Build(new NetworkOutput("y", x)));
        Assert.Equal(reason.Length == 0, outlook.QuantizesWell);
        Assert.Equal(reason.Length == 0 ? "its activations are plain ReLU, ReLU6 or none" : reason, outlook.Reason);
        Assert.Contains(outlook.Reason, outlook.Warning("net"), StringComparison.Ordinal);
    }

    private static Value Step(NetworkBuilder b, string kind, Value x)
    {
        Value Number(float value) => b.Constant("c", Tensor.Scalar(value));
        Value Mul(Value left, Value right) => b.Add("mul", new Binary(BinaryKind.Mul), left, right);
        switch (kind)
        {
            case "swish":
                return Mul(x, b.Add("sigmoid", new Unary(UnaryKind.Sigmoid), x));
            case "hard swish":
                return Mul(Mul(x, b.Add("clip", new Clip(0, 6), b.Add("sum", new Binary(BinaryKind.Add), x, Number(3)))), Number(1f / 6));
            case "gate":
                Value mean = b.Add("mean", new Reduce(ReduceKind.Mean, [1, 2], true), x);
                return Mul(x, b.Add("sigmoid", new Unary(UnaryKind.Sigmoid), mean));
            case "attention":
                return b.Add("attention", new MatMul(false, false), x, b.Add("relu", new Unary(UnaryKind.Relu), Square(b, x)));
            case "gelu":
                return Mul(x, b.Add("erf", new Unary(UnaryKind.Erf), x));
            case "norm":
                return Mul(x, b.Add("rsqrt", new Unary(UnaryKind.Rsqrt), b.Add("mean", new Reduce(ReduceKind.Mean, [3], true), x)));
            case "uneven" or "even":
                return b.Add("conv", new Conv((1, 1), (1, 1), Padding.Same, 8, DataLayout.ChannelsLast), x,
                    Weights(b, kind == "even" ? 1 : 100, 3, 3, 1, 8));
            default:
                return b.Add("relu", new Unary(UnaryKind.Relu), x);
        }
    }

    /// <summary>Each 4 x 8 as 8 x 8.</summary>
    private static Value Square(NetworkBuilder b, Value x) => b.Add("square", new Concat(2), x, x);

    /// <summary>Ones; the first of the last axis is so many times as large.</summary>
    private static Value Weights(NetworkBuilder b, float first, params int[] shape) => b.Constant("w", Tensor.Of(
        [.. Enumerable.Range(0, Tensor.LengthOf(shape)).Select(i => i % shape[^1] == 0 ? first : 1f)], shape));
}
