using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Selection;
using Retrain.Tests.Training;
using Retrain.Training;

namespace Retrain.Tests.Selection;

/// <summary>Cross-validation, seeds and the search, on features whose answers are planted.</summary>
public sealed class SelectionTests
{
    private static readonly PhotoSet[] All = Enum.GetValues<PhotoSet>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void CrossValidation_SeparableClouds_GetsAllRight()
    {
        LabelledFeatures data = Blobs.Draw([40, 40, 40], 20);

        CrossValidationResult result = CrossValidation.Run(data, Contents(data), Quick, 5, All, Token);

        Assert.Equal((5, 120, 120), (result.Folds.Count, result.N, result.Correct));
        Assert.InRange(result.Interval.Low, 0.9, 1);
    }

    [Fact]
    public void CrossValidation_LabelsWithoutMeaning_IsChance()
    {
        // Whoever is tested on what he was trained on would get these right: 200 features for 150 photos.
        LabelledFeatures data = Blobs.Draw([150], 200, 1);
        int[] classes = [.. Enumerable.Range(0, 150).Select(i => i * 7 % 3)];
        data = data with { Classes = classes, ClassCount = 3 };

        CrossValidationResult result = CrossValidation.Run(
            data, Contents(data), Quick with { Sgd = Quick.Sgd with { Steps = 500, LearningRate = 0.1f } }, 5, All, Token);

        Assert.InRange(result.Accuracy, 0.15, 0.5);
    }

    [Fact]
    public void CrossValidation_AmongTrainingAndValidation_NeverSeesATestPhoto()
    {
        LabelledFeatures data = Blobs.Draw([30, 30], 6);
        foreach (int row in data.RowsOf(PhotoSet.Testing))
        {
            // Such a feature ends any training that meets it.
            data.Features.Writable(row)[0] = float.NaN;
        }

        CrossValidationResult result =
            CrossValidation.Run(data, Contents(data), Quick, 4, [PhotoSet.Training, PhotoSet.Validation], Token);

        Assert.Equal(60 - data.RowsOf(PhotoSet.Testing).Length, result.N);
        Assert.True(double.IsFinite(result.CrossEntropy));
    }

    [Theory]
    [InlineData(Optimizer.Sgd)]
    [InlineData(Optimizer.Lbfgs)]
    public void CrossValidation_RecipeThatChooses_GetsAFoldToChooseOn(Optimizer optimizer)
    {
        LabelledFeatures data = Blobs.Draw([30, 30], 6, 0.8);
        HeadRecipe chooses = Quick with { Optimizer = optimizer, Sgd = Quick.Sgd with { Patience = 2 } };
        // What a trainer without validation photos would do: the usual strength, the last step.
        HeadRecipe fixedRecipe = Quick with { Optimizer = optimizer, Lbfgs = new LbfgsOptions { Strengths = [0.1], Standardise = false } };

        CrossValidationResult chosen = CrossValidation.Run(data, Contents(data), chooses, 5, All, Token);
        CrossValidationResult plain = CrossValidation.Run(data, Contents(data), fixedRecipe, 5, All, Token);

        Assert.Equal(60, chosen.N);
        Assert.NotEqual(plain.CrossEntropy, chosen.CrossEntropy);
    }

    [Fact]
    public void SeedSweep_ManySeeds_KeepsTheOneWithTheLeastValidationLoss()
    {
        LabelledFeatures data = Blobs.Draw([60, 60, 60], 5, 0.9);

        (TrainedHead best, SeedSweepResult result) = SeedSweep.Run(data, Quick, 6, Token);

        Assert.Equal([0, 1, 2, 3, 4, 5], result.Seeds.Select(s => s.Seed));
        Assert.Equal(result.Seeds.MinBy(s => s.ValidationCrossEntropy).Seed, result.Chosen);
        Assert.True(result.Seeds.Select(s => s.ValidationCrossEntropy).Distinct().Count() > 1);
        Head alone = SgdTrainer.Train(data, Quick.Sgd with { Seed = result.Chosen }, cancellationToken: Token);
        Assert.Equal(alone.Weights, best.Head.Weights);
        double[] shares = [.. result.Seeds.Select(s => (double)s.TestCorrect / result.TestPhotos)];
        Assert.Equal(shares.Average(), result.TestMean, 1e-12);
        Assert.Equal(Math.Sqrt(shares.Sum(s => (s - shares.Average()) * (s - shares.Average())) / 5), result.TestDeviation, 1e-12);
    }

