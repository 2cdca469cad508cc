using System.Text.Json;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Evaluation;
using Retrain.Photos;
using Retrain.Training;

// Accuracy of a head on frozen features, five folds, for both optimisers and both feature outputs.
// Usage: Folds IMAGE_DIR FOLDS.json CACHE_DIR [NETWORK ...]   (FOLDS.json: an object with "fold": photo name -> 0..4, as probe_500.json)
// Without networks: both outputs of the embedded one.
// In each fold a fifth of the other photos is kept for choosing (lbfgs) and for validation (sgd); they are not trained on.
PhotoFolder folder = PhotoFolder.Open(args[0]);
var fold = JsonDocument.Parse(File.ReadAllText(args[1])).RootElement.GetProperty("fold").EnumerateObject()
    .ToDictionary(f => f.Name, f => f.Value.GetInt32());
Backbone[] backbones = args.Length > 3
    ? await Task.WhenAll(args[3..].Select(network => Backbone.LoadAsync(network)))
    : [Backbone.Embedded.WithTap("features"), Backbone.Embedded];
foreach (Backbone backbone in backbones)
{
    string name = args.Length > 3 ? backbone.Name[^Math.Min(48, backbone.Name.Length)..] : backbone.Tap;
    long start = System.Diagnostics.Stopwatch.GetTimestamp();
    BottleneckResult bottlenecks = await BottleneckComputer.ComputeAsync(
        folder.Photos, backbone, new BottleneckOptions { CacheFolder = args[2] });
    Console.WriteLine($"{name}: {backbone.Features} features, "
        + $"bottlenecks {System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s ({bottlenecks.Computed} computed)");
    int[] classes = [.. bottlenecks.Photos.Select(p => p.Class)];
    int[] folds = [.. bottlenecks.Photos.Select(p => fold[p.Name])];
    foreach (string optimizer in new[] { "sgd", "lbfgs", "lbfgs raw C=0.1" })
    {
        int[] right = [.. Enumerable.Range(0, 5).Select(f => Right(bottlenecks.Features, classes, folds, f, optimizer))];
        int total = right.Sum();
        Interval interval = Intervals.Wilson(total, classes.Length);
        Console.WriteLine(
            $"{name,-14} {optimizer,-16} {string.Join(' ', right)}  {100.0 * total / classes.Length:F1} % of {classes.Length} "
                + $"(95 % interval {100 * interval.Low:F1} to {100 * interval.High:F1})");
    }
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
