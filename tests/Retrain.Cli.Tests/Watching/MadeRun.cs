using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Evaluation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Cli.Tests.Watching;

/// <summary>Results of runs that never were.</summary>
internal static class MadeRun
{
    /// <summary>A run with these photos.</summary>
    /// <param name="photos">
    /// Each as <c>daisy/1.jpg=content:set:answer</c>; set is <c>training</c>, <c>validation</c> or <c>testing</c>, answer the label that
    /// the model gives it.
    /// </param>
    public static RetrainResult Of(params string[] photos)
    {
        string[][] parts = [.. photos.Select(p => p.Split('=', ':'))];
        string[] labels = [.. parts.Select(p => p[0].Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];
        Photo[] list = [.. parts.Select(p => new Photo("photos/" + p[0], p[0], Array.IndexOf(labels, p[0].Split('/')[0])))];
        PhotoSet[] sets = [.. parts.Select(p => Enum.Parse<PhotoSet>(p[2], ignoreCase: true))];

        // The features of a photo point at the answer, and the layer hands them on.
        int classes = labels.Length;
        float[] features = new float[list.Length * classes];
        float[] weights = new float[classes * classes];
        for (int i = 0; i < list.Length; i++)
        {
            features[(i * classes) + Array.IndexOf(labels, parts[i][3])] = 1;
        }

        for (int c = 0; c < classes; c++)
        {
            weights[(c * classes) + c] = 1;
        }

        int[] test = [.. Enumerable.Range(0, list.Length).Where(i => sets[i] == PhotoSet.Testing)];
        EvaluationReport report = Evaluator.Evaluate(labels, [.. test.Select(i => list[i])], [.. test.Select(i => list[i].Class)],
            [.. test.SelectMany(i => features[(i * classes)..((i + 1) * classes)])]);
        return new RetrainResult
        {
            Model = new TrainedModel(
                Backbone.Embedded, new Head(weights, new float[classes]), labels, "final_result",
                new VerificationSample(PhotoSet.Testing, [], []), new ModelPapers("{}", "{}", new Dictionary<string, string>())),
            Report = report,
            Bottlenecks = new BottleneckResult
            {
                Photos = list,
                Features = new FeatureMatrix(features, classes),
                ContentHashes = [.. parts.Select(p => p[1])],
                Unusable = [],
                Notes = [],
                Computed = list.Length,
                FromCache = 0,
                FilesRead = list.Length,
                Times = default,
            },
            Sets = sets,
            Warnings = [],
            Times = default,
        };
    }
}
