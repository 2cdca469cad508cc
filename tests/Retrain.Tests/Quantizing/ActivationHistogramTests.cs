using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Quantizing;

namespace Retrain.Tests.Quantizing;

/// <summary>Ranges from planted numbers, against sorting and against trying all.</summary>
public sealed class ActivationHistogramTests
{
    [Fact]
    public void Add_AnyOrderAndParts_GivesTheSame()
    {
        float[] numbers = Bell(50_000, 3);
        var whole = new ActivationHistogram();
        whole.Add(numbers);
        var parts = new ActivationHistogram();
        foreach (float[] chunk in numbers.Reverse().Chunk(777))
        {
            var part = new ActivationHistogram();
            part.Add(chunk);
            parts.Add(part);
        }

        Assert.Equal(whole.Count, parts.Count);
        Assert.Equal(whole.Range, parts.Range);
        Assert.Equal(whole.Bins(), parts.Bins());
        Assert.Equal(numbers.Length, whole.Bins().Sum(b => b.Count));
    }

    [Fact]
    public void Range_MinMax_IsExact()
    {
        float[] numbers = Bell(1000, 2);
        Assert.Equal(new ValueRange(numbers.Min(), numbers.Max()), Range(numbers, CalibrationMethod.MinMax));
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(1e-4f)]
    [InlineData(3e5f)]
    public void Range_Percentile_LeavesOutATenThousandthOnEachSide(float size)
    {
        float[] numbers = Bell(200_000, size);
        float[] sorted = [.. numbers.Order()];
        (float low, float high) = (sorted[20], sorted[^21]);
        ValueRange range = Range(numbers, CalibrationMethod.Percentile);
        // A bin is a hundredth of the number wide.
        Assert.Equal(1, range.Low / low, 0.01);
        Assert.Equal(1, range.High / high, 0.01);
        Assert.True(range.High < sorted[^1]);
    }

    [Fact]
    public void Range_Percentile_OfMostlyZeros_KeepsZeroAsItsEnd()
    {
        float[] numbers = [.. Bell(100_000, 1).Select(v => MathF.Max(v, 0))];
        ValueRange range = Range(numbers, CalibrationMethod.Percentile);
        Assert.Equal(0, range.Low);
        Assert.InRange(range.High, 3, 5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Range_MeanSquareError_IsNearTheBestOfAll(bool isRectified)
    {
        // A bell and one outlier far away: levels that reach it are wasted on the rest. Where half of the rest is 0 and rounds to itself,
        // the least error is at about 49.3.
        float[] numbers = [.. Bell(20_000, 1).Select(v => isRectified ? MathF.Max(v, 0) : v), 50];
        ValueRange range = Range(numbers, CalibrationMethod.MeanSquareError);
        double best = double.PositiveInfinity;
        float low = numbers.Min();
        for (int step = 4; step <= 100; step += 2)
        {
            best = Math.Min(best, TrueError(numbers, new ValueRange(low, 50f * step / 100)));
        }

        double found = TrueError(numbers, range);
        Assert.InRange(found, 0, best * 1.02);
        Assert.True(found < TrueError(numbers, new ValueRange(low, 50)));
        Assert.InRange(range.High, 10, 49.9);
    }

    [Fact]
    public void Error_OfEvenlySpreadNumbers_IsThatOfTheNumbers()
    {
        float[] numbers = [.. Enumerable.Range(0, 100_000).Select(i => (i / 100_000f * 9) - 3)];
        var histogram = new ActivationHistogram();
        histogram.Add(numbers);
        foreach (ValueRange range in (ValueRange[])[new(-3, 6), new(-1, 4), new(0, 6), new(-0.5f, 0.5f)])
        {
            Assert.Equal(1, RangeSearch.Error(histogram.Bins(), range) / TrueError(numbers, range), 0.01);
        }
    }

    [Fact]
    public void Add_NumbersThatAreNone_AreToldAndNotCounted()
    {
        var histogram = new ActivationHistogram();
        histogram.Add([1, float.NaN, -2, float.PositiveInfinity, 0, -0f]);
        Assert.True(histogram.HasStrange);
        Assert.Equal(4, histogram.Count);
        Assert.Equal(new ValueRange(-2, 1), histogram.Range);
        foreach (CalibrationMethod method in Enum.GetValues<CalibrationMethod>())
        {
            Assert.InRange(Range([], method).High, 0, 0);
            Assert.Equal(default, Range([0, 0], method));
        }
    }

    private static ValueRange Range(float[] numbers, CalibrationMethod method)
    {
        var histogram = new ActivationHistogram();
        histogram.Add(numbers);
        return RangeSearch.Find(histogram, method);
    }

    private static double TrueError(float[] numbers, ValueRange range)
    {
        Quantization levels = range.ToInt8();
        float[] rounded = levels.ToReal(levels.FromReal(Tensor.Of(numbers, numbers.Length))).Floats.ToArray();
        return numbers.Zip(rounded, (n, r) => Math.Pow((double)n - r, 2)).Average();
    }

    private static float[] Bell(int count, float size)
    {
        var random = new RandomStream(7, "bell");
        return [.. Enumerable.Range(0, count).Select(i => size * (float)(
            Math.Sqrt(-2 * Math.Log(1 - random.Uniform(2L * i))) * Math.Cos(2 * Math.PI * random.Uniform((2L * i) + 1))))];
    }
}
