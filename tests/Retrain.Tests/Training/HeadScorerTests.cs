using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Training;

namespace Retrain.Tests.Training;

/// <summary>Scores of every kind of head against its formula in float64, and against what TensorFlow computed.</summary>
public sealed class HeadScorerTests
{
    private const double Tolerance = 2e-6;

    private const int Photos = 37;

    /// <summary>Widths around those of the kernels.</summary>
    public static TheoryData<int, int> Widths => new() { { 1, 2 }, { 7, 5 }, { 64, 16 }, { 130, 17 } };

    [Theory]
    [MemberData(nameof(Widths))]
    public void Scores_PlainHead_AreSoftmaxOfTheProducts(int width, int classes)
    {
        FeatureMatrix features = Features(width);
        var head = new Head(Numbers("weights", width * classes), Numbers("biases", classes));

        Compare(head, features, row => Layer(row, head.Weights, head.Biases));
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(7, 5, 16)]
    [InlineData(130, 17, 33)]
    public void Scores_HiddenLayer_CutsOffBelowNothing(int width, int classes, int units)
    {
        FeatureMatrix features = Features(width);
        var hidden = new HiddenLayer(Numbers("hidden weights", width * units), Numbers("hidden biases", units));
        var head = new Head(Numbers("weights", units * classes), Numbers("biases", classes), hidden);
        double[][] sums = [.. Rows(features).Select(row => Layer(row, hidden.Weights, hidden.Biases))];
        // Both sides of the ReLU take part.
        Assert.Contains(sums, row => row.Any(s => s < -0.01));
        Assert.Contains(sums, row => row.Any(s => s > 0.01));

        Compare(head, features, row => Layer(
            [.. Layer(row, hidden.Weights, hidden.Biases).Select(s => Math.Max(s, 0))], head.Weights, head.Biases));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Scores_Quantisers_RoundWeightsNarrowlyAndLogitsWholly(int width, int classes)
    {
        FeatureMatrix features = Features(width);
        // The ranges cut some weights and logits off, and 0 is no level of them before they are moved.
        var ranges = new HeadQuantization(-0.83f, 0.71f, -1.17f, 1.03f);
        var head = new Head(Numbers("weights", width * classes), Numbers("biases", classes), quantization: ranges);
        float[] weights = [.. head.Weights.Select(w => (float)Round(w, ranges.WeightMin, ranges.WeightMax, 1))];

        Compare(head, features, row =>
            [.. Layer(row, weights, head.Biases).Select(l => Round(l, ranges.LogitMin, ranges.LogitMax, 0))]);
    }

    [Fact]
    public void Logits_RangeOfNothing_AreNothing()
    {
        var head = new Head(Numbers("weights", 15), Numbers("biases", 5), quantization: new HeadQuantization(-1, 1, 0, 0));
        Assert.All(HeadScorer.Logits(head, Features(3), [0, 1]), logit => Assert.Equal(0, logit));
    }

    [Fact]
    public void Scores_SomeRows_AreThoseRows()
    {
        FeatureMatrix features = Features(7);
        var hidden = new HiddenLayer(Numbers("hidden weights", 7 * 4), Numbers("hidden biases", 4));
        var head = new Head(Numbers("weights", 4 * 3), Numbers("biases", 3), hidden);
        float[] all = HeadScorer.Scores(head, features, [.. Enumerable.Range(0, Photos)]);
        int[] rows = [30, 2, 2, 36];
        Assert.Equal(rows.SelectMany(row => all[(row * 3)..((row + 1) * 3)]), HeadScorer.Scores(head, features, rows));
    }

    [Fact]
    public void Scores_RecordedQuantisedLayer_AreTensorFlows()
    {
        RecordedRun run = RecordedRun.Open("mobilenet_v1_quantops");
        float[] expected = run.Read("scores.npy").Floats();

        float[] scores = HeadScorer.Scores(run.QuantisedLayer(), run.Features, [.. Enumerable.Range(0, run.Truth.Length)]);

        Assert.Equal(expected.Length, scores.Length);
        double largest = expected.Zip(scores, (e, s) => Math.Abs((double)e - s)).Max();
        TestContext.Current.TestOutputHelper?.WriteLine($"{expected.Length} scores, largest difference {largest:g2}");
        Assert.InRange(largest, 0, Tolerance);
    }

    private static void Compare(Head head, FeatureMatrix features, Func<double[], double[]> logitsOf)
    {
        float[] scores = HeadScorer.Scores(head, features, [.. Enumerable.Range(0, Photos)]);
        double[] expected = [.. Rows(features).SelectMany(row => Softmax(logitsOf(row)))];
        Assert.Equal(expected.Length, scores.Length);
        Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    private static double[] Layer(double[] input, float[] weights, float[] biases) =>
        [.. biases.Select((bias, c) => bias + Enumerable.Range(0, input.Length).Sum(f => input[f] * weights[(f * biases.Length) + c]))];

    /// <summary>The nearest of the levels from lowest to 255, which lie so that 0 is one of them.</summary>
    private static double Round(double value, double min, double max, int lowest)
    {
        double step = (max - min) / (255 - lowest);
        double zero = Math.Clamp(Math.Round(lowest - (min / step)), lowest, 255);
        double level = Math.Clamp(Math.Floor((value / step) + zero + 0.5), lowest, 255);
        return (level - zero) * step;
    }

    private static double[] Softmax(double[] logits)
    {
        double[] powers = [.. logits.Select(l => Math.Exp(l - logits.Max()))];
        return [.. powers.Select(p => p / powers.Sum())];
    }

    private static IEnumerable<double[]> Rows(FeatureMatrix features) =>
        Enumerable.Range(0, Photos).Select(row => features.Row(row).ToArray().Select(v => (double)v).ToArray());

    private static FeatureMatrix Features(int width)
    {
        var stream = new RandomStream(7, "features");
        return new FeatureMatrix([.. Enumerable.Range(0, Photos * width).Select(i => (float)stream.Uniform(i))], width);
    }

    /// <summary>-1 to 1.</summary>
    private static float[] Numbers(string purpose, int count)
    {
        var stream = new RandomStream(7, purpose);
        return [.. Enumerable.Range(0, count).Select(i => (float)((2 * stream.Uniform(i)) - 1))];
    }
}
