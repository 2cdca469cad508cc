using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Photos;
using Retrain.Tests.Training;
using Retrain.Training;

namespace Retrain.Tests.Bottlenecks;

/// <summary>Our bottlenecks of the 100 photos of the original's run <c>efficientnet_lite0</c>, against those it wrote.</summary>
/// <param name="output">Gets the figures.</param>
public sealed class RecordedBottlenecksTests(ITestOutputHelper output)
{
    /// <summary>
    /// TensorFlow decodes with the fast DCT, which rounds down: 1.1 levels of 255 in the mean. The rest is the rounding of the network.
    /// </summary>
    private const double LeastCosine = 0.98;

    [Fact]
    public async Task Compute_PhotosOfTheRecordedRun_AreNearTensorFlows()
    {
        RecordedRun run = RecordedRun.Open("efficientnet_lite0");
        string[] names = [.. run.Json("names.json").EnumerateArray().Select(name => name.GetString()!)];
        Photo[] photos = [.. names.Select((name, i) => new Photo(SharedData.Shared(name), name, run.Truth[i]))];
        Backbone backbone = Backbone.Embedded.WithTap("features");
        backbone = backbone with { Preprocessing = backbone.Preprocessing with { Compat = true } };

        BottleneckResult result = await BottleneckComputer.ComputeAsync(
            photos, backbone, new BottleneckOptions(), null, TestContext.Current.CancellationToken);

        Assert.Equal(names, result.Photos.Select(p => p.Name));
        double[] cosines = [.. Enumerable.Range(0, 100).Select(i => Cosine(result.Features.Row(i), run.Features.Row(i))).Order()];
        double[] differences = [.. Enumerable.Range(0, 100).Select(i => RelativeDifference(result.Features.Row(i), run.Features.Row(i)))];
        output.WriteLine(FormattableString.Invariant(
            $"cosine: smallest {cosines[0]:F4}, median {cosines[50]:F4}; relative difference: mean {differences.Average():F4}, largest {differences.Max():F4}"));
        int agreeing = BestClasses(run.FinalLayer(), result.Features).Zip(BestClasses(run.FinalLayer(), run.Features))
            .Count(pair => pair.First == pair.Second);
        output.WriteLine($"TensorFlow's last layer says the same of {agreeing} of 100 photos");
        Assert.True(cosines[0] >= LeastCosine, $"{cosines[0]}");
    }

    private static IEnumerable<int> BestClasses(Head head, FeatureMatrix features)
    {
        float[] scores = HeadScorer.Scores(head, features, [.. Enumerable.Range(0, features.Rows)]);
        int classes = scores.Length / features.Rows;
        return Enumerable.Range(0, features.Rows).Select(row => Enumerable.Range(0, classes).MaxBy(c => scores[(row * classes) + c]));
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    // Length of the difference against the length of TensorFlow's vector.
    private static double RelativeDifference(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        double sum = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            sum += Math.Pow((double)ours[i] - theirs[i], 2);
        }

        return Math.Sqrt(sum / Dot(theirs, theirs));
    }
}
