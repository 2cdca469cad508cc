using Retrain.Summaries;
using Retrain.Training;

namespace Retrain.Tests.Summaries;

/// <summary>The table of the evaluations.</summary>
public sealed class HistoryCsvTests
{
    [Fact]
    public void Text_Evaluations_AreLinesWithDecimalPointsAndGaps() => Assert.Equal(
        "step,train_accuracy,cross_entropy,validation_accuracy,validation_cross_entropy\n0,0.5,0.6931472,0.25,1.5\n10,1,1E-05,,\n",
        HistoryCsv.Text(
            [new SgdEvaluation(0, 0.5f, MathF.Log(2), 0.25f, 1.5f, 4), new SgdEvaluation(10, 1, 1e-5f, float.NaN, float.NaN, 0)]));

    [Fact]
    public void Text_NoEvaluations_IsTheHeading() =>
        Assert.Equal("step,train_accuracy,cross_entropy,validation_accuracy,validation_cross_entropy\n", HistoryCsv.Text([]));
}
