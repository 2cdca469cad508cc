using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Prediction;
using Retrain.Tests.Models;
using Retrain.Training;

namespace Retrain.Tests;

/// <summary>Graphs that are written while training goes on: each is run before it takes its place.</summary>
public sealed class TrainingFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Write_LayerWithItsScores_IsALabelImageGraph()
    {
        (TrainingFiles files, Head head, VerificationSample sample) = await PrepareAsync();

        files.WriteAt(100, head, _ => sample, Token);

        using Predictor predictor = Predictor.Load(folder["intermediate_100.pb"]);
        Assert.Equal(ModelFixture.Flowers, predictor.Labels);
        LabelScore best = predictor.Predict(sample.Photos[0].Path).Scores[0];
        Assert.Equal(sample.Scores.Max(), best.Score, 1e-5f);
    }

    [Fact]
    public async Task Write_OtherScoresThanTheGraphs_LeavesNothing()
    {
        (TrainingFiles files, Head head, VerificationSample sample) = await PrepareAsync();
        float[] wrong = [.. sample.Scores.Reverse()];

        var fault = Assert.Throws<RetrainException>(() => files.WriteAt(100, head, _ => sample with { Scores = wrong }, Token));

        Assert.StartsWith("The written model does not give the scores of training", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public async Task WriteCheckpoint_LayerSoFar_IsTensorFlowsFourFiles()
    {
        (TrainingFiles files, Head head, _) = await PrepareAsync(folder["checkpoints/_retrain_checkpoint"]);

        files.WriteCheckpoint(head);

        string path = folder["checkpoints/_retrain_checkpoint"];
        Assert.Equal(
            ["_retrain_checkpoint.data-00000-of-00001", "_retrain_checkpoint.index", "_retrain_checkpoint.meta", "checkpoint"],
            Directory.GetFiles(Path.GetDirectoryName(path)!).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        TensorBundle bundle = TensorBundle.Open(new FolderFiles(folder["checkpoints"]), "_retrain_checkpoint")!;
        Assert.Equal(head.Weights, bundle.Read("final_retrain_ops/weights/final_weights").Floats.ToArray());
        Assert.Equal(head.Biases, bundle.Read("final_retrain_ops/biases/final_biases").Floats.ToArray());
        MetaGraphDef meta = MetaGraphDef.Parser.ParseFrom(File.ReadAllBytes(path + ".meta"));
        Assert.Equal("save/restore_all", meta.SaverDef.RestoreOpName);
        Assert.Contains(meta.GraphDef.Node, n => n.Name == "final_retrain_ops/weights/final_weights" && n.Op == "VariableV2");
        Assert.Contains("model_checkpoint_path: \"_retrain_checkpoint\"", File.ReadAllText(folder["checkpoints/checkpoint"]));
    }

    private async Task<(TrainingFiles Files, Head Head, VerificationSample Sample)> PrepareAsync(string? checkpoint = null)
    {
        Backbone backbone = await Backbone.LoadAsync(SharedData.Fixture("tensorflow", "modules", "inception_v1_thin", "module.tar.gz"), Token);
        var photo = new Photo(SharedData.Fixture("decoding", "files", "jpeg", "sub_440.jpg"), "daisy/sub_440.jpg", 0);
        BottleneckResult bottlenecks = await BottleneckComputer.ComputeAsync([photo], backbone, new BottleneckOptions(), cancellationToken: Token);
        Head head = ModelFixture.Head(backbone.Features);
        var sample = new VerificationSample(PhotoSet.Testing, [photo], HeadScorer.Scores(head, bottlenecks.Features, [0]));
        var options = new RetrainOptions
        {
            IntermediateGraphsFolder = folder.FullPath,
            CheckpointPath = checkpoint,
            Sgd = new SgdOptions { SnapshotInterval = 100 },
        };
        return (TrainingFiles.For(backbone, ModelFixture.Flowers, options)!, head, sample);
    }
}
