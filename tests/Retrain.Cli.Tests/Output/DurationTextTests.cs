using Retrain.Cli.Output;

namespace Retrain.Cli.Tests.Output;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.2, "1 s")]
    [InlineData(8, "8 s")]
    [InlineData(58.1, "59 s")]
    [InlineData(60, "1 min 0 s")]
    [InlineData(200.9, "3 min 20 s")]
    [InlineData(3599, "59 min 59 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(100_000, "27 h 46 min")]
    public void Of_Seconds_HasTwoUnitsAtMost(double seconds, string expected) =>
        Assert.Equal(expected, DurationText.Of(TimeSpan.FromSeconds(seconds)));
}
