using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Tests.Training;

public sealed class LbfgsTrainerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(23)]
    public void Train_SeparableClouds_TakesTheSmallestStrengthAndRawFeatures(int classes)
    {
        LabelledFeatures data = Blobs.Draw([.. Enumerable.Repeat(40, classes)], 67);
        var lines = new List<string>();

        LbfgsResult result = LbfgsTrainer.Train(
            data, new LbfgsOptions { Strengths = [1, 0.01, 0.1, 1], ChooseBy = StrengthChoice.Accuracy }, lines.Add, Token);

        Assert.Equal((0.01, false, data.RowsOf(PhotoSet.Validation).Length, true),
            (result.Strength, result.Standardised, result.ValidationCorrect, result.Converged));
        Assert.Equal(1, Blobs.Accuracy(data, result.Head, PhotoSet.Testing));
        Assert.Equal(6, lines.Count);
        Assert.StartsWith("C = 0.01, raw features: ", lines[0]);
    }

    [Fact]
    public void Train_OverlappingClouds_TakesTheSettingWithTheLeastCrossEntropy()
    {
        LabelledFeatures data = Blobs.Draw([60, 40, 40], 31, 1);
        var lines = new List<string>();

        LbfgsResult result = LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [0.0001, 0.01, 1, 100] }, lines.Add, Token);

        string least = lines.MinBy(line => double.Parse(line.Split("cross entropy ")[1].Split(' ')[0]))!;
        Assert.StartsWith($"C = {result.Strength}, {(result.Standardised ? "standardised" : "raw")} features", least);
        Assert.True(lines.Count(line => line.Contains($"cross entropy {result.ValidationCrossEntropy:F4} ")) < lines.Count);
    }

    [Theory]
    [InlineData(false, ClassWeights.None)]
    [InlineData(true, ClassWeights.None)]
    [InlineData(false, ClassWeights.Balanced)]
    [InlineData(true, ClassWeights.Balanced)]
    public void Fit_NoisyClouds_EndsWhereTheGradientOfTheLossIsZero(bool standardise, ClassWeights classWeights)
    {
        LabelledFeatures data = Blobs.Draw([40, 25, 12], 31, 1);
        int[] rows = data.RowsOf(PhotoSet.Training);
        const double Strength = 0.7;

        LbfgsFit fit = LbfgsTrainer.Fit(data.Features, data.Classes, rows, 3, Strength, standardise, classWeights, Token);

        Assert.True(fit.Converged);
        double[]? weights = ClassWeighting.Of(classWeights, rows.Select(row => data.Classes[row]), 3);
        double[] deviation = [.. Enumerable.Range(0, 31).Select(
            f => standardise ? Deviation(rows.Select(row => (double)data.Features.Row(row)[f])) : 1)];
        double[] gradient = new double[31 * 3], biasGradient = new double[3];
        for (int f = 0; f < 31; f++)
        {
            for (int c = 0; c < 3; c++)
            {
                // The penalty is on the weights of the standardised features, w * deviation; by w it has the derivative w * deviation^2.
                gradient[(f * 3) + c] = fit.Head.Weights[(f * 3) + c] * deviation[f] * deviation[f];
            }
        }

        foreach (int row in rows)
        {
            double[] logits = [.. Enumerable.Range(0, 3).Select(c => fit.Head.Biases[c] +
                Enumerable.Range(0, 31).Sum(f => (double)data.Features.Row(row)[f] * fit.Head.Weights[(f * 3) + c]))];
            double sum = logits.Sum(Math.Exp);
            for (int c = 0; c < 3; c++)
            {
                double slope = Strength * (weights?[data.Classes[row]] ?? 1)
                    * ((Math.Exp(logits[c]) / sum) - (data.Classes[row] == c ? 1 : 0));
                biasGradient[c] += slope;
                for (int f = 0; f < 31; f++)
                {
                    gradient[(f * 3) + c] += slope * data.Features.Row(row)[f];
                }
            }
        }

        // At the start the largest are near 10; float32 weights leave some 1e-6.
        Assert.All(gradient.Concat(biasGradient), slope => Assert.Equal(0, slope, 2e-5));
    }

    [Fact]
    public void Fit_ConstantFeature_IsOnlyCentred()
    {
        LabelledFeatures data = Blobs.Draw([30, 30], 4);
        for (int row = 0; row < 60; row++)
        {
            data.Features.Writable(row)[1] = 0.1f;
        }

        LbfgsFit fit = LbfgsTrainer.Fit(data.Features, data.Classes, data.RowsOf(PhotoSet.Training), 2, 1, true, cancellationToken: Token);

        Assert.True(fit.Converged);
        Assert.Equal(0, fit.Head.Weights[2], 1e-6f);
        Assert.Equal(1, Blobs.Accuracy(data, fit.Head, PhotoSet.Testing));
    }

    [Fact]
    public void Train_Twice_GivesTheSameBits()
    {
        LabelledFeatures data = Blobs.Draw([30, 20, 10], 203, 1);

        LbfgsResult first = LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [0.1, 1] }, cancellationToken: Token);
        LbfgsResult second = LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [0.1, 1] }, cancellationToken: Token);

        Assert.Equal(first.Head.Weights, second.Head.Weights);
        Assert.Equal(first.Head.Biases, second.Head.Biases);
    }

    [Theory]
    [InlineData(null, 0.1, false)]
    [InlineData(false, 0.1, false)]
    [InlineData(true, 0.01, true)]
    public void Train_WithoutValidationPhotos_TakesTheUsualStrength(bool? standardise, double strength, bool standardised)
    {
        LabelledFeatures data = Blobs.Draw([10, 10], 7);
        data = data with { Sets = [.. Enumerable.Repeat(PhotoSet.Training, 20)] };

        LbfgsResult result = LbfgsTrainer.Train(data, new LbfgsOptions { Standardise = standardise }, cancellationToken: Token);

        Assert.Equal((strength, standardised, 0), (result.Strength, result.Standardised, result.ValidationCorrect));
    }

    [Fact]
    public void Train_ClassWithoutPhotos_IsNeverAnswered()
    {
        LabelledFeatures data = Blobs.Draw([20, 0, 20], 7);

        LbfgsResult result = LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [0.1] }, cancellationToken: Token);

        Assert.True(result.Converged);
        Assert.Equal(1, Blobs.Accuracy(data, result.Head, PhotoSet.Testing));
        float[] scores = HeadScorer.Scores(result.Head, data.Features, data.RowsOf(PhotoSet.Testing));
        Assert.All(Enumerable.Range(0, scores.Length / 3), i => Assert.InRange(scores[(i * 3) + 1], 0, 1e-6f));
    }

    [Fact]
    public void Train_BalancedWeights_HelpTheRareClass()
    {
        LabelledFeatures data = Blobs.Draw([200, 12], 3, 1.5);
        int Right(ClassWeights weights) => HeadScorer.Measure(
            LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [1], ClassWeights = weights }, cancellationToken: Token).Head,
            data.Features, data.Classes, [.. Enumerable.Range(200, 12)]).Right;

        Assert.True(Right(ClassWeights.Balanced) > Right(ClassWeights.None));
    }

    [Fact]
    public void Train_Cancelled_StopsWithTheCallersToken()
    {
        LabelledFeatures data = Blobs.Draw([20, 20], 7);
        using var source = new CancellationTokenSource();

        var error = Assert.Throws<OperationCanceledException>(
            () => LbfgsTrainer.Train(data, new LbfgsOptions(), _ => source.Cancel(), source.Token));

        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Fact]
    public void Train_UnusableOptionsOrData_AreRefused()
    {
        LabelledFeatures data = Blobs.Draw([4, 4], 7);
        Assert.Throws<ArgumentException>(() => LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [] }, cancellationToken: Token));
        Assert.Throws<ArgumentException>(
            () => LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [0.1, 0] }, cancellationToken: Token));
        Assert.Throws<ArgumentException>(
            () => LbfgsTrainer.Train(data with { ClassCount = 1 }, new LbfgsOptions(), cancellationToken: Token));
        Assert.Throws<ArgumentException>(
            () => LbfgsTrainer.Train(data with { Classes = [0, 1] }, new LbfgsOptions(), cancellationToken: Token));
        PhotoSet[] none = [.. Enumerable.Repeat(PhotoSet.Validation, 8)];
        Assert.Throws<RetrainException>(() => LbfgsTrainer.Train(data with { Sets = none }, new LbfgsOptions(), cancellationToken: Token));
    }

    [Fact]
    public void Scores_HeadOfAnotherWidth_IsRefused() =>
        Assert.Throws<ArgumentException>(
            () => HeadScorer.Scores(new Head(new float[6], new float[2]), Blobs.Draw([2, 2], 5).Features, [0]));

    [Fact]
    public void Scores_ManyRows_EqualTheFormula()
    {
        LabelledFeatures data = Blobs.Draw([30, 30, 30, 30, 30, 30, 30], 67);
        Head head = SgdTrainer.Train(data, new SgdOptions { Steps = 30, LearningRate = 0.1f }, cancellationToken: Token);
        int[] rows = [.. Enumerable.Range(0, 210).Reverse()];

        float[] scores = HeadScorer.Scores(head, data.Features, rows);

        for (int i = 0; i < rows.Length; i++)
        {
            double[] powers = [.. Enumerable.Range(0, 7).Select(c => Math.Exp(head.Biases[c] +
                Enumerable.Range(0, 67).Sum(f => (double)data.Features.Row(rows[i])[f] * head.Weights[(f * 7) + c])))];
            for (int c = 0; c < 7; c++)
            {
                Assert.Equal(powers[c] / powers.Sum(), scores[(i * 7) + c], 1e-6);
            }
        }
    }

    private static double Deviation(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return Math.Sqrt(all.Average(value => (value - mean) * (value - mean)));
    }
}
