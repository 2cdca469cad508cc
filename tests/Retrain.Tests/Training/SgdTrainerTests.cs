using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Testing;
using Retrain.Training;

namespace Retrain.Tests.Training;

public sealed class SgdTrainerTests
{
    private static TrainingBatch BatchOf(LabelledFeatures data, int[] rows) =>
        new(data.Features, rows, [.. rows.Select(row => data.Classes[row])]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(23)]
    public void Train_SeparableClouds_GetsUnseenPhotosRight(int classes)
    {
        LabelledFeatures data = Blobs.Draw([.. Enumerable.Repeat(40, classes)], 67);

        Head head = SgdTrainer.Train(data, new SgdOptions { Steps = 300, LearningRate = 0.1f }, cancellationToken: Token);

        Assert.Equal((67, classes), (head.Features, head.Classes));
        Assert.Equal(1, Blobs.Accuracy(data, head, PhotoSet.Testing));
    }

    /// <summary>FIELD_CASES T03: a set on which another program never came back.</summary>
    [Fact]
    public void Train_TwoThousandPhotosOfEightClasses_EndsEveryTime()
    {
        LabelledFeatures data = Blobs.Draw([.. Enumerable.Repeat(262, 8)], 64, 0.6);
        for (int seed = 0; seed < 20; seed++)
        {
            Head head = SgdTrainer.Train(data, new SgdOptions { Steps = 60, Seed = seed }, cancellationToken: Token);
            Assert.All(head.Weights, weight => Assert.True(float.IsFinite(weight)));
        }
    }

    [Fact]
    public void Train_DefaultOptions_AreTheOriginals() =>
        Assert.Equal(
            new SgdOptions { Steps = 4000, LearningRate = 0.01f, TrainBatchSize = 100, ValidationBatchSize = 100, EvaluationInterval = 10 },
            new SgdOptions());

