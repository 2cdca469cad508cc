using Retrain.Training;

namespace Retrain.Tests;

public sealed class ClassWarningsTests
{
    [Theory]
    [InlineData(Optimizer.Lbfgs, ClassWeights.None, 900, true)]
    [InlineData(Optimizer.Lbfgs, ClassWeights.Balanced, 900, false)]
    [InlineData(Optimizer.Sgd, ClassWeights.None, 900, false)]
    [InlineData(Optimizer.Lbfgs, ClassWeights.None, 149, false)]
    public void Unevenness_LargeAndSmallClass_IsSaidWhereNothingEvensItOut(Optimizer optimizer, ClassWeights weights, int large, bool warns)
    {
        int[] classes = [.. Enumerable.Repeat(0, large), .. Enumerable.Repeat(1, 30)];

        string[] warnings = [.. ClassWarnings.Unevenness(
            ["common", "rare"], classes, new RetrainOptions { Optimizer = optimizer, ClassWeights = weights })];

        Assert.Equal(warns ? [$"Class 'common' has {large} photos, 'rare' 30: rare classes may be overlooked; "
            + "--class_weights balanced lets them count the same"] : [], warnings);
    }
}
