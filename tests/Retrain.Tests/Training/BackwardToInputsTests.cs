using Retrain.Training;

namespace Retrain.Tests.Training;

public sealed class BackwardToInputsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(37)]
    public void BackwardToInputs_AnyWidth_GivesTheScalarBits(int width)
    {
        const int Padded = 10, Photos = 3;
        var draws = new RandomStreamDraws(width);
        float[] weights = draws.Next(Padded * width), slopes = draws.Next(Padded * Photos);
        float[] expected = new float[Photos * width], actual = draws.Next(Photos * width);

        DenseKernels.BackwardToInputsScalar(weights, width, slopes, Padded, expected);
        DenseKernels.BackwardToInputs(weights, width, slopes, Padded, actual);

        Assert.Equal(expected, actual);
        double first = Enumerable.Range(0, Padded).Sum(c => (double)slopes[c] * weights[c * width]);
        Assert.Equal(first, expected[0], 1e-5);
    }
}
