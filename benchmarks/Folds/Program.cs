using System.Text.Json;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Evaluation;
using Retrain.Photos;
using Retrain.Training;

// Accuracy of a head on frozen features, five folds, for both optimisers and both feature outputs.
// Usage: Folds IMAGE_DIR FOLDS.json CACHE_DIR [NETWORK ...]   (FOLDS.json: an object with "fold": photo name -> 0..4, as probe_500.json)
// Without networks: both outputs of the embedded one. A network may be followed by its views: efficientnet_lite0@centre224,stretch288, or
// ...@mean at the end for their mean; only the last of the three optimisers is then run. Bottlenecks of an empty CACHE_DIR are cold; the
// same command again tells the time of a warm run.
// In each fold a fifth of the other photos is kept for choosing (lbfgs) and for validation (sgd); they are not trained on.
PhotoFolder folder = PhotoFolder.Open(args[0]);
var fold = JsonDocument.Parse(File.ReadAllText(args[1])).RootElement.GetProperty("fold").EnumerateObject()
    .ToDictionary(f => f.Name, f => f.Value.GetInt32());
Backbone[] backbones = args.Length > 3
    ? await Task.WhenAll(args[3..].Select(LoadAsync))
    : [Backbone.Embedded.WithTap("features"), Backbone.Embedded];
foreach (Backbone backbone in backbones)
{
    string name = args.Length > 3 ? backbone.Name[^Math.Min(48, backbone.Name.Length)..] : backbone.Tap;
    IEnumerable<Backbone> looks = backbone.Views.Count > 0 ? backbone.Views : [backbone];
    string views = string.Join('+', looks.Select(v => $"{v.Preprocessing.Crop}{v.Preprocessing.Width}"));
    bool hasViews = args.Any(a => a.Contains('@', StringComparison.Ordinal));
    name = hasViews ? $"{views}{(backbone.Combination == ViewCombination.Mean ? " mean" : "")}" : name;
    long start = System.Diagnostics.Stopwatch.GetTimestamp();
    BottleneckResult bottlenecks = await BottleneckComputer.ComputeAsync(
        folder.Photos, backbone, new BottleneckOptions { CacheFolder = args[2] });
    StageTimes times = bottlenecks.Times;
    Console.WriteLine($"{name}: {backbone.Features} features, "
        + $"bottlenecks {System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s ({bottlenecks.Computed} computed; worker "
        + $"seconds: read and hash {times.Read + times.Hash:F1}, decode {times.Decode:F1}, resize {times.Resize:F1}, "
        + $"network {times.Network:F1})");
    int[] classes = [.. bottlenecks.Photos.Select(p => p.Class)];
    int[] folds = [.. bottlenecks.Photos.Select(p => fold[p.Name])];
    foreach (string optimizer in hasViews ? ["lbfgs raw C=0.1"] : new[] { "sgd", "lbfgs", "lbfgs raw C=0.1" })
    {
        start = System.Diagnostics.Stopwatch.GetTimestamp();
        int[] right = [.. Enumerable.Range(0, 5).Select(f => Right(bottlenecks.Features, classes, folds, f, optimizer))];
        int total = right.Sum();
        Interval interval = Intervals.Wilson(total, classes.Length);
        Console.WriteLine(
            $"{name,-14} {optimizer,-16} {string.Join(' ', right)}  {100.0 * total / classes.Length:F1} % of {classes.Length} "
                + $"(95 % interval {100 * interval.Low:F1} to {100 * interval.High:F1}), "
                + $"{System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
    }
}

static async Task<Backbone> LoadAsync(string network)
{
    string[] parts = network.Split('@');
    Backbone backbone = await Backbone.LoadAsync(parts[0]);
    return parts.Length == 1 ? backbone : backbone.WithViews(
        PhotoView.ParseList(parts[1]), parts[^1] == "mean" ? ViewCombination.Mean : ViewCombination.Join);
}

int Right(FeatureMatrix features, int[] classes, int[] folds, int testFold, string optimizer)
{
    bool keepsAll = optimizer.Contains("C=", StringComparison.Ordinal);
    PhotoSet[] sets = [.. folds.Select(
        (f, i) => f == testFold ? PhotoSet.Testing : i % 5 == 0 && !keepsAll ? PhotoSet.Validation : PhotoSet.Training)];
    var data = new LabelledFeatures(features, classes, sets, folder.Classes.Count);
    Head head = optimizer == "sgd" ? SgdTrainer.Train(data, new SgdOptions())
        : LbfgsTrainer.Train(data, keepsAll ? new LbfgsOptions { Strengths = [0.1], Standardise = false } : new LbfgsOptions()).Head;
    return Enumerable.Range(0, classes.Length).Where(i => sets[i] == PhotoSet.Testing)
        .Count(i => Best(head, features.Row(i)) == classes[i]);
}

static int Best(Head head, ReadOnlySpan<float> row)
{
    double[] logits = [.. head.Biases.Select(b => (double)b)];
    for (int f = 0; f < row.Length; f++)
    {
        for (int c = 0; c < logits.Length; c++)
        {
            logits[c] += (double)row[f] * head.Weights[(f * logits.Length) + c];
        }
    }

    return Array.IndexOf(logits, logits.Max());
}
