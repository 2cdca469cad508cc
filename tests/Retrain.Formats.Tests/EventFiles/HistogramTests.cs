using System.Globalization;
using System.Text.Json;
using Retrain.Formats.EventFiles;
using Retrain.Formats.EventFiles.Schema;

namespace Retrain.Formats.Tests.EventFiles;

/// <summary>Histograms against TensorFlow's, planted values whose buckets follow from the rule, and the table against the search.</summary>
public sealed class HistogramTests
{
    [Fact]
    public void All_Limits_AreThoseOfTensorFlow() =>
        Assert.Equal(
            Json().GetProperty("limits").EnumerateArray().Select(Number).Select(BitConverter.DoubleToInt64Bits),
            HistogramLimits.All.ToArray().Select(BitConverter.DoubleToInt64Bits));

    [Fact]
    public void All_Limits_AreAscendingAndMirrored()
    {
        double[] limits = HistogramLimits.All.ToArray();

        Assert.Equal(1551, limits.Length);
        Assert.Equal(0, limits[775]);
        Assert.Equal(1e-12, limits[776]);
        Assert.Equal(1e-12 * 1.1, limits[777]);
        Assert.Equal(double.MaxValue, limits[^1]);
        Assert.Equal(limits.Select(l => -l).Reverse(), limits);
        Assert.Equal(limits.Distinct().Order(), limits);
    }

    [Fact]
    public void Add_RecordedValues_GiveTensorFlowsHistogramsAndErrors()
    {
        JsonElement[] cases = [.. Json().GetProperty("cases").EnumerateArray()];
        Assert.Equal(19, cases.Length);
        Assert.All(cases, c =>
        {
            double[] values = [.. c.GetProperty("values").EnumerateArray().Select(Number)];
            if (c.TryGetProperty("error", out JsonElement error))
            {
                EventFileException fault = Assert.Throws<EventFileException>(() => Of(values));
                Assert.Equal(error.GetString(), "InvalidArgumentError: " + fault.Message);
                fault = Assert.Throws<EventFileException>(() => OfFloats([.. values.Select(v => (float)v)]));
                Assert.Equal(error.GetString(), "InvalidArgumentError: " + fault.Message);
                return;
            }

            Same(c.GetProperty("histogram"), Of(values), values);
            if (values.All(v => (float)v == v))
            {
                Same(c.GetProperty("histogram"), OfFloats([.. values.Select(v => (float)v)]), values);
            }
        });
    }

    [Fact]
    public void ToProto_PlantedValues_CollapsesRunsOfEmptyBuckets()
    {
        HistogramProto proto = OfFloats([0, -0f, 1, 1, -1, float.Epsilon]);

        double below = HistogramLimits.All[HistogramLimits.Bucket(-1.0) - 1];
        Assert.Equal((-1, 1, 6, 1, 3), (proto.Min, proto.Max, proto.Num, proto.Sum, proto.SumSquares));
        Assert.Equal([0, 1, 0, 3, 0, 2, 0], proto.Bucket);
        Assert.Equal(below, proto.BucketLimit[0]);
        Assert.Equal([0, 1e-12], proto.BucketLimit.Skip(2).Take(2));
        Assert.Equal(double.MaxValue, proto.BucketLimit[^1]);
    }

    [Fact]
    public void ToProto_NothingAdded_HasOneEmptyEntry()
    {
        HistogramProto proto = OfFloats([]);

        Assert.Equal((double.MaxValue, double.MinValue, 0), (proto.Min, proto.Max, proto.Num));
        Assert.Equal([double.MaxValue], proto.BucketLimit);
        Assert.Equal([0], proto.Bucket);
    }

    [Fact]
    public void Bucket_OfAFloat_IsThatOfTheDefinition()
    {
        var random = new Random(3);
        IEnumerable<float> near = HistogramLimits.All.ToArray().Select(l => (float)l).Where(float.IsFinite)
            .SelectMany(l => new[] { MathF.BitDecrement(l), l, MathF.BitIncrement(l) });
        IEnumerable<float> edges = Enumerable.Range(0, 1 << 13).SelectMany(cell => new[] { cell << 19, (cell << 19) | 0x7FFFF })
            .Select(BitConverter.Int32BitsToSingle);
        IEnumerable<float> any = Enumerable.Range(0, 200_000)
            .Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
        foreach (float value in near.Concat(edges).Concat(any).Where(float.IsFinite))
        {
            int expected = HistogramLimits.Bucket((double)value);
            Assert.True(expected == HistogramLimits.Bucket(value), value.ToString("R", CultureInfo.InvariantCulture));
            Assert.True(HistogramLimits.All[expected] > value && (expected == 0 || HistogramLimits.All[expected - 1] <= value));
        }
    }

    [Fact]
    public void Add_ManyFloats_IsTheSameInEveryBitAsOneByOne()
    {
        var random = new Random(4);
        float[] values =
            [.. Enumerable.Range(0, 5000).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 8))))];

        Assert.Equal(Of([.. values.Select(v => (double)v)]), OfFloats(values));
    }

    [Fact]
    public void Add_AfterClear_ForgetsWhatWasBefore()
    {
        var histogram = new Histogram();
        histogram.Add([1, 2, 3], "a");
        histogram.Clear();
        histogram.Add([0.5f], "a");

        Assert.Equal(OfFloats([0.5f]), histogram.ToProto());
    }

    [Fact]
    public void Add_LargestDouble_GoesToTheLastBucket() =>
        Assert.Equal([0, 1], Of([double.MaxValue]).Bucket);

    private static void Same(JsonElement expected, HistogramProto actual, double[] values)
    {
        Assert.Equal(expected.GetProperty("limits").EnumerateArray().Select(Number), actual.BucketLimit);
        Assert.Equal(expected.GetProperty("counts").EnumerateArray().Select(Number), actual.Bucket);
        Assert.Equal(Number(expected.GetProperty("min")), actual.Min);
        Assert.Equal(Number(expected.GetProperty("max")), actual.Max);
        Assert.Equal(Number(expected.GetProperty("num")), actual.Num);
        double size = values.Select(Math.Abs).DefaultIfEmpty(0).Max();
        Assert.True(Math.Abs(Number(expected.GetProperty("sum")) - actual.Sum) <= 1e-9 * size);
        double squares = Number(expected.GetProperty("sum_squares"));
        Assert.True(squares == actual.SumSquares || Math.Abs(squares - actual.SumSquares) <= 1e-9 * squares);
    }

    private static HistogramProto Of(double[] values)
    {
        var histogram = new Histogram();
        foreach (double value in values)
        {
            histogram.Add(value, "tag");
        }

        return histogram.ToProto();
    }

    private static HistogramProto OfFloats(float[] values)
    {
        var histogram = new Histogram();
        histogram.Add(values, "tag");
        return histogram.ToProto();
    }

    private static JsonElement Json() =>
        JsonDocument.Parse(File.ReadAllBytes(SharedData.Shared("fixtures", "tensorboard", "histograms.json"))).RootElement;

    private static double Number(JsonElement element) => RecordedEvents.Number(element);
}
