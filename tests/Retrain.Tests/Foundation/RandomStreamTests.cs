using Retrain.Foundation;

namespace Retrain.Tests.Foundation;

public sealed class RandomStreamTests
{
    [Fact]
    public void Bits_SameSeedAndPurpose_AreTheSame() =>
        Assert.Equal(new RandomStream(7, "weights").Bits(123), new RandomStream(7, "weights").Bits(123));

    [Fact]
    public void Bits_OtherPurpose_Differ() =>
        Assert.NotEqual(new RandomStream(7, "weights").Bits(123), new RandomStream(7, "batches").Bits(123));

    [Fact]
    public void Below_ManyDraws_CoverTheRangeEvenly()
    {
        var stream = new RandomStream(1, "test");
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++)
        {
            counts[stream.Below(i, 10)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void Uniform_ManyDraws_HaveTheMeanAndSpreadOfTheUnitInterval()
    {
        var stream = new RandomStream(1, "test");
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(i => stream.Uniform(i))];
        double mean = draws.Average();
        Assert.InRange(mean, 0.495, 0.505);
        Assert.InRange(draws.Average(d => (d - mean) * (d - mean)), 1 / 12.0 - 0.001, 1 / 12.0 + 0.001);
        Assert.All(draws, d => Assert.InRange(d, 0, 0.9999999999999999));
    }
}
