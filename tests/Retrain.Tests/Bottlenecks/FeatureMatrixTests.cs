using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Tests.Bottlenecks;

/// <summary>Features in a file instead of memory: the same values, the same heads, no file left behind.</summary>
public sealed class FeatureMatrixTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void InFile_Rows_HoldWhatWasWritten()
    {
        using var matrix = FeatureMatrix.InFile(
            folder.FullPath, 1000, 37, (row, values) =>
            {
                for (int f = 0; f < values.Length; f++)
                {
                    values[f] = (row * 100) + f;
                }
            });

        Assert.True(matrix.IsInFile);
        Assert.Equal((1000, 37), (matrix.Rows, matrix.Width));
        Assert.Equal(Enumerable.Range(0, 37).Select(f => 99900f + f), matrix.Row(999).ToArray());
        Assert.Equal(matrix.Row(5).ToArray(), matrix.ToArray()[(5 * 37)..(6 * 37)]);
        Assert.Equal(matrix.Row(7).ToArray(), matrix.RowMemory(7).ToArray());
        Assert.Equal(3, matrix.Head(3).Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(1000).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Head(3).Row(3).Length);
    }

    [Fact]
    public void InFile_WhileInUse_HasNoNameInTheFolder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps the name of an open file");
        using var matrix = FeatureMatrix.InFile(Path.Combine(folder.FullPath, "new", "folder"), 3, 5);

        Assert.Empty(Directory.EnumerateFiles(folder.FullPath, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Row_AfterDispose_Throws()
    {
        var matrix = FeatureMatrix.InFile(folder.FullPath, 3, 5);
        matrix.Dispose();

        Assert.Throws<ObjectDisposedException>(() => matrix.Row(0).Length);
        Assert.Throws<ObjectDisposedException>(() => matrix.First);
    }

    [Fact]
    public void InFile_NoRoom_SaysSoInOneLine()
    {
        // 4 PB: more than the largest file of most file systems, and than any disk here.
        RetrainException e = Assert.Throws<RetrainException>(() => FeatureMatrix.InFile(folder.FullPath, 1_000_000_000, 1_000_000));

        Assert.StartsWith(
            "the features take 4000000.0 GB, for which no file can be made in '" + folder.FullPath, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Empty(Directory.EnumerateFiles(folder.FullPath));
    }

    [Theory]
    [InlineData(Optimizer.Sgd)]
    [InlineData(Optimizer.Lbfgs)]
    public void Train_FeaturesInAFile_GivesTheSameHeadToTheBit(Optimizer optimizer)
    {
        // Rows of 1204 bytes lie across pages; 3,000 of them are more than one group of rows.
        const int rows = 3000, width = 301, classes = 7;
        float[] values = Draw(rows * width);
        using var file = FeatureMatrix.InFile(folder.FullPath, rows, width, (row, to) => values.AsSpan(row * width, width).CopyTo(to));
        var recipe = new HeadRecipe(optimizer, new SgdOptions { Steps = 30 }, new LbfgsOptions { Strengths = [0.01] });

        TrainedHead[] heads = [.. new[] { new FeatureMatrix(values, width), file }.Select(features => HeadTrainer.Train(
            new LabelledFeatures(features, [.. Enumerable.Range(0, rows).Select(i => i % classes)],
                [.. Enumerable.Range(0, rows).Select(i => i % 5 == 0 ? PhotoSet.Validation : PhotoSet.Training)], classes),
            recipe, null, TestContext.Current.CancellationToken))];

        Assert.Equal(heads[0].Head.Weights, heads[1].Head.Weights);
        Assert.Equal(heads[0].Head.Biases, heads[1].Head.Biases);
        int[] test = [0, 2999, 17];
        Assert.Equal(
            HeadScorer.Scores(heads[0].Head, new FeatureMatrix(values, width), test), HeadScorer.Scores(heads[1].Head, file, test));
    }

    [Fact]
    public void Kernels_RowsBeyondTwoToThe31Values_ReadTheRightOnes()
    {
        // 12 GB that the disk never gives: only the touched pages of the file exist.
        const int rows = 3_000_000, width = 1000;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs files with holes");
        using var matrix = FeatureMatrix.InFile(folder.FullPath, rows, width, reserve: false);
        int[] far = [rows - 1, 2_500_000, 0];
        float[] values = Draw(far.Length * width);
        for (int i = 0; i < far.Length; i++)
        {
            values.AsSpan(i * width, width).CopyTo(matrix.Writable(far[i]));
        }

        var near = new FeatureMatrix(values, width);
        int[] places = [0, 1, 2];
        float[] weights = Draw(5 * width), slopes = [.. Draw(15)];
        double[] wide = [.. weights.Select(w => (double)w)], wideSlopes = [.. slopes.Select(s => (double)s)];
        Assert.Equal(Single(near, places), Single(matrix, far));
        Assert.Equal(Double(near, places), Double(matrix, far));

        float[][] Single(FeatureMatrix features, int[] of)
        {
            float[][] results = [new float[15], new float[15], new float[5 * width], new float[5 * width]];
            DenseKernels.ForwardScalar(features, of, weights, results[0]);
            DenseKernels.Forward(features, of, weights, results[1]);
            DenseKernels.BackwardScalar(features, of, slopes, results[2], 0, 0, width);
            DenseKernels.Backward(features, of, slopes, results[3], 0, 0, width);
            return results;
        }

        double[][] Double(FeatureMatrix features, int[] of)
        {
            double[][] results = [new double[15], new double[15], new double[5 * width], new double[5 * width]];
            WideKernels.ForwardScalar(features, of, wide, results[0]);
            WideKernels.Forward(features, of, wide, results[1]);
            WideKernels.BackwardScalar(features, of, wideSlopes, results[2], 0, 0, width);
            WideKernels.Backward(features, of, wideSlopes, results[3], 0, 0, width);
            return results;
        }
    }

    private static float[] Draw(int length)
    {
        var stream = new RandomStream(3, "values");
        return [.. Enumerable.Range(0, length).Select(i => (float)stream.Uniform(i))];
    }
}
