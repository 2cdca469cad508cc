using Retrain.Selection;
using Retrain.Training;

namespace Retrain.Tests.Selection;

public sealed class TemperatureTests
{
    [Theory]
    [InlineData(0.3f)]
    [InlineData(1f)]
    [InlineData(3f)]
    public void LeastCrossEntropy_LogitsOfAnySureness_IsTheSame(float sureness)
    {
        // Right in three of four photos: at best the right class of two gets 0.75.
        float[] logits = [1, 0, 1, 0, 1, 0, 1, 0];
        int[] truth = [0, 0, 0, 1];
        double expected = -((0.75 * Math.Log(0.75)) + (0.25 * Math.Log(0.25)));
        Assert.Equal(expected, Temperature.LeastCrossEntropy([.. logits.Select(l => l * sureness)], truth), 1e-3);
    }

    [Fact]
    public void LeastCrossEntropy_NoPhoto_IsNoNumber() => Assert.Equal(double.NaN, Temperature.LeastCrossEntropy([], []));

    [Fact]
    public void LeastCrossEntropy_NeverAbovePlain()
    {
        float[] logits = [0.3f, 2, -1, 0.1f, 0.2f, 0.7f];
        int[] truth = [1, 2];
        double plain = truth.Select((t, i) => (double)SoftmaxLoss.CrossEntropy(logits.AsSpan(i * 3, 3), t)).Average();
        Assert.InRange(Temperature.LeastCrossEntropy(logits, truth), 0, plain + 1e-9);
    }
}
