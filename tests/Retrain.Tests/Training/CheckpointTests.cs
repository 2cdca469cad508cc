using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Tests.Training;

/// <summary>A run that is stopped and goes on ends as one that was not: bit for bit, whatever it trains.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly LabelledFeatures Data = Blobs.Draw([40, 30, 35], 33, 1);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["sgd", "momentum", "adamw", "hidden", "quantized", "patience", "smoothing"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Train_StoppedAnywhereAndResumed_EndsWithTheSameBits(string kind)
    {
        SgdOptions options = Options(kind);
        SgdResult whole = SgdTrainer.Train(Data, options, TrainingHooks.None, Token);
        foreach (int stop in new[] { 0, 1, 17, 30, 59 })
        {
            string file = folder[$"{kind}-{stop}.checkpoint"];
            using var interrupt = new CancellationTokenSource();
            var hooks = new TrainingHooks
            {
                Checkpoints = new CheckpointFile(file, "run", goesOn: false, null),
                Batches = new InterruptingBatches(Batches(options), stop, interrupt),
            };
            Assert.Throws<OperationCanceledException>(() => SgdTrainer.Train(Data, options, hooks, interrupt.Token));

            SgdResult resumed = SgdTrainer.Train(
                Data, options, new TrainingHooks { ResumesFrom = new CheckpointFile(file, "run", goesOn: true, null).Load() }, Token);

            AssertSame(whole.Head, resumed.Head);
            Assert.Equal((whole.Steps, whole.BestStep), (resumed.Steps, resumed.BestStep));
            Assert.Equal(whole.Evaluations, resumed.Evaluations);
            Assert.Equal(whole.LateFall, resumed.LateFall);
        }
    }

    [Fact]
    public void Train_TakesBestSoFar_GivesTheBestJudgedHeadAndTrainsNoMore()
    {
        SgdOptions options = Options("patience") with { Patience = 1000, LearningRate = 3 };
        string file = folder["best.checkpoint"];
        using var interrupt = new CancellationTokenSource();
        var heads = new Dictionary<int, Head>();
        var hooks = new TrainingHooks
        {
            Checkpoints = new CheckpointFile(file, "run", goesOn: false, null),
            Batches = new InterruptingBatches(Batches(options), 45, interrupt),
            Snapshot = (step, head) => heads[step] = head,
        };
        Assert.Throws<OperationCanceledException>(
            () => SgdTrainer.Train(Data, options with { SnapshotInterval = 1 }, hooks, interrupt.Token));

        SgdResult best = SgdTrainer.Train(Data, options,
            new TrainingHooks { ResumesFrom = new CheckpointFile(file, "run", goesOn: true, null).Load(), TakesBestSoFar = true }, Token);

        int[] judges = Data.RowsOf(PhotoSet.Validation);
        int expected = heads.Where(h => h.Key % options.EvaluationInterval == 0).MinBy(h => Loss(h.Value, judges)).Key;
        Assert.Equal((45, expected, true), (best.Steps, best.BestStep, best.StoppedEarly));
        AssertSame(heads[expected], best.Head);
    }

    [Fact]
    public void Load_OtherIdentity_StartsAgainAndSaysSo()
    {
        string file = folder["run.checkpoint"];
        new CheckpointFile(file, "one", goesOn: false, null).Save(State());
        var notes = new List<string>();

        Assert.Null(new CheckpointFile(file, "two", goesOn: true, notes.Add).Load());
        Assert.NotNull(new CheckpointFile(file, "one", goesOn: true, notes.Add).Load());

        Assert.Equal(2, notes.Count);
        Assert.Contains("other photos or options", notes[0]);
        Assert.Contains("step 7", notes[1]);
    }

    [Fact]
    public void Load_EveryCutAndEveryChangedByte_IsNeverTaken()
    {
        byte[] bytes = CheckpointFormat.Write(State(), "run");
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<RetrainException>(() => CheckpointFormat.Read(bytes[..length], "run"));
            byte[] changed = [.. bytes];
            changed[length] ^= 0x40;
            Assert.Throws<RetrainException>(() => CheckpointFormat.Read(changed, "run"));
        }
    }

    [Fact]
    public void Save_WhereNothingCanBeWritten_SaysSoOnceAndTrainingGoesOn()
    {
        File.WriteAllText(folder["file"], "in the way");
        var notes = new List<string>();
        var clock = new SteppedClock();
        var file = new CheckpointFile(folder["file/run.checkpoint"], "run", goesOn: false, notes.Add, clock);
        clock.Advance(TimeSpan.FromSeconds(3));

        SgdTrainer.Train(Data, Options("sgd"), new TrainingHooks { Checkpoints = file }, Token);
        file.Save(State());
        file.Clear();

        Assert.StartsWith("The checkpoint ", Assert.Single(notes));
        Assert.False(file.IsDue);
    }

    [Fact]
    public void IsDue_AfterTwoSeconds_NotBefore()
    {
        var clock = new SteppedClock();
        var file = new CheckpointFile(folder["due.checkpoint"], "run", goesOn: false, null, clock);
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(file.IsDue);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(file.IsDue);
        file.Save(State());
        Assert.False(file.IsDue);
        file.Clear();
        Assert.Empty(Directory.GetFiles(folder.FullPath));
    }

    private static SgdOptions Options(string kind)
    {
        var plain = new SgdOptions { Steps = 60, TrainBatchSize = 11, ValidationBatchSize = 5, EvaluationInterval = 4, LearningRate = 0.05f };
        return kind switch
        {
            "momentum" => plain with { Rule = UpdateRule.Momentum, Schedule = RateSchedule.Cosine, WarmupSteps = 5 },
            "adamw" => plain with { Rule = UpdateRule.AdamW, LearningRate = 0.002f, WeightDecay = 0.01f },
            "hidden" => plain with { HiddenUnits = 7, Rule = UpdateRule.AdamW },
            "quantized" => plain with { FakeQuantize = true },
            "patience" => plain with { Patience = 3 },
            "smoothing" => plain with { LabelSmoothing = 0.1f, Sampling = BatchSampling.Natural },
            _ => plain,
        };
    }

    private static CachedBatches Batches(SgdOptions options) =>
        new(Data, PhotoSet.Training, options.TrainBatchSize, options.Seed, options.Sampling);

    private static TrainingState State() => new(
        7,
        new LearnerState(7, (-1, 2, 3), [[1, 2, 3], [4]]),
        new BestHead(3, 0.5f, new Head([1, 2, 3, 4], [5, 6], new HiddenLayer([1, 2], [3, 4]))),
        2,
        [(0, 1), (3, 0.5f)],
        [new SgdEvaluation(4, 1, 2, 3, 4, 5)]);

    private static double Loss(Head head, int[] rows)
    {
        float[] logits = HeadScorer.Logits(head, Data.Features, rows);
        return rows.Select((row, i) => (double)SoftmaxLoss.CrossEntropy(logits.AsSpan(i * 3, 3), Data.Classes[row])).Average();
    }

    private static void AssertSame(Head expected, Head actual)
    {
        Assert.Equal(expected.Weights, actual.Weights);
        Assert.Equal(expected.Biases, actual.Biases);
        Assert.Equal(expected.Hidden?.Weights, actual.Hidden?.Weights);
        Assert.Equal(expected.Hidden?.Biases, actual.Hidden?.Biases);
        Assert.Equal(expected.Quantization, actual.Quantization);
    }

    /// <summary>Ends the run when a step asks for its batch.</summary>
    private sealed class InterruptingBatches(IBatchSource inner, int stop, CancellationTokenSource interrupt) : IBatchSource
    {
        public int Count => inner.Count;

        public TrainingBatch Draw(int step)
        {
            if (step == stop)
            {
                interrupt.Cancel();
                interrupt.Token.ThrowIfCancellationRequested();
            }

            return inner.Draw(step);
        }
    }

    private sealed class SteppedClock : TimeProvider
    {
        private TimeSpan now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => now += time;

        public override long GetTimestamp() => now.Ticks;
    }
}
