using System.Globalization;
using System.Text.Json;
using Retrain.Evaluation;

namespace Retrain.Tests.Evaluation;

public sealed class IntervalsTests
{
    private const double WilsonTolerance = 1e-9;

    // statsmodels and SciPy differ by as much.
    private const double ClopperPearsonTolerance = 1e-7;

    public static TheoryData<double, int, int> Cases => new(Statistics.Intervals.Select(c =>
        (c.GetProperty("confidence").GetDouble(), c.GetProperty("successes").GetInt32(), c.GetProperty("n").GetInt32())));

    [Fact]
    public void Cases_OfTheFixture_AreSeventyTwo() => Assert.Equal(72, Cases.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Wilson_RecordedCase_IsTheSame(double confidence, int successes, int n) =>
        AssertInterval("wilson", WilsonTolerance, Intervals.Wilson(successes, n, confidence), confidence, successes, n);

    [Theory]
    [MemberData(nameof(Cases))]
    public void ClopperPearson_RecordedCase_IsTheSame(double confidence, int successes, int n) =>
        AssertInterval(
            "clopper_pearson", ClopperPearsonTolerance, Intervals.ClopperPearson(successes, n, confidence), confidence, successes, n);

    [Fact]
    public void NormalQuantile_RecordedConfidences_AreTheSame() =>
        Assert.All(Statistics.Quantiles.EnumerateObject(), quantile => Assert.Equal(
        quantile.Value.GetDouble(), Intervals.NormalQuantile((1 + double.Parse(quantile.Name, CultureInfo.InvariantCulture)) / 2), 1e-13));

    [Fact]
    public void ClopperPearson_OneOfTwo_IsTheRootOfItsQuadratic()
    {
        // I_p(1, 2) = 1 - (1 - p)^2 = alpha / 2.
        double low = 1 - Math.Sqrt(0.975);
        Interval interval = Intervals.ClopperPearson(1, 2);
        Assert.Equal(low, interval.Low, 1e-14);
        Assert.Equal(1 - low, interval.High, 1e-14);
    }

    [Fact]
    public void EitherInterval_NoTrials_IsAll()
    {
        Assert.Equal(new Interval(0, 1), Intervals.Wilson(0, 0));
        Assert.Equal(new Interval(0, 1), Intervals.ClopperPearson(0, 0));
    }

    [Fact]
    public void EitherInterval_NoneOrAllSuccesses_EndsExactlyAtZeroOrOne()
    {
        for (int n = 1; n < 200; n++)
        {
            Assert.Equal((0, 0), (Intervals.Wilson(0, n).Low, Intervals.ClopperPearson(0, n).Low));
            Assert.Equal((1, 1), (Intervals.Wilson(n, n).High, Intervals.ClopperPearson(n, n).High));
        }
    }

    [Theory]
    [InlineData(-1, 5, 0.95)]
    [InlineData(6, 5, 0.95)]
    [InlineData(0, -1, 0.95)]
    [InlineData(1, 2, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(1, 2, double.NaN)]
    public void EitherInterval_ArgumentOutOfRange_Throws(int successes, int n, double confidence)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Intervals.Wilson(successes, n, confidence));
        Assert.Throws<ArgumentOutOfRangeException>(() => Intervals.ClopperPearson(successes, n, confidence));
    }

    private static void AssertInterval(string name, double tolerance, Interval actual, double confidence, int successes, int n)
    {
        JsonElement expected = Statistics.Intervals.Single(c => c.GetProperty("confidence").GetDouble() == confidence
            && c.GetProperty("successes").GetInt32() == successes && c.GetProperty("n").GetInt32() == n).GetProperty(name);
        Assert.Equal(expected[0].GetDouble(), actual.Low, tolerance);
        Assert.Equal(expected[1].GetDouble(), actual.High, tolerance);
    }
}
