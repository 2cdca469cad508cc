using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Photos.Decoding;
using Retrain.Training;
using ModelMetadata = Retrain.Models.ModelMetadata;

namespace Retrain.Tests.Models;

/// <summary>
/// The embedded network at a small size with random heads, and a reader that draws pictures from a file's bytes instead of decoding them.
/// </summary>
internal static class ModelFixture
{
    public const int Side = 64;

    private static readonly ConditionalWeakTable<byte[], InferenceSession> Sessions = [];

    public static byte[] Network { get; } =
        File.ReadAllBytes(Path.Combine(SharedData.RepositoryRoot, "src", "Retrain", "Backbones", "Embedded", "efficientnet_lite0.onnx"));

    public static string[] Flowers => ["daisy", "dandelion", "roses", "sunflowers", "tulips"];

    public static Backbone Backbone(string tap = "features", int features = 1280, ReadOnlyMemory<byte>? network = null) => new()
    {
        Name = "efficientnet_lite0",
        Network = network ?? Network,
        Input = "images",
        Tap = tap,
        Features = features,
        Preprocessing = new Preprocessing { Width = Side, Height = Side },
        Licence = "Apache-2.0",
        Notice = "Ünderstood.",
    };

    public static Head Head(int features = 1280, int classes = 5)
    {
        var stream = new RandomStream(3, "head");
        return new Head(
            [.. Enumerable.Range(0, features * classes).Select(i => (float)(stream.Uniform(i) - 0.5) * 0.2f)],
            [.. Enumerable.Range(0, classes).Select(i => (float)stream.Uniform(-1 - i))]);
    }

    /// <summary>A head of each kind: <c>plain</c>, <c>hidden</c>, <c>quantised</c>.</summary>
    public static Head HeadOf(string kind, int features = 1280, int classes = 5)
    {
        Head plain = Head(features, classes);
        const int Units = 24;
        switch (kind)
        {
            case "hidden":
                Head units = Head(features, Units);
                return new Head(
                    [.. Head(Units, classes).Weights.Select(w => 8 * w)], plain.Biases, new HiddenLayer(units.Weights, units.Biases));
            case "quantised":
                return new Head(
                    plain.Weights, plain.Biases,
                    quantization: new HeadQuantization(plain.Weights.Min(), plain.Weights.Max() * 0.9f, -1.3f, 2.9f));
            default:
                return plain;
        }
    }

    public static ModelMetadata Metadata(Backbone backbone, params string[] labels) => new()
    {
        Labels = labels.Length > 0 ? labels : Flowers,
        Preprocessing = backbone.Preprocessing,
        Backbone = backbone.Name,
        Fingerprint = "00ff",
        Tap = backbone.Tap,
        Licence = backbone.Licence,
        Notice = backbone.Notice,
        ProgramVersion = "1.2.3",
    };

    public static byte[] Model(params string[] labels)
    {
        Backbone backbone = Backbone();
        return ModelBuilder.Build(backbone, Head(classes: labels.Length > 0 ? labels.Length : 5), Metadata(backbone, labels));
    }

    /// <summary>Any bytes are a picture, but those that begin with "bad".</summary>
    public static PhotoReading Read(ReadOnlyMemory<byte> file, string name, Preprocessing preprocessing, Span<float> input)
    {
        if (file.Span.StartsWith("bad"u8))
        {
            return Unusable("broken on purpose");
        }

        string[] notes = file.Span.StartsWith("odd"u8) ? ["odd on purpose"] : [];
        var stream = new RandomStream(file.Length, Encoding.UTF8.GetString(file.Span));
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = (float)stream.Uniform(i);
        }

        return new PhotoReading(null, notes, 0, 0);
    }

    /// <summary>The reading of a photo that cannot be used.</summary>
    public static PhotoReading Unusable(string reason) => new(new PhotoProblem(ProblemKind.Damaged, reason), [], 0, 0);

    /// <summary>The input that <see cref="Read"/> makes of a text.</summary>
    public static float[] Input(string content)
    {
        float[] input = new float[3 * Side * Side];
        _ = Read(Encoding.UTF8.GetBytes(content), "", new Preprocessing { Width = Side, Height = Side }, input);
        return input;
    }

    /// <summary>One output of a network, run by ONNX Runtime alone.</summary>
    public static float[] Run(byte[] network, string output, float[] input, params long[] shape)
    {
        InferenceSession session = Sessions.GetValue(network, bytes => new InferenceSession(bytes));
        using OrtValue picture = OrtValue.CreateTensorValueFromMemory(input, shape.Length > 0 ? shape : [1, 3, Side, Side]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, [session.InputNames[0]], [picture], [output]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>softmax(features * weights + biases) in float64.</summary>
    public static double[] Scores(Head head, ReadOnlySpan<float> features)
    {
        double[] logits = [.. head.Biases.Select(b => (double)b)];
        for (int f = 0; f < head.Features; f++)
        {
            for (int c = 0; c < head.Classes; c++)
            {
                logits[c] += (double)features[f] * head.Weights[(f * head.Classes) + c];
            }
        }

        double[] powers = [.. logits.Select(l => Math.Exp(l - logits.Max()))];
        return [.. powers.Select(p => p / powers.Sum())];
    }
}
