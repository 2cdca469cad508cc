using Retrain.Cli.Output;
using Retrain.Training;

namespace Retrain.Cli.Tests.Output;

public sealed class EvaluationTextTests
{
    [Fact]
    public void Lines_NoValidationPhotos_SaySo()
    {
        var evaluation = new SgdEvaluation(0, 1, 0.25f, float.NaN, float.NaN, 0);
        Assert.Equal(
            ["Step 0: train accuracy 100.0%, cross entropy 0.250000, validation accuracy none: no validation photos"],
            EvaluationText.Lines(evaluation, asOriginal: false));
    }
}
