using System.Numerics.Tensors;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Models;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Quantizing;
using Retrain.Training;
using ModelMetadata = Retrain.Models.ModelMetadata;

/// <summary>A trained float model, network and head, quantised as a whole: the road of an export.</summary>
internal static class WholeModel
{
    public static async Task RunAsync(string photosDir, string foldsFile, string cache, string network)
    {
        PhotoFolder folder = PhotoFolder.Open(photosDir);
        var fold = JsonDocument.Parse(File.ReadAllText(foldsFile)).RootElement.GetProperty("fold").EnumerateObject()
            .ToDictionary(f => f.Name, f => f.Value.GetInt32());
        Backbone backbone = await Backbone.LoadAsync(network);
        BottleneckResult real = await BottleneckComputer.ComputeAsync(
            folder.Photos, backbone, new BottleneckOptions { CacheFolder = cache });
        int[] classes = [.. real.Photos.Select(p => p.Class)];
        string[] labels = [.. folder.Classes.Select(c => c.Label)];
        Preprocessing preprocessing = backbone.Preprocessing with { Layout = "nhwc" };
        int right = 0;
        int floatRight = 0;
        int agreeing = 0;
        for (int f = 0; f < 5; f++)
        {
            PhotoSet[] sets = [.. real.Photos.Select(p => fold[p.Name] == f ? PhotoSet.Testing : PhotoSet.Training)];
            var data = new LabelledFeatures(real.Features, classes, sets, labels.Length);
            Head head = LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [0.1], Standardise = false }).Head;
            byte[] model = ModelBuilder.Build(backbone, head, ModelMetadata.For(backbone, labels, ProgramInformation.Version));
            ImageNetwork image = new OnnxOrigin("model", model).Read(new NetworkWish { Purpose = NetworkPurpose.Scores });
            IEnumerable<float[]> pictures = real.Photos.Where((_, i) => sets[i] == PhotoSet.Training)
                .Where((_, i) => i % 2 == 0).Select(p => Read(p, preprocessing));
            var options = new QuantizingOptions { Method = CalibrationMethod.MeanSquareError, InputRange = new ValueRange(0, image.White) };
            Network whole = NetworkQuantizer.Quantize(image.Network, "model", pictures, options, default);
            using InferenceSession session = OnnxEnvironment.Open(NetworkCompiler.ToOnnx(whole, "model"));
            using RunOptions silent = OnnxEnvironment.SilentRun();
            int[] rows = [.. Enumerable.Range(0, classes.Length).Where(i => sets[i] == PhotoSet.Testing)];
            float[] expected = HeadScorer.Scores(head, real.Features, rows);
            for (int i = 0; i < rows.Length; i++)
            {
                using OrtValue fed = OrtValue.CreateTensorValueFromMemory(
                    Read(real.Photos[rows[i]], preprocessing), [1, image.Height, image.Width, 3]);
                using IDisposableReadOnlyCollection<OrtValue> results =
                    session.Run(silent, [image.Input.Name], [fed], [image.Output.Name]);
                int best = TensorPrimitives.IndexOfMax(results[0].GetTensorDataAsSpan<float>());
                int floatBest = TensorPrimitives.IndexOfMax(expected.AsSpan(i * labels.Length, labels.Length));
                right += best == classes[rows[i]] ? 1 : 0;
                floatRight += floatBest == classes[rows[i]] ? 1 : 0;
                agreeing += best == floatBest ? 1 : 0;
            }

            Console.WriteLine($"fold {f}: so far float {floatRight}, int8 {right}, labels agreeing {agreeing}");
        }
    }

    private static float[] Read(Photo photo, Preprocessing preprocessing)
    {
        float[] input = new float[PhotoReader.InputLength(preprocessing)];
        PhotoReader.Read(File.ReadAllBytes(photo.Path), photo.Name, preprocessing, input);
        return input;
    }
}
