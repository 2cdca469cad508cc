namespace Retrain.Graph.Tests;

public sealed class PermutationTests
{
    [Fact]
    public void Apply_ChannelsFirst_MovesTheLastAxis()
    {
        Assert.Equal(["N", "C", "H", "W"], Permutation.ChannelsFirst.Apply<string>(["N", "H", "W", "C"]));
        Assert.Equal(1, Permutation.ChannelsFirst.Stored(3));
        Assert.Equal(1, Permutation.ChannelsFirst.Stored(-1));
    }

    [Fact]
    public void Inverse_Then_GivesThePlainOrder()
    {
        Assert.Equal(Permutation.ChannelsLast, Permutation.ChannelsFirst.Inverse());
        Assert.True(Permutation.ChannelsFirst.Then(Permutation.ChannelsLast).IsPlain);
        Assert.Equal(Permutation.Plain(4), Permutation.ChannelsLast.Then(Permutation.ChannelsFirst));
    }

    [Fact]
    public void Then_AppliesOneBehindTheOther()
    {
        var first = new Permutation(2, 0, 1);
        var second = new Permutation(1, 0, 2);
        string[] plain = ["a", "b", "c"];
        Assert.Equal(second.Apply(first.Apply<string>(plain)), first.Then(second).Apply<string>(plain));
    }

    [Fact]
    public void New_AxisMissing_IsRefused()
    {
        Assert.Throws<GraphException>(() => new Permutation(0, 2));
        Assert.Throws<GraphException>(() => new Permutation(0, 0));
        Assert.Equal(0, default(Permutation).Rank);
    }
}
