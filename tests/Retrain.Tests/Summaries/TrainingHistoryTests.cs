using Retrain.Foundation;
using Retrain.Summaries;
using Retrain.Testing;
using Retrain.Tests.Training;

namespace Retrain.Tests.Summaries;

/// <summary>Event files of both TensorFlows and our own as series.</summary>
public sealed class TrainingHistoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_RunOfTheOriginal_HasItsSeries()
    {
        TrainingHistory history = TrainingHistory.Read(
            [SharedData.Shared("fixtures", "retrain_runs", "mobilenet_v1_whole_set", "events")], Token);
        double[] accuracies =
            [.. RecordedRun.Open("mobilenet_v1_whole_set").Json("training_steps", "steps.json").EnumerateArray()
                .Select(s => s.GetProperty("summary").GetProperty("accuracy_1").GetDouble())];

        Assert.Equal(["train", "validation"], history.Runs.Select(r => r.Name));
        HistoryRun train = history.Runs[0];
        Assert.Equal((10, 4), (train.Scalars.Count, train.Histograms.Count));
        Assert.Equal(("graph", "graph"), (train.Others.Single().Tag, train.Others.Single().Kind));
        Assert.All(train.Scalars, s => Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), s.Points.Select(p => p.Step)));
        Assert.Equal(accuracies, train.Scalars.Single(s => s.Tag == "accuracy_1").Points.Take(accuracies.Length).Select(p => p.Value));
        Assert.All(train.Histograms[0].Points, p => Assert.True(p.Min < p.Mean && p.Mean < p.Max && p.Count == 1280));
        Assert.All(history.Runs[1].Scalars, s => Assert.Equal(31, s.Points.Count));
        Assert.All(history.Runs.SelectMany(r => r.Files), f => Assert.Null(f.Damage));
    }

    [Fact]
    public void Read_FileOfTensorFlow2_HasItsSeries()
    {
        HistoryRun run = Assert.Single(TrainingHistory.Read([SharedData.Shared("fixtures", "tensorboard", "today")], Token).Runs);

        Assert.Equal(".", run.Name);
        Assert.Equal(["accuracy", "not_a_number"], run.Scalars.Select(s => s.Tag));
        Assert.Equal([0.5, 0.6f, 0.7f], run.Scalars[0].Points.Select(p => p.Value));
        Assert.Equal(["weights", "constant", "empty"], run.Histograms.Select(s => s.Tag));
        Assert.Equal(["text", "text", "image", "hyper-parameters", "hyper-parameters"], run.Others.Select(o => o.Kind));
        Assert.Equal("flip true, learning_rate 0.01, module mobilenet_v1, steps 400", run.Others[^1].Last);
    }

    [Fact]
    public void Read_OwnFileCutShort_GivesWhatIsWholeAndTheDamage()
    {
        string file = OwnFile();
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..^5]);

        HistoryRun run = Assert.Single(TrainingHistory.Read([folder.FullPath], Token).Runs);

        Assert.Equal("train", run.Name);
        Assert.Equal([0, 1, 2, 3], run.Scalars.Single(s => s.Tag == "cross_entropy_1").Points.Select(p => p.Step));
        Assert.Equal(5, run.Files[0].Events);
        Assert.StartsWith("truncated record at byte ", run.Files[0].Damage, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralPaths_NamesRunsByThem()
    {
        string file = OwnFile();

        TrainingHistory history = TrainingHistory.Read([folder.FullPath, file], Token);

        Assert.Equal([folder["train"], file], history.Runs.Select(r => r.Name));
    }

    [Fact]
    public void Read_WhatIsNoEventFile_IsOneLine()
    {
        string text = folder.Write("notes.txt", "no event file at all, but long enough"u8);

        Assert.Equal(
            $"'{text}' is no event file of TensorBoard: corrupted record at byte 0: its checksum is wrong",
            Assert.Throws<RetrainException>(() => TrainingHistory.Read([text], Token)).Message);
        Assert.StartsWith(
            $"'{folder.FullPath}' holds no event files (*tfevents*)",
            Assert.Throws<RetrainException>(() => TrainingHistory.Read([folder.FullPath], Token)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            $"'{folder["nothing"]}' does not exist",
            Assert.Throws<RetrainException>(() => TrainingHistory.Read([folder["nothing"]], Token)).Message, StringComparison.Ordinal);
    }

    private string OwnFile()
    {
        using SummaryWriter writer = SummaryWriter.Create(folder.FullPath, [], TimeProvider.System);
        for (int step = 0; step < 5; step++)
        {
            writer.Trained(Layers.At(step));
        }

        writer.Complete();
        return Directory.GetFiles(folder["train"]).Single();
    }
}
