using Retrain.Cli.Output;
using Retrain.Evaluation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Cli.Tests.Output;

public sealed class EvaluationTextTests
{
    private static readonly string[] Labels = ["daisy", "dandelion"];

    /// <summary>The lines of the recorded run efficientnet_lite0.</summary>
    [Fact]
    public void Lines_Evaluation_AreTheOriginals()
    {
        var evaluation = new SgdEvaluation(10, 0.89f, 1.109999f, 0.81f, 1, 100);
        Assert.Equal(
            [
                "2026-11-25 03:09:06.024897: Step 10: Train accuracy = 89.0%",
                "2026-11-25 03:09:06.024897: Step 10: Cross entropy = 1.109999",
                "2026-11-25 03:09:06.024897: Step 10: Validation accuracy = 81.0% (N=100)",
            ],
            EvaluationText.Lines(evaluation, new ManualClock()));
    }

    [Fact]
    public void Lines_NoValidationPhotos_SaySo()
    {
        var evaluation = new SgdEvaluation(0, 1, 0.25f, float.NaN, float.NaN, 0);
        Assert.EndsWith(
            ": Step 0: Validation accuracy = none: no validation photos", EvaluationText.Lines(evaluation, new ManualClock()).Last());
        Assert.Equal(
            "step 0: train accuracy 100.0%, cross entropy 0.250000, validation accuracy none: no validation photos",
            EvaluationText.Last(evaluation));
    }

    /// <summary>As mobilenet_v1 recorded it.</summary>
    [Fact]
    public void FinalTest_Misclassified_AreListedAsTheOriginalDoes()
    {
        Photo[] photos =
        [
            new("flowers_small/daisy/6323721068_3d3394af6d_n.jpg", "daisy/6323721068_3d3394af6d_n.jpg", 0),
            new("p/dandelion/\U0001F33C.jpg", "dandelion/\U0001F33C.jpg", 1),
            new("p/daisy/right.jpg", "daisy/right.jpg", 0),
        ];
        EvaluationReport report = Evaluator.Evaluate(Labels, photos, [0, 1, 0], [0.1f, 0.9f, 0.8f, 0.2f, 0.7f, 0.3f]);
        Assert.Equal(
            [
                "Final test accuracy = 33.3% (N=3)",
                "=== MISCLASSIFIED TEST IMAGES ===",
                "                       flowers_small/daisy/6323721068_3d3394af6d_n.jpg  dandelion",
                new string(' ', 70 - 17) + "p/dandelion/\U0001F33C.jpg  daisy",
            ],
            EvaluationText.FinalTest(report, listMisclassified: true));
        Assert.Equal(["Final test accuracy = 33.3% (N=3)"], EvaluationText.FinalTest(report, listMisclassified: false));
    }

    [Fact]
    public void FinalTest_NothingToTest_IsNoLine() =>
        Assert.Empty(EvaluationText.FinalTest(Evaluator.Evaluate(Labels, [], [], []), listMisclassified: true));
}
