using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Distorting;
using Retrain.Training;
using Retrain.Training.Distorting;
using SkiaSharp;

namespace Retrain.Tests.Training.Distorting;

/// <summary>Pictures of noise, two a class and a third for validation, and a network that hands on the first pixels and counts.</summary>
internal sealed class DistortionBench : IDisposable
{
    public const int Features = 24;

    private readonly TemporaryFolder folder = new();
    private int runs;
    private int opened;

    public DistortionBench()
    {
        Photos = [.. Enumerable.Range(0, 15).Select(i => Draw($"class{i / 3}/photo{i}.png", i))];
        int[] classes = [.. Photos.Select(p => p.Class)];
        float[] plain = [.. Enumerable.Range(0, Photos.Count * Features).Select(i => i / 100f)];
        PhotoSet[] sets = [.. Photos.Select((_, i) => i % 3 == 2 ? PhotoSet.Validation : PhotoSet.Training)];
        Data = new LabelledFeatures(new FeatureMatrix(plain, Features), classes, sets, 5);
    }

    public IReadOnlyList<Photo> Photos { get; }

    public LabelledFeatures Data { get; }

    public int NetworkRuns => Volatile.Read(ref runs);

    public int NetworksOpened => Volatile.Read(ref opened);

    public Action<int>? OnNetworkRun { get; set; }

    public Backbone Backbone { get; } = new()
    {
        Name = "bench",
        Network = new byte[] { 1, 2, 3 },
        Input = "x",
        Tap = "tap",
        Features = Features,
        Preprocessing = new Preprocessing { Width = 6, Height = 5, RangeLow = -1 },
        Licence = "unknown",
    };

    public string CacheFolder => folder["cache"];

    public DistortionJob Job(int workers = 2, int steps = 10, int views = 0, int batch = 4) => new(
        Data,
        Photos,
        Backbone,
        new DistortionOptions { FlipLeftRight = true, RandomCrop = 20, RandomScale = 30, RandomBrightness = 25, Views = views },
        new SgdOptions { Steps = steps, TrainBatchSize = batch, Seed = 7 })
    {
        Bottlenecks = new BottleneckOptions { Workers = workers, CacheFolder = views > 0 ? CacheFolder : null },
        Parts = Parts,
    };

    /// <summary>An hour ahead: all files count as settled.</summary>
    private BottleneckParts Parts => new()
    {
        OpenNetwork = _ =>
        {
            Interlocked.Increment(ref opened);
            return new Network(this);
        },
        Clock = new Later(),
    };

    /// <summary>What the network makes of a photo and a draw, worked out step by step.</summary>
    public float[] Expected(int row, DistortionDraw draw, DistortionOptions options)
    {
        Preprocessing preprocessing = Backbone.Preprocessing;
        float[] input = new float[PhotoReader.InputLength(preprocessing)];
        PhotoReading reading = new DistortedReader<int>(preprocessing, options, 0).Read(
            row, File.ReadAllBytes(Photos[row].Path), Photos[row].Name, draw, input);
        Assert.Null(reading.Problem);
        return input[..Features];
    }

    public void Dispose() => folder.Dispose();

    private Photo Draw(string name, int number)
    {
        var random = new Random(number);
        using var bitmap = new SKBitmap(new SKImageInfo(12 + number, 9, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int i = 0; i < bitmap.Width * bitmap.Height; i++)
        {
            bitmap.SetPixel(i % bitmap.Width, i / bitmap.Width, new SKColor((uint)random.Next() | 0xFF000000));
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return new Photo(folder.Write(name, data.ToArray()), name, number / 3);
    }

    private sealed class Network(DistortionBench bench) : IFeatureNetwork
    {
        public void Compute(ReadOnlySpan<float> planes, Span<float> features)
        {
            int number = Interlocked.Increment(ref bench.runs);
            bench.OnNetworkRun?.Invoke(number);
            planes[..features.Length].CopyTo(features);
        }

        public void Dispose()
        {
        }
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromHours(1);
    }
}
