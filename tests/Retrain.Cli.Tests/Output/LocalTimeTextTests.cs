using Retrain.Cli.Output;

namespace Retrain.Cli.Tests.Output;

public sealed class LocalTimeTextTests
{
    [Theory]
    [InlineData(0, "2026-11-25 03:09:06.024897")]
    [InlineData(1, "2026-11-25 03:09:07.024897")]
    [InlineData(0.975103, "2026-11-25 03:09:07")]
    [InlineData(0.975203, "2026-11-25 03:09:07.000100")]
    public void Now_Time_IsPythonsText(double seconds, string expected)
    {
        var clock = new ManualClock();
        clock.Move(seconds);
        Assert.Equal(expected, LocalTimeText.Now(clock));
    }
}
