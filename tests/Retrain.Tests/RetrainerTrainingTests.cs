using System.Text.Json;
using Retrain.Backbones;
using Retrain.Formats.EventFiles;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Prediction;
using Retrain.Samples;
using Retrain.Training;

namespace Retrain.Tests;

/// <summary>What surrounds training in the whole job: interruptions, summaries, folds, seeds, a search. Drawn pictures, small input.</summary>
public sealed class RetrainerTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Backbone backbone = Backbone.Embedded.WithImageSize(32);

    public RetrainerTrainingTests() =>
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 12 }, Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RetrainOptions Options => new()
    {
        ResumeFolder = folder["cache"],
        Sgd = new SgdOptions { Steps = 60, EvaluationInterval = 5 },
        Split = new SplitOptions { ValidationPercentage = 20, TestingPercentage = 20 },
    };

    public void Dispose() => folder.Dispose();

    /// <summary>FIELD_CASES T07: the same command again goes on, and ends as if nothing had happened.</summary>
    [Fact]
    public async Task RunAsync_InterruptedAndResumed_EndsAsUninterrupted()
    {
        RetrainResult whole = await RunAsync(Options);
        await InterruptAsync(Options, 30);
        var notes = new List<string>();

        RetrainResult resumed = await RunAsync(Options with { Resume = ResumeMode.GoOn }, notes);

        Assert.Contains(notes, n => n.StartsWith("Going on at step 3", StringComparison.Ordinal));
        Assert.Equal(whole.Model.Head.Weights, resumed.Model.Head.Weights);
        Assert.Equal(whole.Sgd!.Evaluations, resumed.Sgd!.Evaluations);
        await resumed.Model.SaveAsync(folder["model"], null, Token);
        Assert.Empty(Directory.GetFiles(folder["cache"]));
        Assert.Equal(14, File.ReadLines(folder["model", "history.csv"]).Count());
    }

    /// <summary>Other photos than those of the checkpoint: nothing of it is used.</summary>
    [Fact]
    public async Task RunAsync_ResumeAfterAPhotoIsGone_StartsAtTheFirstStep()
    {
        await InterruptAsync(Options, 30);
        File.Delete(Directory.GetFiles(folder["flowers", "rose"])[0]);
        RetrainResult fresh = await RunAsync(Options);
        var notes = new List<string>();

        RetrainResult resumed = await RunAsync(Options with { Resume = ResumeMode.GoOn }, notes);

        Assert.Contains(notes, n => n.Contains("starting at the first step", StringComparison.Ordinal));
        Assert.Equal(fresh.Model.Head.Weights, resumed.Model.Head.Weights);
    }

    /// <summary>FIELD_CASES T06: what a stopped training found is written on request, and marked.</summary>
    [Fact]
    public async Task RunAsync_TakeBest_WritesTheBestSoFarAndSaysSo()
    {
        await InterruptAsync(Options, 40);

        RetrainResult best = await RunAsync(Options with { Resume = ResumeMode.TakeBest });

        Assert.True(best.Sgd is { StoppedEarly: true, Steps: >= 40 and < 60 } && best.Sgd.BestStep < best.Sgd.Steps);
        string warning = Assert.Single(best.Warnings, w => w.StartsWith("Stopped early", StringComparison.Ordinal));
        await best.Model.SaveAsync(folder["model"], null, Token);
        JsonElement run = JsonDocument.Parse(File.ReadAllText(folder["model", "run.json"])).RootElement;
        Assert.True(run.GetProperty("training").GetProperty("stopped_early").GetBoolean());
        Assert.Contains(warning, run.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
        using Predictor predictor = Predictor.Load(folder["model"]);
        Assert.Equal(5, predictor.Labels.Count);
    }

    [Fact]
    public async Task RunAsync_TakeBestOfNothing_IsRefused()
    {
        var fault = await Assert.ThrowsAsync<RetrainException>(() => RunAsync(Options with { Resume = ResumeMode.TakeBest }));
        Assert.Contains("no interrupted training", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Summaries_HoldEveryStepAndEvaluation()
    {
        await RunAsync(Options with { SummariesFolder = folder["logs"] });

        Assert.Equal(60, Steps("train").Count);
        Assert.Equal([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 59], Steps("validation"));
    }

    [Fact]
    public async Task RunAsync_SummariesOfAResumedRun_AreThoseOfBothParts()
    {
        RetrainOptions options = Options with { SummariesFolder = folder["logs"] };
        await InterruptAsync(options, 30);
        await RunAsync(options with { Resume = ResumeMode.GoOn });
        Assert.Equal(Enumerable.Range(0, 60).Select(s => (long)s), Steps("train").Distinct().Order());
        Assert.Equal(2, Directory.GetFiles(folder["logs", "train"]).Length);
    }

    [Fact]
    public async Task RunAsync_SummariesFolderOfOthers_IsRefusedBeforeAnyWork()
    {
        Directory.CreateDirectory(folder["logs"]);
        File.WriteAllText(folder["logs", "precious.txt"], "mine");

        var fault = await Assert.ThrowsAsync<UsageException>(() => RunAsync(Options with { SummariesFolder = folder["logs"] }));

        Assert.Contains("precious.txt", fault.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["logs", "precious.txt"]));
    }

    [Fact]
    public async Task RunAsync_FoldsSeedsAndSearch_StandInRunJson()
    {
        RetrainResult seeds = await RunAsync(Options with { Seeds = 3, Folds = 4 });
        Assert.Equal(4, seeds.Folds!.Folds.Count);
        Assert.Equal(60, seeds.Folds.N);
        Assert.Equal(3, seeds.Seeds!.Seeds.Count);
        RetrainResult search = await RunAsync(Options with { AutoSeconds = 0.001 });
        Assert.Equal("as asked", Assert.Single(search.Trials).Name);
        Assert.Equal(60, search.Sgd!.Steps);
        await seeds.Model.SaveAsync(folder["model"], null, Token);
        JsonElement training = JsonDocument.Parse(File.ReadAllText(folder["model", "run.json"])).RootElement.GetProperty("training");
        Assert.Equal(60, training.GetProperty("cross_validation").GetProperty("n").GetInt32());
        Assert.Equal(seeds.Seeds.Chosen, training.GetProperty("seeds").GetProperty("chosen").GetInt64());
    }

    [Fact]
    public async Task RunAsync_HiddenLayer_IsInTheWrittenModel()
    {
        RetrainResult result = await RunAsync(Options with { Sgd = Options.Sgd with { HiddenUnits = 12, Rule = UpdateRule.AdamW } });
        await result.Model.SaveAsync(folder["model"], null, Token);
        await result.Model.SaveFrozenGraphAsync(folder["graph.pb"], null, Token);
        string photo = Directory.GetFiles(folder["flowers", "tulip"])[0];
        using Predictor model = Predictor.Load(folder["model"]), graph = Predictor.Load(folder["graph.pb"]);
        Assert.All(
            model.Predict(photo).Scores.OrderBy(s => s.Label).Zip(graph.Predict(photo).Scores.OrderBy(s => s.Label)),
            pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4f));
    }

    private async Task InterruptAsync(RetrainOptions options, int step)
    {
        using var interrupt = new CancellationTokenSource();
        var progress = new Listener(p =>
        {
            if (p.Evaluation?.Step >= step)
            {
                interrupt.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Retrainer.RunAsync(PhotoFolder.Open(folder["flowers"]), backbone, options, progress, interrupt.Token));
    }

    private Task<RetrainResult> RunAsync(RetrainOptions options, List<string>? notes = null) => Retrainer.RunAsync(
        PhotoFolder.Open(folder["flowers"]), backbone, options, new Listener(p => Note(notes, p.Note)), Token);

    private static void Note(List<string>? notes, string note)
    {
        if (note.Length > 0)
        {
            notes?.Add(note);
        }
    }

    private List<long> Steps(string part) =>
    [
        .. Directory.GetFiles(folder["logs", part]).Order(StringComparer.Ordinal).SelectMany(ReadSteps),
    ];

    private static List<long> ReadSteps(string file)
    {
        using var reader = EventFileReader.Open(file);
        return [.. reader.Events().Where(e => e.Summary is not null).Select(e => e.Step)];
    }

    private sealed class Listener(Action<RetrainProgress> hear) : IProgress<RetrainProgress>
    {
        public void Report(RetrainProgress value)
        {
            lock (hear)
            {
                hear(value);
            }
        }
    }
}
