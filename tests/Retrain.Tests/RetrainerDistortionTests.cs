using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Distorting;
using Retrain.Samples;
using Retrain.Training;

namespace Retrain.Tests;

/// <summary>Distortions through the whole job, on drawn pictures at a small input size.</summary>
public sealed class RetrainerDistortionTests : IDisposable
{
    private static readonly DistortionOptions All = new()
    {
        FlipLeftRight = true, RandomCrop = 10, RandomScale = 10, RandomBrightness = 10,
    };

    private readonly TemporaryFolder folder = new();
    private readonly Backbone backbone = Backbone.Embedded.WithImageSize(32);
    private readonly List<string> notes = [];

    public RetrainerDistortionTests() =>
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 6 }, Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task RunAsync_Distorted_IsTheSameForOneWorkerAndMany()
    {
        Head one = (await RunAsync(All, 1)).Model.Head;
        Head many = (await RunAsync(All, 4)).Model.Head;
        Head plain = (await RunAsync(new DistortionOptions(), 4)).Model.Head;
        Assert.Equal(one.Weights, many.Weights);
        Assert.Equal(one.Biases, many.Biases);
        Assert.NotEqual(one.Weights, plain.Weights);
        Assert.StartsWith("Distortions: 20 steps x 8 photos = 160 passes through the network, about", notes[0], StringComparison.Ordinal);
        Assert.Equal(2, notes.Count);
    }

    [Fact]
    public async Task RunAsync_Views_AreComputedOnceAndTheSameFromTheCache()
    {
        RetrainResult cold = await RunAsync(All with { Views = 3 }, 2);
        RetrainResult warm = await RunAsync(All with { Views = 3 }, 1);
        Assert.Equal(cold.Model.Head.Weights, warm.Model.Head.Weights);
        Assert.Equal(0, warm.Bottlenecks.Computed);
        int training = cold.Sets.Count(set => set == PhotoSet.Training);
        Assert.StartsWith(
            $"Distortions: 3 views x {training} photos = {3 * training} passes through the network, kept in the cache", notes[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_LbfgsWithViews_FitsThemAll()
    {
        RetrainResult plain = await RunAsync(new DistortionOptions(), 2, Optimizer.Lbfgs);
        RetrainResult views = await RunAsync(All with { Views = 2 }, 2, Optimizer.Lbfgs);
        Assert.NotNull(views.Lbfgs);
        Assert.NotEqual(plain.Model.Head.Weights, views.Model.Head.Weights);
    }

    private Task<RetrainResult> RunAsync(DistortionOptions distortions, int workers, Optimizer optimizer = Optimizer.Sgd) =>
        Retrainer.RunAsync(
            PhotoFolder.Open(folder["flowers"]),
            backbone,
            new RetrainOptions
            {
                Optimizer = optimizer,
                Distortions = distortions,
                Bottlenecks = new BottleneckOptions { Workers = workers, CacheFolder = folder["cache"] },
                Sgd = new SgdOptions { Steps = 20, TrainBatchSize = 8 },
                Lbfgs = new LbfgsOptions { Strengths = [0.1], Standardise = false },
                Split = new SplitOptions { ValidationPercentage = 20, TestingPercentage = 20 },
            },
            new RelayProgress<RetrainProgress>(Listen),
            Token);

    private void Listen(RetrainProgress progress)
    {
        if (progress.Stage == RetrainStage.Distorting && progress.Note.Length > 0)
        {
            notes.Add(progress.Note);
        }
    }
}
