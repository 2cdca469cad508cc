using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Quantizing;

namespace Retrain.Exports;

/// <summary>Finds a network on whole numbers for a trained one, with its own photos.</summary>
internal sealed class ExportCalibration(
    ImageNetwork image, string name, Preprocessing preprocessing, ExportPhotos photos, CalibrationMethod? wanted)
{
    // What was trained on whole numbers keeps its levels; the head alone gets new ones.
    private readonly Network whole = CollectQuantized.Run(image.Network);

    /// <summary>How it was done, for people; <see langword="null"/>: not yet.</summary>
    public string? Note { get; private set; }

    /// <summary>The network, inputs and outputs float.</summary>
    /// <exception cref="RetrainException">No photo can be used, or something in the network has no form on whole numbers.</exception>
    public Network Run(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        CalibrationMethod[] methods = wanted is { } one ? [one] : Enum.GetValues<CalibrationMethod>();
        progress?.Report($"finding ranges of whole numbers with {photos.Training.Count} photos");
        var seen = Calibration.Run(
            whole, name, photos.Training.Select(p => (Func<float[]?>)(() => Input(p))),
            new ValueRange(preprocessing.RangeLow, preprocessing.RangeHigh), cancellationToken);
        Network? best = null;
        double least = double.PositiveInfinity;
        string chosen = "";
        foreach (CalibrationMethod method in methods)
        {
            Network network = seen.Quantize(method);
            double difference = methods.Length == 1 ? 0 : Difference(network, cancellationToken);
            if (best is null || difference < least)
            {
                (best, least, chosen) = (network, difference, Word(method));
            }
        }

        Note = $"Whole numbers: ranges from {photos.Training.Count} training photos ({chosen}"
            + (methods.Length == 1 ? ")." : $", which fits {photos.Validation.Count} validation photos best).");
        return best!;
    }

    /// <summary>The word for a method on the command line.</summary>
    public static string Word(CalibrationMethod method) => method switch
    {
        CalibrationMethod.MinMax => "minmax",
        CalibrationMethod.Percentile => "percentile",
        _ => "mse",
    };

    /// <summary>Mean over validation photos of the largest difference of a score.</summary>
    private double Difference(Network network, CancellationToken cancellationToken)
    {
        using PictureRun floats = Open(image.Network);
        using PictureRun whole = Open(network);
        double sum = 0;
        int count = 0;
        foreach (float[] input in photos.Validation.Select(Input).OfType<float[]>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] expected = floats.Run(input, image.Height, image.Width);
            float[] found = whole.Run(input, image.Height, image.Width);
            sum += expected.Zip(found, (e, f) => Math.Abs((double)e - f)).Max();
            count++;
        }

        return count == 0 ? 0 : sum / count;
    }

    private PictureRun Open(Network network) => new(
        Models.OnnxSessions.Open(NetworkCompiler.ToOnnx(network, name), name), image.Input.Name, image.Output.Name, isChannelsFirst: false,
        image.Input.Fact.Shape[0].Length ?? 1);

    private float[]? Input(TestPicture picture)
    {
        Preprocessing rules = preprocessing with { Layout = "nhwc" };
        float[] input = new float[PhotoReader.InputLength(rules)];
        return PhotoReader.Read(picture.Read(), picture.Name, rules, input).Problem is null ? input : null;
    }
}
