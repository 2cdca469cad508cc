using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Quantizing;

// What whole numbers cost and gain.
// Usage: Precision speed PHOTOS_DIR NETWORK...
//        Precision accuracy PHOTOS_DIR FOLDS.json CACHE_DIR NETWORK...
//        Precision model PHOTOS_DIR FOLDS.json CACHE_DIR NETWORK
// speed: both networks by turns in one run on one core; the least processor time of four photos counts, which other programs move least.
const int Photos = 64;
const int Rounds = 20;
const int PhotosARound = 4;
if (args[0] == "accuracy")
{
    await Accuracy.RunAsync(args[1], args[2], args[3], args[4..]);
    return;
}

if (args[0] == "model")
{
    await WholeModel.RunAsync(args[1], args[2], args[3], args[4]);
    return;
}

Photo[] photos = [.. PhotoFolder.Open(args[1]).Photos];
foreach (string name in args[2..])
{
    Backbone backbone = await Backbone.LoadAsync(name);
    ImageNetwork image = NetworkBackbone.ImageOf(backbone);
    Preprocessing preprocessing = backbone.Preprocessing with { Layout = "nhwc" };
    float[][] pictures =
        [.. photos.Where((_, i) => i % Math.Max(1, photos.Length / Photos) == 0).Select(p => Read(p, preprocessing))];
    long start = Stopwatch.GetTimestamp();
    var calibration = Calibration.Run(
        image.Network, name, pictures.Select(p => (Func<float[]?>)(() => p)), new ValueRange(0, image.White), default);
    Console.WriteLine($"{name}: {calibration.Measured} ranges from {pictures.Length} photos in {Seconds(start):F1} s");
    foreach (CalibrationMethod method in Enum.GetValues<CalibrationMethod>())
    {
        Network whole = calibration.Quantize(method);
        byte[][] files = [NetworkCompiler.ToOnnx(image.Network, name), NetworkCompiler.ToOnnx(whole, name)];
        InferenceSession[] sessions = [.. files.Select(f => OnnxEnvironment.Open(f))];
        double[] least = [double.PositiveInfinity, double.PositiveInfinity];
        double cosine = 0;
        for (int round = 0; round < Rounds; round++)
        {
            for (int s = 0; s < 2; s++)
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                for (int i = 0; i < PhotosARound; i++)
                {
                    _ = Run(sessions[s], image, pictures[i]);
                }

                least[s] = Math.Min(least[s], (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / PhotosARound);
            }

            float[] picture = pictures[round % pictures.Length];
            cosine += Cosine(Run(sessions[0], image, picture), Run(sessions[1], image, picture)) / Rounds;
        }

        Console.WriteLine($"  {method}: {whole.Nodes.Count(n => n.Operator is Quantized)} of {whole.Nodes.Length} nodes whole, "
            + $"{files[0].Length / 1e6:F1} -> {files[1].Length / 1e6:F1} MB; float {least[0]:F2} ms, int8 {least[1]:F2} ms: "
            + $"{least[0] / least[1]:F2} times; cosine of the features {cosine:F4}");
        Array.ForEach(sessions, s => s.Dispose());
    }
}

static double Cosine(float[] a, float[] b)
{
    double product = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < a.Length; i++)
    {
        product += (double)a[i] * b[i];
        first += (double)a[i] * a[i];
        second += (double)b[i] * b[i];
    }

    return product / Math.Sqrt(first * second);
}

static double Seconds(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;

static float[] Run(InferenceSession session, ImageNetwork image, float[] picture)
{
    using OrtValue fed = OrtValue.CreateTensorValueFromMemory(picture, [1, image.Height, image.Width, 3]);
    using RunOptions options = OnnxEnvironment.SilentRun();
    using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, [image.Input.Name], [fed], [image.Output.Name]);
    return results[0].GetTensorDataAsSpan<float>().ToArray();
}

static float[] Read(Photo photo, Preprocessing preprocessing)
{
    float[] input = new float[PhotoReader.InputLength(preprocessing)];
    PhotoReader.Read(File.ReadAllBytes(photo.Path), photo.Name, preprocessing, input);
    return input;
}
