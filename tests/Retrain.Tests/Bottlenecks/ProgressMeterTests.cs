using Retrain.Bottlenecks;

namespace Retrain.Tests.Bottlenecks;

public sealed class ProgressMeterTests
{
    private readonly ProgressMeter meter = new(1000, Seconds(100));

    [Fact]
    public void Sample_NothingDone_HasNoRate() =>
        Assert.Equal(new BottleneckProgress(0, 1000, 0, 0, TimeSpan.Zero), meter.Sample(Seconds(103), 0, 0, 0));

    [Fact]
    public void Sample_SteadyRate_EstimatesTheRest()
    {
        BottleneckProgress last = default;
        for (int second = 1; second <= 20; second++)
        {
            last = meter.Sample(Seconds(100 + second), 200 + (10 * second), 200, 10 * second);
        }

        Assert.Equal(new BottleneckProgress(400, 1000, 200, 10, Seconds(60)), last);
    }

    [Fact]
    public void Sample_RateChanges_FollowsWithinTheWindow()
    {
        int computed = 0;
        BottleneckProgress last = default;
        for (int second = 1; second <= 16; second++)
        {
            computed += second <= 10 ? 2 : 50;
            last = meter.Sample(Seconds(100 + second), computed, 0, computed);
        }

        Assert.Equal(50, last.PerSecond, 1e-9);
    }

    [Fact]
    public void Sample_PhotoLongerThanTheWindow_UsesTheWholeTime()
    {
        for (int second = 1; second <= 20; second++)
        {
            meter.Sample(Seconds(100 + second), second / 10, 0, second / 10);
        }

        BottleneckProgress last = meter.Sample(Seconds(129), 2, 0, 2);
        Assert.Equal(2 / 29.0, last.PerSecond, 1e-9);
        Assert.Equal(998 / (2 / 29.0), last.Remaining.TotalSeconds, 1e-3);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
