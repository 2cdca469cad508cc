using Retrain.Cli.Output;

namespace Retrain.Cli.Tests.Output;

public sealed class SizeTextTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(1540, "1.5 kB")]
    [InlineData(999_900, "999.9 kB")]
    [InlineData(1_000_000, "1.0 MB")]
    [InlineData(6_812_345, "6.8 MB")]
    [InlineData(5_000_000_000, "5000.0 MB")]
    public void Of_Bytes_IsInDecimalUnits(long bytes, string expected) => Assert.Equal(expected, SizeText.Of(bytes));
}
