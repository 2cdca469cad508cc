using System.Text.Json;
using Retrain.Photos.Distorting;

namespace Retrain.Tests.Photos.Distorting;

/// <summary>Our draws have the distribution of TensorFlow's (fixtures/distortions): shares within three deviations.</summary>
public class DistortionStreamTests
{
    private const int Draws = 20_000;
    private const double Share = 0.011;

    [Fact]
    public void Draw_TwentyThousand_AreDistributedAsTheOriginals()
    {
        JsonElement recorded = JsonDocument.Parse(File.ReadAllText(SharedData.Fixture("distortions", "statistics.json"))).RootElement;
        DistortionOptions options = DistorterTests.OptionsOf(recorded.GetProperty("flags"));
        (int height, int width) = (recorded.GetProperty("height").GetInt32(), recorded.GetProperty("width").GetInt32());
        Assert.Equal(Draws, recorded.GetProperty("draws").GetInt32());

        // As in training: many steps, many slots.
        var stream = new DistortionStream(3, "distortions");
        DistortionDraw[] draws = [.. Enumerable.Range(0, Draws).Select(i => stream.Draw(i / 100, i % 100))];
        Distortion[] distortions = [.. draws.Select(d => Distortion.Of(options, d, height, width))];

        double[] scales = [.. distortions.Select(d => d.Scale / 1.2)];
        AssertUniform(scales, 1, 1.3);
        AssertUniform([.. distortions.Select(d => (double)d.Brightness)], 0.75, 1.25);
        Assert.Equal(0.5, distortions.Average(d => d.Flipped ? 1.0 : 0), Share);
        AssertShares(recorded.GetProperty("resized_heights"), [.. distortions.Select(d => d.Height)]);
        AssertShares(recorded.GetProperty("resized_widths"), [.. distortions.Select(d => d.Width)]);
        AssertShares(
            recorded.GetProperty("offsets_x_when_width_is_13"), [.. distortions.Where(d => d.Width == 13).Select(d => d.Left)]);
        foreach (int spare in distortions.Select(d => d.Height - height).Distinct())
        {
            int[] tops = [.. distortions.Where(d => d.Height - height == spare).Select(d => d.Top)];
            double deviation = Math.Sqrt(1.0 / (spare + 1) * spare / (spare + 1) / tops.Length);
            Assert.All(
                Enumerable.Range(0, spare + 1), top => Assert.Equal(1.0 / (spare + 1), (double)tops.Count(t => t == top) / tops.Length,
                    3.5 * deviation));
        }

        double[][] columns =
        [
            scales, [.. draws.Select(d => (double)d.Flip)], [.. draws.Select(d => (double)d.Brightness)],
            [.. draws.Select(d => (double)d.Top)], [.. draws.Select(d => (double)d.Left)],
        ];
        for (int a = 0; a < columns.Length; a++)
        {
            for (int b = 0; b < columns.Length; b++)
            {
                // Three deviations of a correlation of independent draws: 3 / sqrt(20,000) = 0.021.
                Assert.True(a == b || Math.Abs(Correlation(columns[a], columns[b])) < 0.021, $"{a} with {b}");
                Assert.True(Math.Abs(Correlation(columns[a][1..], columns[b][..^1])) < 0.021, $"{a} with {b} of the draw before");
            }
        }
    }

    [Fact]
    public void Draw_Uniforms_AreMultiplesOfTwoToTheMinus23Below1()
    {
        var stream = new DistortionStream(0, "distortions");
        for (int slot = 0; slot < 2000; slot++)
        {
            DistortionDraw draw = stream.Draw(7, slot);
            foreach (float uniform in new[] { draw.Scale, draw.Flip, draw.Brightness })
            {
                Assert.InRange(uniform, 0, 1 - (1f / (1 << 23)));
                Assert.Equal(0, uniform * (1 << 23) % 1);
            }

            Assert.InRange(draw.Top, 0, int.MaxValue - 1);
            Assert.InRange(draw.Left, 0, int.MaxValue - 1);
        }
    }

    [Fact]
    public void Draw_IsAFunctionOfSeedPurposeStepAndSlot()
    {
        DistortionDraw draw = new DistortionStream(1, "a").Draw(5, 6);
        Assert.Equal(draw, new DistortionStream(1, "a").Draw(5, 6));
        Assert.NotEqual(draw, new DistortionStream(2, "a").Draw(5, 6));
        Assert.NotEqual(draw, new DistortionStream(1, "b").Draw(5, 6));
        Assert.NotEqual(draw, new DistortionStream(1, "a").Draw(6, 5));
        Assert.NotEqual(draw, new DistortionStream(1, "a").Draw(5, 7));
    }

    private static void AssertUniform(double[] values, double low, double high)
    {
        Assert.InRange(values.Min(), low - 1e-6, low + 0.001);
        Assert.InRange(values.Max(), high - 0.001, high + 1e-6);
        for (int tenth = 0; tenth < 10; tenth++)
        {
            double from = low + (tenth * (high - low) / 10);
            Assert.Equal(0.1, values.Count(v => v >= from && v < from + ((high - low) / 10)) / (double)values.Length, Share);
        }
    }

    private static void AssertShares(JsonElement recorded, int[] values)
    {
        double total = recorded.EnumerateObject().Sum(p => p.Value.GetDouble());
        foreach (JsonProperty count in recorded.EnumerateObject())
        {
            double share = values.Count(v => v == int.Parse(count.Name)) / (double)values.Length;

            // Both sides are measured, so the deviations of both count.
            double deviation = Math.Sqrt(share * (1 - share) * ((1.0 / values.Length) + (1 / total)));
            Assert.Equal(count.Value.GetDouble() / total, share, 3.5 * deviation);
        }

        Assert.Equal(recorded.EnumerateObject().Count(), values.Distinct().Count());
    }

    private static double Correlation(double[] a, double[] b)
    {
        (double meanA, double meanB) = (a.Average(), b.Average());
        double product = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return product / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
