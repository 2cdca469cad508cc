using Retrain.Graph.Ops;

namespace Retrain.Graph.Tests;

public sealed class PaddingTests
{
    [Theory]
    [InlineData(224, 3, 1, 2, 0, 1, 112)]
    [InlineData(225, 3, 1, 2, 1, 1, 113)]
    [InlineData(5, 3, 2, 1, 2, 2, 5)]
    [InlineData(4, 1, 1, 2, 0, 0, 2)]
    public void Along_Same_PutsTheOddPixelBehind(int length, int window, int dilation, int stride, int before, int after, int count)
    {
        Assert.Equal((before, after), Padding.Same.Along(true, length, window, dilation, stride));
        Assert.Equal(count, Padding.Same.Count(true, length, window, dilation, stride));
    }

    [Theory]
    [InlineData(7, 3, 1, 2, 3)]
    [InlineData(8, 3, 1, 2, 3)]
    [InlineData(7, 3, 3, 1, 1)]
    public void Count_Valid_CountsWholeWindows(int length, int window, int dilation, int stride, int count)
    {
        Assert.Equal(count, Padding.Valid.Count(false, length, window, dilation, stride));
    }

    [Fact]
    public void Count_Explicit_TakesTheAxisOwnLengths()
    {
        Padding padding = Padding.Of(1, 2, 0, 0);
        Assert.Equal((1, 2), padding.Along(true, 4, 3, 1, 1));
        Assert.Equal(5, padding.Count(true, 4, 3, 1, 1));
        Assert.Equal(2, padding.Count(false, 4, 3, 1, 1));
        Assert.Equal(Padding.Valid, Padding.Of(0, 0, 0, 0));
    }

    [Fact]
    public void Count_WindowTooLarge_IsRefused()
    {
        GraphException e = Assert.Throws<GraphException>(() => Padding.Valid.Count(true, 4, 3, 2, 1));
        Assert.Equal("a window of 5 does not fit into 4 + 0 + 0 pixels", e.Message);
    }
}