    [Fact]
    public void Train_SameSeed_GivesTheSameBits()
    {
        LabelledFeatures data = Blobs.Draw([30, 20, 10], 33, 1);
        Head first = SgdTrainer.Train(data, new SgdOptions { Steps = 20, Seed = 3 }, cancellationToken: Token);
        Head second = SgdTrainer.Train(data, new SgdOptions { Steps = 20, Seed = 3 }, cancellationToken: Token);
        Head other = SgdTrainer.Train(data, new SgdOptions { Steps = 20, Seed = 4 }, cancellationToken: Token);

        Assert.Equal(first.Weights, second.Weights);
        Assert.Equal(first.Biases, second.Biases);
        Assert.NotEqual(first.Weights, other.Weights);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    public void Update_OneCoreOrMany_GivesTheSameBits(int classes)
    {
        LabelledFeatures data = Blobs.Draw([.. Enumerable.Repeat(30, classes)], 603, 1);
        int[] batch = [.. data.RowsOf(PhotoSet.Training)];
        Head start = InitialWeights.Draw(603, classes, new SgdOptions { Seed = 1 });
        var one = new HeadLearner(start, new SgdOptions(), manyCores: false);
        var many = new HeadLearner(start, new SgdOptions(), manyCores: true);
        for (int step = 0; step < 5; step++)
        {
            one.Update(BatchOf(data, batch), 0.1f);
            many.Update(BatchOf(data, batch), 0.1f);
        }

        Assert.Equal(one.ToHead().Weights, many.ToHead().Weights);
        Assert.Equal(one.ToHead().Biases, many.ToHead().Biases);
    }

    [Fact]
    public void Update_WithClassWeights_FollowsTheFormula()
    {
        LabelledFeatures data = Blobs.Draw([3, 2], 9, 1);
        Head start = InitialWeights.Draw(9, 2, new SgdOptions { Seed = 1 });
        float[] weights = [0.5f, 2];
        int[] batch = [0, 4, 4, 1];
        var layer = new HeadLearner(start, new SgdOptions(), weights);

        layer.Update(BatchOf(data, batch), 0.25f);

        double[] expected = [.. start.Weights.Select(w => (double)w)];
        double[] biases = new double[2];
        foreach (int row in batch)
        {
            float[] scores = HeadScorer.Scores(start, data.Features, [row]);
            for (int c = 0; c < 2; c++)
            {
                double slope = weights[data.Classes[row]] * (scores[c] - (data.Classes[row] == c ? 1 : 0)) / batch.Length;
                biases[c] -= 0.25 * slope;
                for (int f = 0; f < 9; f++)
                {
                    expected[(f * 2) + c] -= 0.25 * slope * data.Features.Row(row)[f];
                }
            }
        }

        Assert.All(expected.Zip(layer.ToHead().Weights), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.All(biases.Zip(layer.ToHead().Biases), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Train_NoSteps_GivesTheInitialWeights()
    {
        LabelledFeatures data = Blobs.Draw([10, 10], 500);
        int evaluations = 0;

        Head head = SgdTrainer.Train(data, new SgdOptions { Steps = 0, Seed = 9 }, _ => evaluations++, Token);

        Assert.Equal(InitialWeights.Draw(500, 2, new SgdOptions { Seed = 9 }).Weights, head.Weights);
        Assert.All(head.Biases, bias => Assert.Equal(0, bias));
        Assert.Equal(0, evaluations);
    }

    [Fact]
    public void InitialWeights_ManyDraws_AreATruncatedNormal()
    {
        float[] weights = InitialWeights.Draw(20_000, 5, new SgdOptions { Seed = 1 }).Weights;

        Assert.All(weights, weight => Assert.InRange(weight, -0.002f, 0.002f));
        Assert.InRange(weights.Average(w => (double)w), -1e-5, 1e-5);
        // Cut at 2 deviations a normal distribution keeps 0.8796 of its deviation, and 0.7154 of what is left lies within one.
        Assert.InRange(Math.Sqrt(weights.Average(w => (double)w * w)), 0.000877, 0.000882);
        Assert.InRange(weights.Count(w => Math.Abs(w) < 0.001f) / 100_000.0, 0.711, 0.720);
    }

    [Fact]
    public void Train_Rhythm_EvaluatesEveryIntervalAndTheLastStep()
    {
        LabelledFeatures data = Blobs.Draw([20, 20], 5);
        var seen = new List<SgdEvaluation>();

        SgdTrainer.Train(data, new SgdOptions { Steps = 24, EvaluationInterval = 10, ValidationBatchSize = 7 }, seen.Add, Token);

        Assert.Equal([0, 10, 20, 23], seen.Select(evaluation => evaluation.Step));
        Assert.All(seen, evaluation => Assert.Equal(7, evaluation.ValidationCount));
        Assert.All(seen, evaluation => Assert.InRange(evaluation.ValidationAccuracy, 0, 1));
        Assert.True(seen[^1].CrossEntropy < seen[0].CrossEntropy);
    }

    [Fact]
    public void Train_WholeSets_CountsEveryValidationPhoto()
    {
        LabelledFeatures data = Blobs.Draw([20, 30], 5);
        SgdEvaluation last = default;

        SgdTrainer.Train(
            data, new SgdOptions { Steps = 1, TrainBatchSize = -1, ValidationBatchSize = -1 }, evaluation => last = evaluation, Token);

        Assert.Equal(5, last.ValidationCount);
    }

    [Fact]
    public void Train_WithoutValidationPhotos_ReportsNoNumber()
    {
        LabelledFeatures data = Blobs.Draw([8, 8], 5);
        data = data with { Sets = [.. Enumerable.Repeat(PhotoSet.Training, 16)] };
        SgdEvaluation last = default;

        SgdTrainer.Train(data, new SgdOptions { Steps = 1 }, evaluation => last = evaluation, Token);

        Assert.Equal((float.NaN, float.NaN, 0), (last.ValidationAccuracy, last.ValidationCrossEntropy, last.ValidationCount));
    }

    [Fact]
    public void Train_ClassWithoutPhotos_IsNeverAnswered()
    {
        LabelledFeatures data = Blobs.Draw([20, 0, 20], 5);

        Head head = SgdTrainer.Train(data, new SgdOptions { Steps = 50, LearningRate = 0.1f }, cancellationToken: Token);

        Assert.Equal(3, head.Classes);
        Assert.Equal(1, Blobs.Accuracy(data, head, PhotoSet.Testing));
    }

    [Fact]
    public void Train_BalancedWeightsOnWholeSet_HelpTheRareClass()
    {
        LabelledFeatures data = Blobs.Draw([200, 12], 3, 1.5);
        var options = new SgdOptions { Steps = 400, LearningRate = 0.1f, TrainBatchSize = -1 };
        double Recall(ClassWeights weights)
        {
            Head head = SgdTrainer.Train(data, options with { ClassWeights = weights }, cancellationToken: Token);
            int[] rare = [.. Enumerable.Range(200, 12)];
            return HeadScorer.Measure(head, data.Features, data.Classes, rare).Right / 12.0;
        }

        Assert.True(Recall(ClassWeights.Balanced) > Recall(ClassWeights.None));
    }

    [Fact]
    public void ClassWeighting_Balanced_HasMeanOneOverThePhotos() =>
        Assert.Equal([2 / 3.0, 0, 2], ClassWeighting.Of(ClassWeights.Balanced, [0, 0, 0, 2], 3)!);

    [Fact]
    public void Train_HugeLearningRate_SaysWhatToDo()
    {
        LabelledFeatures data = Blobs.Draw([20, 20], 5);

        var error = Assert.Throws<RetrainException>(
            () => SgdTrainer.Train(data, new SgdOptions { LearningRate = float.MaxValue }, cancellationToken: Token));

        Assert.StartsWith("the weights are no longer finite at step ", error.Message);
        Assert.Contains("lower --learning_rate", error.Message);
    }

    [Fact]
    public void Train_FeatureNotFinite_NamesThePhoto()
    {
        LabelledFeatures data = Blobs.Draw([20, 20], 5);
        data.Features.Writable(7)[2] = float.NaN;

        var error = Assert.Throws<RetrainException>(() => SgdTrainer.Train(data, new SgdOptions(), cancellationToken: Token));

        Assert.Contains("photo 7 ", error.Message);
    }

    [Fact]
    public void Train_NoTrainingPhoto_SaysWhatToDo()
    {
        LabelledFeatures data = Blobs.Draw([2, 2], 5);
        data = data with { Sets = [.. Enumerable.Repeat(PhotoSet.Testing, 4)] };

        var error = Assert.Throws<RetrainException>(() => SgdTrainer.Train(data, new SgdOptions(), cancellationToken: Token));

        Assert.Contains("--testing_percentage", error.Message);
    }

    [Fact]
    public void Train_Cancelled_StopsWithTheCallersToken()
    {
        LabelledFeatures data = Blobs.Draw([20, 20], 5);
        using var source = new CancellationTokenSource();

        var error = Assert.Throws<OperationCanceledException>(
            () => SgdTrainer.Train(data, new SgdOptions(), _ => source.Cancel(), source.Token));

        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Theory]
    [InlineData(-1, 0.01f, 100, 10)]
    [InlineData(1, 0f, 100, 10)]
    [InlineData(1, float.NaN, 100, 10)]
    [InlineData(1, 0.01f, 0, 10)]
    [InlineData(1, 0.01f, 100, 0)]
    public void Train_OptionOutOfRange_IsRefused(int steps, float rate, int batch, int interval) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SgdTrainer.Train(
            Blobs.Draw([2, 2], 5),
            new SgdOptions { Steps = steps, LearningRate = rate, TrainBatchSize = batch, EvaluationInterval = interval },
            cancellationToken: Token));

    [Theory]
    [InlineData(53, 80, "66.3")]
    [InlineData(1, 3, "33.3")]
    [InlineData(1, 1, "100.0")]
    [InlineData(0, 1, "0.0")]
    public void AccuracyText_SomeCounts_PrintsAsTheOriginal(int right, int count, string expected) =>
        Assert.Equal(expected, MetricText.AccuracyText((float)right / count));

    [Fact]
    public void Best_EqualValues_IsTheFirst() => Assert.Equal(1, SoftmaxLoss.Best([0, 5, 5, 1]));

    [Fact]
    public void SoftmaxLoss_HugeLogits_StayFinite()
    {
        float[] logits = [1000, -1000, 999];
        Assert.Equal(2000.3132f, SoftmaxLoss.CrossEntropy(logits, 1), 1e-3f);
        SoftmaxLoss.Softmax(logits);
        Assert.All(logits.Zip(new[] { 0.7310586f, 0, 0.26894143f }), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }
}
