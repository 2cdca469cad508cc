using Retrain.Bottlenecks;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Tests.Training;

public sealed class HeadLearnerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Update_HiddenLayer_MovesByTheGradientOfTheLoss()
    {
        // Central differences of the loss in double are the definition of a gradient.
        LabelledFeatures data = Blobs.Draw([6, 6, 6], 9, 1);
        int[] rows = [0, 3, 7, 8, 13, 13, 17];
        Head start = InitialWeights.Draw(9, 3, new SgdOptions { HiddenUnits = 6, Seed = 2 });
        var learner = new HeadLearner(start, new SgdOptions());

        learner.Update(new TrainingBatch(data.Features, rows, [.. rows.Select(r => data.Classes[r])]), 1);

        Head moved = learner.ToHead();
        Check(start.Weights, moved.Weights);
        Check(start.Biases, moved.Biases);
        Check(start.Hidden!.Weights, moved.Hidden!.Weights);
        Check(start.Hidden.Biases, moved.Hidden.Biases);

        void Check(float[] before, float[] after)
        {
            for (int i = 0; i < before.Length; i++)
            {
                const float Difference = 1e-3f;
                float kept = before[i];
                before[i] = kept + Difference;
                double above = Loss(start, data, rows);
                before[i] = kept - Difference;
                double below = Loss(start, data, rows);
                before[i] = kept;
                Assert.Equal((above - below) / (2 * Difference), kept - after[i], 2e-4);
            }
        }
    }

    [Fact]
    public void Update_HiddenLayerOnOneCoreOrMany_GivesTheSameBits()
    {
        LabelledFeatures data = Blobs.Draw([30, 30, 30], 603, 1);
        int[] rows = data.RowsOf(PhotoSet.Training);
        Head start = InitialWeights.Draw(603, 3, new SgdOptions { HiddenUnits = 37 });
        Head[] ends = [.. new[] { false, true }.Select(many =>
        {
            var learner = new HeadLearner(start, new SgdOptions { Rule = UpdateRule.AdamW }, null, many);
            for (int step = 0; step < 4; step++)
            {
                learner.Update(new TrainingBatch(data.Features, rows, [.. rows.Select(r => data.Classes[r])]), 0.001f);
            }

            return learner.ToHead();
        })];

        Assert.Equal(ends[0].Weights, ends[1].Weights);
        Assert.Equal(ends[0].Hidden!.Weights, ends[1].Hidden!.Weights);
        Assert.NotEqual(start.Hidden!.Weights, ends[0].Hidden!.Weights);
    }

    [Fact]
    public void Train_HiddenLayer_LearnsWhatALineCannot()
    {
        // Class 1 lies between two clouds of class 0.
        LabelledFeatures line = Blobs.Draw([300], 2);
        float[] values = [.. Enumerable.Range(0, 300).SelectMany(i => new[] { (i % 3) - 1 + (line.Features.Row(i)[0] * 0.1f), 1f })];
        int[] classes = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 1 ? 1 : 0)];
        var data = new LabelledFeatures(new FeatureMatrix(values, 2), classes, line.Sets, 2);
        var options = new SgdOptions { Steps = 600, Rule = UpdateRule.AdamW, LearningRate = 0.02f, TrainBatchSize = 50 };

        Head plain = SgdTrainer.Train(data, options, cancellationToken: Token);
        Head hidden = SgdTrainer.Train(data, options with { HiddenUnits = 16 }, cancellationToken: Token);

        Assert.InRange(Blobs.Accuracy(data, plain, PhotoSet.Testing), 0, 0.8);
        Assert.Equal(1, Blobs.Accuracy(data, hidden, PhotoSet.Testing));
    }

    [Theory]
    [InlineData(UpdateRule.Momentum, 0.02f)]
    [InlineData(UpdateRule.AdamW, 0.01f)]
    public void Train_OtherRules_GetUnseenPhotosRight(UpdateRule rule, float rate)
    {
        LabelledFeatures data = Blobs.Draw([40, 40, 40], 67);
        Head head = SgdTrainer.Train(data, new SgdOptions { Steps = 200, Rule = rule, LearningRate = rate }, cancellationToken: Token);
        Assert.Equal(1, Blobs.Accuracy(data, head, PhotoSet.Testing));
    }

    [Fact]
    public void Train_Patience_StopsAndGivesTheHeadWithTheLeastValidationLoss()
    {
        // A quarter of the labels of validation photos is wrong: sooner or later surer answers cost more than they bring.
        LabelledFeatures data = Blobs.Draw([60, 60], 5, 0.6);
        int[] validation = data.RowsOf(PhotoSet.Validation);
        int[] classes = [.. data.Classes.Select((c, row) => validation.Contains(row) && row % 40 == 8 ? 1 - c : c)];
        data = data with { Classes = classes };
        var options = new SgdOptions { Steps = 4000, LearningRate = 0.02f, EvaluationInterval = 5, Patience = 4 };
        var losses = new Dictionary<int, double>();
        var heads = new Dictionary<int, Head>();

        SgdResult result = SgdTrainer.Train(
            data, options with { SnapshotInterval = 1 }, new TrainingHooks { Snapshot = (step, head) => heads[step] = head }, Token);

        foreach ((int step, Head head) in heads.Where(h => h.Key % 5 == 0))
        {
            losses[step] = Loss(head, data, validation);
        }

        Assert.True(result.StoppedEarly && result.Steps < 4000);
        Assert.Equal(result.Steps - 1, result.BestStep + (4 * 5));
        // Step 0 has no snapshot; it is judged, and worse.
        Assert.Equal(losses.MinBy(l => l.Value).Key, result.BestStep);
        Assert.Equal(heads[result.BestStep].Weights, result.Head.Weights);
    }

    [Fact]
    public void Update_Watcher_SeesTheBatchBeforeTheUpdate()
    {
        LabelledFeatures data = Blobs.Draw([5, 5], 4, 1);
        Head start = InitialWeights.Draw(4, 2, new SgdOptions());
        var learner = new HeadLearner(start, new SgdOptions());
        var watcher = new CopyingWatcher();
        int[] rows = [0, 6, 2];

        learner.Update(new TrainingBatch(data.Features, rows, [.. rows.Select(r => data.Classes[r])]), 1, 3, watcher);

        float[] logits = HeadScorer.Logits(start, data.Features, rows);
        Assert.Equal(3, watcher.Step);
        Assert.Equal(logits, watcher.Logits);
        Assert.Equal(HeadScorer.Scores(start, data.Features, rows), watcher.Scores);
        Assert.Equal(ClassBlocks.Transpose(start.Weights, 2)[..8], watcher.Weights);
        Assert.Equal(Loss(start, data, rows), watcher.CrossEntropy, 1e-6);
    }

    private static double Loss(Head head, LabelledFeatures data, int[] rows)
    {
        float[] logits = HeadScorer.Logits(head, data.Features, rows);
        return rows.Select((row, i) => (double)SoftmaxLoss.CrossEntropy(logits.AsSpan(i * head.Classes, head.Classes), data.Classes[row]))
            .Average();
    }

    private sealed class CopyingWatcher : ITrainingWatcher
    {
        public int Step { get; private set; }

        public float[] Weights { get; private set; } = [];

        public float[] Logits { get; private set; } = [];

        public float[] Scores { get; private set; } = [];

        public float CrossEntropy { get; private set; }

        public void Trained(in LayerView view) => (Step, Weights, Logits, Scores, CrossEntropy) =
            (view.Step, view.Weights.ToArray(), view.Logits.ToArray(), view.Scores.ToArray(), view.CrossEntropy);

        public void Validated(in LayerView view) => throw new InvalidOperationException();
    }
}
