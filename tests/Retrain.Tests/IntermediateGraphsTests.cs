using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Prediction;
using Retrain.Tests.Models;
using Retrain.Training;

namespace Retrain.Tests;

/// <summary>Graphs that are written while training goes on: each is run before it takes its place.</summary>
public sealed class IntermediateGraphsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Write_LayerWithItsScores_IsALabelImageGraph()
    {
        (IntermediateGraphs graphs, Head head, VerificationSample sample) = await PrepareAsync();

        graphs.Write(100, head, sample, Token);

        using Predictor predictor = Predictor.Load(folder["intermediate_100.pb"]);
        Assert.Equal(ModelFixture.Flowers, predictor.Labels);
        LabelScore best = predictor.Predict(sample.Photos[0].Path).Scores[0];
        Assert.Equal(sample.Scores.Max(), best.Score, 1e-5f);
    }

    [Fact]
    public async Task Write_OtherScoresThanTheGraphs_LeavesNothing()
    {
        (IntermediateGraphs graphs, Head head, VerificationSample sample) = await PrepareAsync();
        float[] wrong = [.. sample.Scores.Reverse()];

        var fault = Assert.Throws<RetrainException>(() => graphs.Write(100, head, sample with { Scores = wrong }, Token));

        Assert.StartsWith("The written model does not give the scores of training", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullPath));
    }

    private async Task<(IntermediateGraphs Graphs, Head Head, VerificationSample Sample)> PrepareAsync()
    {
        Backbone backbone = await Backbone.LoadAsync(SharedData.Fixture("tensorflow", "modules", "inception_v1_thin", "module.tar.gz"), Token);
        var photo = new Photo(SharedData.Fixture("decoding", "files", "jpeg", "sub_440.jpg"), "daisy/sub_440.jpg", 0);
        BottleneckResult bottlenecks = await BottleneckComputer.ComputeAsync([photo], backbone, new BottleneckOptions(), cancellationToken: Token);
        Head head = ModelFixture.Head(backbone.Features);
        var sample = new VerificationSample(PhotoSet.Testing, [photo], HeadScorer.Scores(head, bottlenecks.Features, [0]));
        var options = new RetrainOptions { IntermediateGraphsFolder = folder.FullPath, Sgd = new SgdOptions { SnapshotInterval = 100 } };
        return (IntermediateGraphs.For(backbone, ModelFixture.Flowers, options)!, head, sample);
    }
}
