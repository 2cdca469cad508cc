using System.Text.Json;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Evaluation;
using Retrain.Photos;
using Retrain.Quantizing;
using Retrain.Training;

/// <summary>Test accuracy over five folds, float against whole numbers, with a head trained on the features of each.</summary>
internal static class Accuracy
{
    public static async Task RunAsync(string photosDir, string foldsFile, string cache, string[] networks)
    {
        PhotoFolder folder = PhotoFolder.Open(photosDir);
        var fold = JsonDocument.Parse(File.ReadAllText(foldsFile)).RootElement.GetProperty("fold").EnumerateObject()
            .ToDictionary(f => f.Name, f => f.Value.GetInt32());
        foreach (string name in networks)
        {
            Backbone backbone = await Backbone.LoadAsync(name);
            BottleneckResult real = await BottleneckComputer.ComputeAsync(
                folder.Photos, backbone, new BottleneckOptions { CacheFolder = cache });
            int[] classes = [.. real.Photos.Select(p => p.Class)];
            int[] folds = [.. real.Photos.Select(p => fold[p.Name])];
            Console.WriteLine(name);
            Tell("float", [.. Enumerable.Range(0, 5).Select(f => Count(real.Features, real.Features, f).Own)]);
            CalibrationMethod[] methods = Enum.GetValues<CalibrationMethod>();
            var right = new (int Own, int Kept)[methods.Length, 5];
            for (int f = 0; f < 5; f++)
            {
                // Calibration sees training photos only, so each fold has a network of its own.
                (Photo, string)[] training = [.. real.Photos.Zip(real.ContentHashes).Where((_, i) => folds[i] != f)];
                var quantizer = new BackboneQuantizer(backbone, BackboneQuantizer.Choose(training), default);
                foreach (CalibrationMethod method in methods)
                {
                    BottleneckResult levels = await BottleneckComputer.ComputeAsync(
                        real.Photos, quantizer.Quantize(method), new BottleneckOptions { CacheFolder = cache });
                    right[(int)method, f] = Count(levels.Features, real.Features, f);
                }
            }

            foreach (CalibrationMethod method in methods)
            {
                Tell($"int8 {method}", [.. Enumerable.Range(0, 5).Select(f => right[(int)method, f].Own)]);
                Tell("  head of the float features", [.. Enumerable.Range(0, 5).Select(f => right[(int)method, f].Kept)]);
            }

            void Tell(string what, int[] right)
            {
                Interval interval = Intervals.Wilson(right.Sum(), classes.Length);
                Console.WriteLine($"{what,-28} {string.Join(' ', right)}  {100.0 * right.Sum() / classes.Length:F1} % of {classes.Length} "
                    + $"(95 % interval {100 * interval.Low:F1} to {100 * interval.High:F1})");
            }

            (int Own, int Kept) Count(FeatureMatrix features, FeatureMatrix floats, int testFold)
            {
                PhotoSet[] sets = [.. folds.Select(f => f == testFold ? PhotoSet.Testing : PhotoSet.Training)];
                return (Right(features), Right(floats));

                int Right(FeatureMatrix trainedOn)
                {
                    var data = new LabelledFeatures(trainedOn, classes, sets, folder.Classes.Count);
                    Head head = LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [0.1], Standardise = false }).Head;
                    int[] rows = [.. Enumerable.Range(0, classes.Length).Where(i => sets[i] == PhotoSet.Testing)];
                    float[] scores = HeadScorer.Scores(head, features, rows);
                    return rows.Where((row, i) =>
                    {
                        Span<float> own = scores.AsSpan(i * head.Classes, head.Classes);
                        return own.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(own)) == classes[row];
                    }).Count();
                }
            }
        }
    }
}
