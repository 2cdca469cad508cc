using System.Text.Json;
using Retrain.Testing;
using Retrain.Training;

namespace Retrain.Tests.Training;

/// <summary>The original's quantised layer, replayed: retrain_runs/mobilenet_v1_quantops.</summary>
public sealed class QuantizedReplayTests
{
    // The recordings' README: 1e-7 over the 50 recorded steps; later a value on a rounding border may fall to the other side.
    private const double Recorded = 1e-7;
    private const double AtTheEnd = 1e-3;

    // fixtures/fake_quant: TensorFlow's float32 power loses digits.
    private const double Relative = 5e-5;

    // The same arithmetic as TensorFlow's, from logits that differ in last digits.
    private const double RangeWithinRecorded = 1e-6;

    private const string Layer = "final_retrain_ops/Wx_plus_b/";

    private static readonly SgdOptions Quantized = new() { FakeQuantize = true };

    [Fact]
    public void Update_RecordedRun_MovesWeightsAndRangesAsTensorFlow()
    {
        RecordedRun run = RecordedRun.Open("mobilenet_v1_quantops");
        Func<int, int[]> training = run.Batches("training"), validation = run.Batches("validation");
        JsonElement[] ranges = [.. run.Json("ranges.json").GetProperty("after").EnumerateArray()];
        JsonElement[] evaluations = [.. run.Json("metrics.json").GetProperty("evaluations").EnumerateArray()];
        JsonElement[] steps = [.. run.Json("training_steps", "steps.json").EnumerateArray()];
        var learner = new HeadLearner(run.Layer(0), Quantized);
        double chained = 0, losses = 0;
        int call = 0, evaluation = 0;
        for (int step = 0; step < 200; step++)
        {
            var seen = new LastView();
            learner.Update(run.Batch(training(step)), 0.01f, step, seen);
            if (step < 50)
            {
                chained = Math.Max(chained, SgdReplayTests.LargestDifference(run.Layer(step + 1), learner.ToHead()));
                losses = Math.Max(losses, Math.Abs(
                    steps[step].GetProperty("summary").GetProperty("cross_entropy_1").GetDouble() - seen.CrossEntropy));
                Assert.Equal(steps[step].GetProperty("summary").GetProperty("accuracy_1").GetSingle(), seen.Accuracy);
            }

            // The weights' range is that of before the update; ToHead has the one after it.
            AssertLogitRange(ranges[call++], learner, step);
            if (evaluations[evaluation].GetProperty("step").GetInt32() == step)
            {
                learner.Evaluate(run.Batch(training(step)));
                AssertRanges(ranges[call++], learner, step);
                learner.Evaluate(run.Batch(validation(evaluation++)));
                AssertRanges(ranges[call++], learner, step);
            }
        }

        Assert.Equal((ranges.Length, evaluations.Length), (call, evaluation));
        double end = SgdReplayTests.LargestDifference(run.FinalLayer(), learner.ToHead());
        TestContext.Current.TestOutputHelper?.WriteLine($"50 steps {chained:E1}, 200 steps {end:E1}, losses {losses:E1}, {call} ranges");
        Assert.InRange(chained, 0, Recorded);
        Assert.InRange(end, 0, AtTheEnd);
    }

    [Fact]
    public void Include_RecordedBatches_MovesTheRangeAsTensorFlow()
    {
        JsonElement file = JsonDocument.Parse(File.ReadAllBytes(SharedData.Fixture("fake_quant", "moving_range.json"))).RootElement;
        JsonElement table = file.GetProperty("tables").EnumerateArray().First(
            t => t.GetProperty("zero_debias").GetBoolean());
        var range = new LogitRange();
        foreach (JsonElement step in table.GetProperty("steps").EnumerateArray())
        {
            float[] batch = [.. step.GetProperty("batch").EnumerateArray().Select(v => v.GetSingle())];
            range.Include(batch.Min(), batch.Max());
            AssertRelative(step.GetProperty("min_after").GetDouble(), range.Min, Relative);
            AssertRelative(step.GetProperty("max_after").GetDouble(), range.Max, Relative);
        }
    }

    [Fact]
    public void Passes_WeightOutsideTheMovedRange_StandsStill()
    {
        // The range moves until 0 is a level: the largest weight then lies outside, and only it keeps still.
        float[] start = [-1, 0.3f, 0.5f, 1.01f];
        var learner = new HeadLearner(new Head([.. start], [0f]), Quantized);
        HeadQuantization ranges = learner.ToHead().Quantization!;
        bool[] passes = [.. start.Select(w => HeadLevels.OfWeights(ranges).Passes(w))];
        Assert.Contains(false, passes);
        Assert.Contains(true, passes);

        var two = new HeadLearner(new Head([-1, 1, 0.3f, 0, 0.5f, 0, 1.01f, 0.2f], [0f, 0]), Quantized);
        two.Update(new TrainingBatch(new([1, 1, 1, 1], 4), [0], [0]), 0.1f);
        float[] moved = two.ToHead().Weights;
        Assert.Equal([!passes[0], !passes[3]], [moved[0] == -1, moved[6] == 1.01f]);
    }

    private static void AssertLogitRange(JsonElement expected, HeadLearner learner, int step)
    {
        double relative = step < 50 ? RangeWithinRecorded : AtTheEnd;
        HeadQuantization actual = learner.ToHead().Quantization!;
        AssertRelative(expected.GetProperty(Layer + "act_quant/min").GetDouble(), actual.LogitMin, relative);
        AssertRelative(expected.GetProperty(Layer + "act_quant/max").GetDouble(), actual.LogitMax, relative);
    }

    private static void AssertRanges(JsonElement expected, HeadLearner learner, int step)
    {
        AssertLogitRange(expected, learner, step);
        HeadQuantization actual = learner.ToHead().Quantization!;
        double tolerance = step < 50 ? Recorded : AtTheEnd;
        Assert.Equal(expected.GetProperty(Layer + "weights_quant/min").GetDouble(), actual.WeightMin, tolerance);
        Assert.Equal(expected.GetProperty(Layer + "weights_quant/max").GetDouble(), actual.WeightMax, tolerance);
    }

    private static void AssertRelative(double expected, double actual, double relative) =>
        Assert.InRange(Math.Abs(expected - actual), 0, Math.Max(relative * Math.Abs(expected), 1e-7));

    private sealed class LastView : ITrainingWatcher
    {
        public float CrossEntropy { get; private set; }

        public float Accuracy { get; private set; }

        public void Trained(in LayerView view) => (CrossEntropy, Accuracy) = (view.CrossEntropy, view.Accuracy);

        public void Validated(in LayerView view)
        {
        }
    }
}
