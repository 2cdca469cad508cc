using System.Text.Json;
using Retrain.Bottlenecks;
using Retrain.Training;

namespace Retrain.Tests.Training;

public sealed class SoftmaxLossTests
{
    [Theory]
    [InlineData("cross_entropy")]
    [InlineData("cross_entropy_batch_of_one")]
    [InlineData("cross_entropy_two_classes")]
    [InlineData("cross_entropy_many_classes")]
    [InlineData("cross_entropy_large_logits")]
    [InlineData("cross_entropy_equal_logits")]
    [InlineData("label_smoothing")]
    [InlineData("label_smoothing_two_classes")]
    [InlineData("label_smoothing_0_2")]
    [InlineData("class_weights_keras")]
    public void Slope_RecordedLogits_GivesThePyTorchGradient(string name)
    {
        JsonElement recorded = RecordedGradients.Case("losses", name);
        JsonElement input = recorded.GetProperty("inputs")[0];
        float[] logits = RecordedGradients.Floats(input.GetProperty("file").GetString()!);
        int[] labels = [.. recorded.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32())];
        int classes = logits.Length / labels.Length;
        float smoothing = 0;
        float[]? weights = null;
        if (recorded.TryGetProperty("parameters", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object)
        {
            smoothing = parameters.TryGetProperty("label_smoothing", out JsonElement s) ? s.GetSingle() : 0;
            weights = parameters.TryGetProperty("class_weights", out JsonElement w)
                ? [.. w.EnumerateArray().Select(v => v.GetSingle())]
                : null;
        }

        if (smoothing == 0)
        {
            double loss = labels.Select((label, i) => (weights?[label] ?? 1)
                * (double)SoftmaxLoss.CrossEntropy(logits.AsSpan(i * classes, classes), label)).Average();
            Assert.Equal(recorded.GetProperty("loss").GetDouble(), loss, recorded.GetProperty("loss_tolerance").GetDouble());
        }

        for (int i = 0; i < labels.Length; i++)
        {
            SoftmaxLoss.Slope(logits.AsSpan(i * classes, classes), labels[i], smoothing, weights?[labels[i]] ?? 1, labels.Length);
        }

        RecordedGradients.AssertClose(RecordedGradients.Floats(input.GetProperty("gradient").GetString()!), logits,
            input.GetProperty("gradient_tolerance").GetDouble());
    }

    [Fact]
    public void Update_LinearHead_MovesByThePyTorchGradient()
    {
        JsonElement recorded = RecordedGradients.Case("losses", "linear_head");
        float[] x = Input("x", "file"), w = Input("w", "file"), b = Input("b", "file");
        int[] labels = [.. recorded.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32())];
        var learner = new HeadLearner(new Head([.. w], [.. b]), new SgdOptions());

        learner.Update(new TrainingBatch(new FeatureMatrix(x, 10), [.. Enumerable.Range(0, labels.Length)], labels), 1);

        Head moved = learner.ToHead();
        RecordedGradients.AssertClose(
            [.. w.Zip(Input("w", "gradient"), (old, slope) => old - slope)], moved.Weights, Tolerance("w") + 1e-7);
        RecordedGradients.AssertClose(
            [.. b.Zip(Input("b", "gradient"), (old, slope) => old - slope)], moved.Biases, Tolerance("b") + 1e-7);

        JsonElement Of(string name) =>
            recorded.GetProperty("inputs").EnumerateArray().Single(i => i.GetProperty("name").GetString() == name);
        float[] Input(string name, string what) => RecordedGradients.Floats(Of(name).GetProperty(what).GetString()!);
        double Tolerance(string name) => Of(name).GetProperty("gradient_tolerance").GetDouble();
    }
}
