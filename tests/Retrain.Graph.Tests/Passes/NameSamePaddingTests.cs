using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Graph.Tests.Passes;

public sealed class NameSamePaddingTests
{
    [Theory]
    [InlineData(8, 2, 0, 1, PaddingKind.Same)]
    [InlineData(8, 2, 1, 1, PaddingKind.Explicit)]
    [InlineData(8, 2, 1, 0, PaddingKind.Explicit)]
    [InlineData(7, 2, 1, 1, PaddingKind.Same)]
    [InlineData(7, 1, 1, 1, PaddingKind.Same)]
    [InlineData(7, 1, 0, 1, PaddingKind.Explicit)]
    internal void Run_Convolution_IsNamedWhereTheLengthsAreThoseOfSame(int side, int stride, int before, int after, PaddingKind expected)
    {
        var builder = new NetworkBuilder();
        Value image = builder.Input("image", ElementType.Float32, 1, side, side, 1);
        Value weights = builder.Constant("weights", Tensor.Of([.. Enumerable.Range(0, 9).Select(i => (float)i)], 3, 3, 1, 1));
        Value result = builder.Add(
            "conv", new Conv((stride, stride), (1, 1), Padding.Of(before, after, before, after), 1, DataLayout.ChannelsLast), image, weights);
        Network network = builder.Build(new NetworkOutput("conv", result));

        Network named = Rewriter.Run(network, NameSamePadding.Rule);

        Assert.Equal(expected, ((Conv)named.Nodes.Single().Operator).Padding.Kind);
        var feeds = new Dictionary<string, Tensor> { ["image"] = Tensor.Of([.. Enumerable.Range(0, side * side).Select(i => (float)i)], 1, side, side, 1) };
        Assert.Equal(
            ReferenceEvaluator.Run(network, feeds)["conv"].Floats.ToArray(), ReferenceEvaluator.Run(named, feeds)["conv"].Floats.ToArray());
    }
}
