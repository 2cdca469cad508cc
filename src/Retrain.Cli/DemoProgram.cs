using Retrain.Bottlenecks;
using Retrain.Cli.CommandLine;
using Retrain.Cli.Output;
using Retrain.Prediction;
using Retrain.Samples;

namespace Retrain.Cli;

/// <summary><c>retrain demo</c>: draws pictures, does the main job on them, labels new ones.</summary>
internal sealed class DemoProgram(ProgramConsole console) : IProgram
{
    private const int NewPictures = 3;

    private readonly DemoOptionTable table = new();

    /// <inheritdoc/>
    public OptionTable Options => table;

    /// <inheritdoc/>
    public string Usage => """
        retrain demo: draws a small labelled set of flowers, trains on it, and labels
        three new pictures. The pictures are drawn by this program: they show the road,
        not how good a model of your photos will be.

        Usage
          retrain demo [options]

        """;

    /// <inheritdoc/>
    public async Task<int> RunAsync(ParsedOptions options, CancellationToken cancellationToken)
    {
        var log = RunLog.For(console, options.Value(table.LoggingVerbosity));
        string folder = DefaultPlaces.Expand(options.Value(table.Output));
        OutputProbe.OfFolder("--output", folder);
        string flowers = Path.Combine(folder, "flowers");
        long seed = options.Value(table.Seed);
        DrawnFlowersSummary drawn = await Task.Run(
            () => DrawnFlowers.Write(flowers, new DrawnFlowersOptions
            {
                Seed = seed,
                PhotosPerClass = options.Value(table.PhotosPerClass),
                WrongLabels = options.Value(table.WrongLabels),
                NearDuplicates = options.Value(table.NearDuplicates),
                BrokenFiles = options.Value(table.BrokenFiles),
            }, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        log.Info($"{drawn.Files} pictures {(drawn.Reused ? "are there already" : "drawn")} in "
            + $"{flowers}{(drawn.Faults.Count > 0 ? $", {drawn.Faults.Count} of them with planted faults" : "")}");
        string model = Path.Combine(folder, "model");
        string bottlenecks =
            options.Has(table.BottleneckDir) ? DefaultPlaces.Expand(options.Value(table.BottleneckDir)) : DefaultPlaces.Bottlenecks();
        var request = new RetrainRequest
        {
            ImageDir = flowers,
            ModelDir = model,
            Verbosity = options.Value(table.LoggingVerbosity),
            Options = new RetrainOptions { Seed = seed, Bottlenecks = new BottleneckOptions { CacheFolder = bottlenecks } },
        };
        int code = await new RetrainJob(console, log).RunAsync(request, cancellationToken).ConfigureAwait(false);
        if (code == ExitCode.Done)
        {
            await LabelNewAsync(Path.Combine(folder, "new"), model, seed, cancellationToken).ConfigureAwait(false);
        }

        return code;
    }

    private async Task LabelNewAsync(string folder, string model, long seed, CancellationToken cancellationToken)
    {
        IReadOnlyList<NewFlower> pictures = DrawnFlowers.WriteNew(folder, seed, NewPictures, cancellationToken);
        using Predictor predictor = Predictor.Load(model);
        await console.Out.WriteLineAsync("\nNew pictures, which training did not see:").ConfigureAwait(false);
        foreach (NewFlower picture in pictures)
        {
            LabelScore best = predictor.Predict(picture.Path).Best;
            string verdict = best.Label == picture.Kind ? "right" : $"wrong: it is a {picture.Kind}";
            await console.Out.WriteLineAsync($"  {picture.Path}: {best.Label} {best.Score:P0} ({verdict})").ConfigureAwait(false);
        }

        await console.Out.WriteLineAsync("\nNow your own photos: retrain --image_dir DIR, with a folder of photos for each class in it")
            .ConfigureAwait(false);
    }
}