    [Fact]
    public void Trainings_ThatDiverge_SaySoAsOneWould()
    {
        LabelledFeatures data = Blobs.Draw([30, 30], 6);
        HeadRecipe diverges = Quick with { Sgd = Quick.Sgd with { LearningRate = float.MaxValue } };
        Assert.Contains("--learning_rate", Assert.Throws<RetrainException>(() => SeedSweep.Run(data, diverges, 3, Token)).Message);
        Assert.Throws<RetrainException>(() => CrossValidation.Run(data, Contents(data), diverges, 3, All, Token));
    }

    [Fact]
    public void Auto_HiddenLayerNeeded_KeepsAHiddenLayer()
    {
        // Class 1 lies between two clouds of class 0: no plain layer can tell.
        float[] values = [.. Enumerable.Range(0, 240).SelectMany(i => new[] { (i % 3) - 1 + (0.001f * (i % 7)), 1f })];
        int[] classes = [.. Enumerable.Range(0, 240).Select(i => i % 3 == 1 ? 1 : 0)];
        LabelledFeatures data = Blobs.Draw([240], 2) with { Features = new FeatureMatrix(values, 2), Classes = classes, ClassCount = 2 };
        AutoCandidate[] candidates =
        [
            new("plain", Quick),
            new("hidden", Quick with
            {
                Sgd = Quick.Sgd with { Rule = UpdateRule.AdamW, HiddenUnits = 16, LearningRate = 0.02f, Steps = 400 },
            }),
            new("diverges", Quick with { Sgd = Quick.Sgd with { LearningRate = float.MaxValue } }),
        ];
        var notes = new List<string>();

        (AutoCandidate best, IReadOnlyList<AutoTrial> trials) =
            AutoSearch.Run(data, Contents(data), candidates, TimeSpan.FromMinutes(5), notes.Add, Token);

        Assert.Equal("hidden", best.Name);
        Assert.Equal(["plain", "hidden", "diverges"], trials.Select(t => t.Name));
        Assert.Null(trials[2].Result);
        Assert.Contains(notes, n => n.Contains("diverged", StringComparison.Ordinal));
        Assert.Equal("Auto: keeps hidden", notes[^1]);
    }

    [Fact]
    public void Auto_NoTimeLeft_TriesOnlyTheFirstAndSaysSo()
    {
        LabelledFeatures data = Blobs.Draw([30, 30], 6);
        var notes = new List<string>();

        (AutoCandidate best, IReadOnlyList<AutoTrial> trials) = AutoSearch.Run(
            data, Contents(data), [new("first", Quick), new("second", Quick)], TimeSpan.FromTicks(1), notes.Add, Token);

        Assert.Equal(("first", 1), (best.Name, trials.Count));
        Assert.Contains(notes, n => n.Contains("1 of 2 recipes not tried", StringComparison.Ordinal));
    }

    [Fact]
    public void Auto_Cancelled_Stops()
    {
        LabelledFeatures data = Blobs.Draw([30, 30], 6);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => AutoSearch.Run(
            data, Contents(data), [new("first", Quick)], TimeSpan.FromMinutes(1), null, source.Token));
    }

    [Fact]
    public void Candidates_All_AreValidAndKeepSeedAndBatchSizes()
    {
        var asked = new HeadRecipe(Optimizer.Sgd, new SgdOptions { Seed = 7, TrainBatchSize = 33 }, new LbfgsOptions());
        Assert.All(AutoCandidate.All(asked), c =>
        {
            Assert.Equal((7, 33), (c.Recipe.Sgd.Seed, c.Recipe.Sgd.TrainBatchSize));
            new RetrainOptions { Optimizer = c.Recipe.Optimizer, Sgd = c.Recipe.Sgd, Lbfgs = c.Recipe.Lbfgs }.Validate();
        });
    }

    private static HeadRecipe Quick =>
        new(Optimizer.Sgd, new SgdOptions { Steps = 100, LearningRate = 0.1f, TrainBatchSize = 30 }, new LbfgsOptions());

    private static string[] Contents(LabelledFeatures data) => FoldDivisionTests.Contents(data.Classes.Count);
}
