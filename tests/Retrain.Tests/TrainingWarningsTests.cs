using Retrain.Training;

namespace Retrain.Tests;

public sealed class TrainingWarningsTests
{
    private static readonly Head Any = new([0, 0], [0f, 0]);

    /// <summary>FIELD_CASES T09.</summary>
    [Theory]
    [InlineData(0.3f, true)]
    [InlineData(0.06f, true)]
    [InlineData(0.04f, false)]
    [InlineData(-0.2f, false)]
    [InlineData(float.NaN, false)]
    public void Of_LossStillFalling_IsSaid(float fall, bool said)
    {
        var trained = new TrainedHead(Any, new SgdResult(Any, 100, [], 99, false, fall), null);
        Assert.Equal(said, TrainingWarnings.Of(trained, new RetrainOptions()).Any(w => w.StartsWith(
            "Training has not converged", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_EarlyStopping_IsNoFault() => Assert.Empty(
        TrainingWarnings.Of(new TrainedHead(Any, new SgdResult(Any, 50, [], 30, true, 0.3f), null), new RetrainOptions()));

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void Of_LbfgsAtItsMostIterations_IsSaid(bool converged, int lines) => Assert.Equal(lines, TrainingWarnings.Of(
        new TrainedHead(Any, null, new LbfgsResult(Any, 1, false, 0, 0, 5, converged)), new RetrainOptions()).Count());
}
