using Retrain.Cli.Output;

namespace Retrain.Cli.Tests.Output;

public sealed class LossHistoryTests
{
    [Fact]
    public void Sparkline_FallingLoss_Falls()
    {
        var history = new LossHistory();
        foreach (int i in Enumerable.Range(0, 16))
        {
            history.Add(16 - i);
        }

        Assert.Equal("█▇▆▅▄▃▂▁", history.Sparkline(8));
        Assert.Equal(16, history.Sparkline(100).Length);
    }

    [Fact]
    public void Sparkline_NothingOrZero_IsEmptyOrFlat()
    {
        var history = new LossHistory();
        Assert.Equal("", history.Sparkline(8));
        history.Add(0);
        Assert.Equal("▁", history.Sparkline(8));
        history.Clear();
        Assert.Equal("", history.Sparkline(8));
    }

    [Fact]
    public void Sparkline_OfAMillionValues_ShowsTheirWholeCourse()
    {
        var history = new LossHistory();
        for (int i = 0; i < 1_000_000; i++)
        {
            history.Add(1_000_000 - i);
        }

        Assert.Equal("█▇▆▅▄▃▂▁", history.Sparkline(8));
    }
}
