using System.Globalization;
using System.Text.Json;
using Retrain.Training;

namespace Retrain.Tests.Training;

/// <summary>Recorded batches and starting weights through our step: what TensorFlow computed has to come out.</summary>
public sealed class SgdReplayTests
{
    // Suggested by the recordings' README: single steps differ by rounding only, chains add it up.
    private const double AfterOneStep = 1e-7;
    private const double AfterAChain = 1e-6;
    private const double Loss = 2e-6;
    private const float Rate = 0.01f;

    public static TheoryData<string> FloatRuns => RecordedRun.FloatRuns;

    [Theory]
    [MemberData(nameof(FloatRuns))]
    public void Update_WholeRecordedRun_PrintsAndEndsAsRecorded(string name)
    {
        RecordedRun run = RecordedRun.Open(name);
        JsonElement metrics = run.Json("metrics.json");
        JsonElement[] evaluations = [.. metrics.GetProperty("evaluations").EnumerateArray()];
        Func<int, int[]> training = run.Batches("training"), validation = run.Batches("validation");
        var layer = new HeadLearner(run.Layer(0), new SgdOptions());
        int steps = evaluations[^1].GetProperty("step").GetInt32() + 1;
        int next = 0;
        double largest = 0;
        for (int step = 0; step < steps; step++)
        {
            Assert.True(layer.Update(run.Batch(training(step)), Rate));
            if (evaluations[next].GetProperty("step").GetInt32() != step)
            {
                continue;
            }

            JsonElement expected = evaluations[next];
            (float accuracy, float loss) = layer.Evaluate(run.Batch(training(step)));
            Assert.Equal(expected.GetProperty("train_accuracy_printed").GetString(), MetricText.AccuracyText(accuracy));
            double printedLoss = double.Parse(expected.GetProperty("cross_entropy_printed").GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(printedLoss, double.Parse(MetricText.CrossEntropyText(loss), CultureInfo.InvariantCulture), Loss);
            largest = Math.Max(largest, Math.Abs(printedLoss - loss));
            (accuracy, loss) = layer.Evaluate(run.Batch(validation(next)));
            Assert.Equal(expected.GetProperty("validation_accuracy_printed").GetString(), MetricText.AccuracyText(accuracy));
            Assert.Equal((float)expected.GetProperty("validation_accuracy").GetDouble(), accuracy);
            Assert.Equal(expected.GetProperty("validation_cross_entropy").GetDouble(), loss, Loss);
            largest = Math.Max(largest, Math.Abs(expected.GetProperty("validation_cross_entropy").GetDouble() - loss));
            next++;
        }

        Assert.Equal(evaluations.Length, next);
        double difference = LargestDifference(run.FinalLayer(), layer.ToHead());
        (float tested, _) = layer.Evaluate(run.Batch(run.Batches("testing")(0)));
        Assert.Equal(metrics.GetProperty("final_test").GetProperty("accuracy_printed").GetString(), MetricText.AccuracyText(tested));
        Assert.InRange(difference, 0, AfterAChain);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {next} evaluations, final layer {difference:E1}, losses {largest:E1} (printed ones are rounded)");
    }

    [Theory]
    [MemberData(nameof(FloatRuns))]
    public void Update_EachRecordedStep_MovesTheLayerAsRecorded(string name)
    {
        RecordedRun run = RecordedRun.Open(name);
        Func<int, int[]> training = run.Batches("training");
        JsonElement[] steps = [.. run.Json("training_steps", "steps.json").EnumerateArray()];
        var chain = new HeadLearner(run.Layer(0), new SgdOptions());
        double single = 0, chained = 0, losses = 0;
        for (int step = 0; step < steps.Length; step++)
        {
            var alone = new HeadLearner(run.Layer(step), new SgdOptions());
            losses = Math.Max(
                losses, Math.Abs(steps[step].GetProperty("loss_before").GetDouble() - alone.Evaluate(run.Batch(training(step))).CrossEntropy));
            alone.Update(run.Batch(training(step)), Rate);
            chain.Update(run.Batch(training(step)), Rate);
            losses = Math.Max(
                losses, Math.Abs(steps[step].GetProperty("loss_after").GetDouble() - alone.Evaluate(run.Batch(training(step))).CrossEntropy));
            Head expected = run.Layer(step + 1);
            single = Math.Max(single, LargestDifference(expected, alone.ToHead()));
            chained = Math.Max(chained, LargestDifference(expected, chain.ToHead()));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {steps.Length} steps, one step {single:E1}, chain {chained:E1}, losses {losses:E1}");
        Assert.Equal(50, steps.Length);
        Assert.InRange(single, 0, AfterOneStep);
        Assert.InRange(chained, 0, AfterAChain);
        Assert.InRange(losses, 0, Loss);
    }

    [Theory]
    [MemberData(nameof(FloatRuns))]
    public void Scores_RecordedFinalLayer_EqualTheOutputGraph(string name)
    {
        RecordedRun run = RecordedRun.Open(name);
        float[] expected = run.Read("scores.npy").Floats();

        float[] scores = HeadScorer.Scores(run.FinalLayer(), run.Features, [.. Enumerable.Range(0, run.Features.Rows)]);

        Assert.Equal(expected.Length, scores.Length);
        Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
    }

    internal static double LargestDifference(Head expected, Head actual)
    {
        Assert.Equal(expected.Weights.Length, actual.Weights.Length);
        return expected.Weights.Concat(expected.Biases).Zip(actual.Weights.Concat(actual.Biases), (a, b) => Math.Abs((double)a - b)).Max();
    }
}
