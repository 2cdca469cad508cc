using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Evaluation;
using Retrain.Photos;
using Retrain.Photos.Splitting;
using Retrain.Training;

namespace Retrain.Benchmarks.Heads;

/// <summary>What a run does besides training, on lists that have no files.</summary>
internal static class LargeLists
{
    /// <summary>All that holds an entry a photo: list, split, sets, copies, class counts, papers.</summary>
    public static void Photos(int count)
    {
        PhotoClass[] classes = [.. Enumerable.Range(0, 5).Select(c => new PhotoClass($"class {c}", $"class {c}"))];
        PhotoFolder folder = Usage.Of($"list of {count} photos", () =>
        {
            var photos = new Photo[count];
            for (int i = 0; i < count; i++)
            {
                int label = (int)((long)i * classes.Length / count);
                string name = $"class {label}/photo_{i:D8}.jpg";
                photos[i] = new Photo("/data/photos/" + name, name, label);
            }

            return new PhotoFolder("/data/photos", classes, photos, [], []);
        });
        Split split = Usage.Of("split", () => Split.Create(folder));
        // Of every hundred photos the last is a copy of the one before.
        string[] hashes = Usage.Of(
            "content hashes", () => (string[])[.. Enumerable.Range(0, count).Select(i => $"{(i % 100 == 99 ? i - 1 : i):x64}")]);
        string[] labels = [.. classes.Select(c => c.Label)];
        PhotoSet[] sets = [.. split.Sets];
        Usage.Of("copies kept together", () => CopyGroups.KeepTogether(folder.Photos, hashes, sets, labels, false).Count);
        using FeatureMatrix none = new(new float[count], 1);
        var bottlenecks = new BottleneckResult
        {
            Photos = folder.Photos, Features = none, ContentHashes = hashes, Unusable = [], Notes = [], Computed = count, FromCache = 0,
            FilesRead = count, Times = default,
        };
        var data = new LabelledFeatures(none, [.. folder.Photos.Select(p => p.Class)], sets, classes.Length);
        Usage.Of("warnings about classes", () => ClassWarnings.Losses(folder, bottlenecks).Count()
            + ClassWarnings.Unevenness(labels, data.Classes, new RetrainOptions()).Count());
        Usage.Of("what trainers make of it", () => new CachedBatches(data, PhotoSet.Training, 100, 0).Count
            + ClassWeighting.Of(ClassWeights.Balanced, data)!.Length + TestSample.Rows(data, new RetrainOptions()).Length);
        var options = new RetrainOptions();
        var prepared = new PreparedPhotos(new RetrainPreparation(bottlenecks, sets, [], 0), labels, data);
        var head = new Head(new float[classes.Length], new float[classes.Length]);
        var outcome = new TrainingOutcome(new TrainedHead(head, null, null), options.RecipeFor(Backbone.Embedded), [], null, null);
        Usage.Of("run.json", () => RunJson.Text(
            folder, Backbone.Embedded, options, prepared, outcome, [], new RunTimes(0, 0, 0), DateTimeOffset.UnixEpoch).Length);
        Usage.Of("split.csv", () => SplitFile.Text(folder.Photos, sets).Length);
        GC.KeepAlive(folder);
    }

    /// <summary>Evaluation and export with many classes and labels of 60 letters, of 42,000 photos.</summary>
    public static async Task Export(string imageFolder, string folder, int classes)
    {
        string[] labels = [.. Enumerable.Range(0, classes).Select(c => $"{c:D6} " + new string('x', 53))];
        int width = Backbone.Embedded.Features;
        var planted = new PlantedFeatures(classes, width, 0.15, 0);
        var features = new FeatureMatrix(new float[4_200 * width], width);
        for (int i = 0; i < features.Rows; i++)
        {
            planted.Fill(i, features.Writable(i));
        }

        // Each class is taken for what it looks like, roughly: right for most photos and wrong for many.
        float[] weights = new float[width * classes];
        for (int f = 0; f < width; f++)
        {
            for (int c = 0; c < classes; c++)
            {
                weights[(f * classes) + c] = features.Row(c % features.Rows)[f] / 30;
            }
        }

        var head = new Head(weights, new float[classes]);
        Photo[] photos = [.. Enumerable.Range(0, features.Rows).Select(i => new Photo($"/data/{i}.jpg", $"{i}.jpg", planted.LabelOf(i)))];
        PhotoFolder list = PhotoFolder.Open(imageFolder);
        Photo[] some = [.. list.Photos.Where((_, i) => i % (list.Photos.Count / 50) == 0).Take(50)];
        BottleneckResult bottlenecks = await BottleneckComputer.ComputeAsync(
            some, Backbone.Embedded, new BottleneckOptions { CacheFolder = folder }).ConfigureAwait(false);
        var sample = new VerificationSample(
            PhotoSet.Testing, some, HeadScorer.Scores(head, bottlenecks.Features, [.. Enumerable.Range(0, 50)]));

        EvaluationReport report = Usage.Of($"evaluation of 4,200 photos, {classes} classes", () => Evaluator.Evaluate(
            labels, photos, [.. photos.Select(p => p.Class)], HeadScorer.Scores(head, features, [.. Enumerable.Range(0, features.Rows)])));
        int lines = Usage.Of("report on the console", () => ReportText.Lines(report).Count);
        string metrics = Usage.Of("metrics.json", () => MetricsJson.Text(report));
        Console.WriteLine($"  {report.Correct} of {report.N} right, {lines} lines, metrics.json {metrics.Length / 1e6:F1} MB");
        var papers = new ModelPapers(metrics, "{}", new Dictionary<string, string>());
        var model = new TrainedModel(Backbone.Embedded, head, labels, "final_result", sample, papers);
        Usage.Of("model folder, run on 50 photos", () => model.SaveAsync(Path.Combine(folder, "model")).GetAwaiter().GetResult());
        Usage.Of("frozen graph, run on 50 photos", () =>
            model.SaveFrozenGraphAsync(Path.Combine(folder, "graph.pb")).GetAwaiter().GetResult());
    }
}
