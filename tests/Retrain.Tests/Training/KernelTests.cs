using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Training;

namespace Retrain.Tests.Training;

/// <summary>Each kernel against its scalar twin, at widths around the vector widths and with odd batches.</summary>
public sealed class KernelTests
{
    // With values below 1 and 67 of them, float32 sums in another order differ by some 1e-6 at most, float64 ones by 1e-14.
    private const float SinglePrecision = 4e-6f;
    private const double DoublePrecision = 1e-13;

    // A photo twice in a row, in the last pair too: its two places are separate sums.
    private static readonly int[][] Batches =
    [
        [0], [3, 3], [2, 0, 1], [4, 1, 1, 2, 4, 4], [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 4, 4]
    ];

    public static TheoryData<int> Widths => [.. Enumerable.Range(1, 67)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Forward_AnyWidth_EqualsItsScalarTwin(int width)
    {
        foreach (int[] rows in Batches)
        {
            var features = new FeatureMatrix(Draw(5 * width, "values"), width);
            float[] weights = Draw(10 * width, "weights");
            float[] expected = new float[rows.Length * 10], actual = new float[rows.Length * 10];
            DenseKernels.ForwardScalar(features, rows, weights, expected);
            DenseKernels.Forward(features, rows, weights, actual);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, SinglePrecision));

            double[] wide = [.. weights.Select(w => w / 3.0)], expectedWide = new double[expected.Length],
                actualWide = new double[expected.Length];
            WideKernels.ForwardScalar(features, rows, wide, expectedWide);
            WideKernels.Forward(features, rows, wide, actualWide);
            Assert.All(expectedWide.Zip(actualWide), pair => Assert.Equal(pair.First, pair.Second, DoublePrecision));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Backward_AnyWidth_EqualsItsScalarTwinToTheBit(int width)
    {
        foreach (int[] rows in Batches)
        {
            foreach ((int block, int from, int to) in new[] { (0, 0, width), (1, 0, width), (1, width / 3, width - (width / 5)) })
            {
                var features = new FeatureMatrix(Draw(5 * width, "values"), width);
                float[] slopes = Draw(rows.Length * 10, "slopes");
                float[] expected = Draw(10 * width, "start"), actual = [.. expected];
                DenseKernels.BackwardScalar(features, rows, slopes, expected, block, from, to);
                DenseKernels.Backward(features, rows, slopes, actual, block, from, to);
                Assert.Equal(expected, actual);

                double[] wideSlopes = [.. slopes.Select(s => s / 3.0)], expectedWide = [.. Draw(10 * width, "start").Select(s => s / 3.0)],
                    actualWide = [.. expectedWide];
                WideKernels.BackwardScalar(features, rows, wideSlopes, expectedWide, block, from, to);
                WideKernels.Backward(features, rows, wideSlopes, actualWide, block, from, to);
                Assert.Equal(expectedWide, actualWide);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Descend_AnyLength_StepsAndClears(int length)
    {
        float[] weights = Draw(length, "weights"), slopes = Draw(length, "slopes");
        float[] expected = [.. weights.Zip(slopes, (w, s) => w - (0.5f * s))];

        Assert.True(DenseKernels.Descend(weights, slopes, 0.5f));

        Assert.Equal(expected, weights);
        Assert.All(slopes, slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void Descend_OneValueNotFinite_SaysSo()
    {
        for (int place = 0; place < 19; place++)
        {
            foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                float[] weights = new float[19];
                weights[place] = bad;
                Assert.False(DenseKernels.Descend(weights, new float[19], 1));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void WideVectors_AnyLength_EqualPlainLoops(int length)
    {
        double[] left = [.. Draw(length, "left").Select(v => v / 3.0)], right = [.. Draw(length, "right").Select(v => v / 7.0)];
        Assert.Equal(left.Zip(right, (a, b) => a * b).Sum(), WideVectors.Dot(left, right), DoublePrecision);
        double[] expected = [.. left.Zip(right, (a, b) => Math.FusedMultiplyAdd(0.3, a, b))];
        WideVectors.Add(0.3, left, right);
        Assert.Equal(expected, right);
    }

    [Fact]
    public void Backward_RowOutsideTheMatrix_IsRefused()
    {
        var matrix = new FeatureMatrix(new float[64], 16);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => DenseKernels.Backward(matrix, [4], new float[5], new float[80], 0, 0, 16));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => WideKernels.Backward(matrix, [-1], new double[5], new double[80], 0, 0, 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => DenseKernels.Forward(matrix, [4], new float[80], new float[5]));
    }

    private static float[] Draw(int length, string purpose)
    {
        var stream = new RandomStream(11, purpose);
        return [.. Enumerable.Range(0, length).Select(i => (float)((2 * stream.Uniform(i)) - 1))];
    }
}
