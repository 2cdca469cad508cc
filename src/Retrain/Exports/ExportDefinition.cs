using Retrain.Graph;
using Retrain.Models;
using Retrain.Networks;
using Retrain.Photos;

namespace Retrain.Exports;

/// <summary>
/// A written file on whole numbers, computed level by level by TensorFlow Lite's own rules: what a phone will say, where ONNX Runtime rounds
/// at other places.
/// </summary>
internal static class ExportDefinition
{
    /// <summary>The plain kernels take some nanoseconds for each; a minute is too long to wait for one photo.</summary>
    private const long MostMultiplyAdds = 1_000_000_000;

    /// <summary>Largest difference of a score to ONNX Runtime's for a picture; <see langword="null"/>: not to be computed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="picture">The picture's file.</param>
    /// <exception cref="Foundation.RetrainException">The file cannot be read.</exception>
    /// <exception cref="GraphException">An operator has no definition.</exception>
    public static double? Difference(string path, ReadOnlyMemory<byte> picture)
    {
        NetworkOrigin origin = NetworkOrigins.Open(path);
        ImageNetwork image = origin.Read(new NetworkWish { Purpose = NetworkPurpose.Scores });
        if (NetworkCost.Of(image.Network).MultiplyAdds is not (>= 0 and < MostMultiplyAdds) || ModelSidecar.Of(origin, path) is not { } about)
        {
            return null;
        }

        Preprocessing rules = about.Preprocessing with { Layout = "nhwc" };
        float[] input = new float[PhotoReader.InputLength(rules)];
        if (PhotoReader.Read(picture, SelfTestPicture.FileName, rules, input).Problem is not null)
        {
            return null;
        }

        using var runtime = new PictureRun(
            OnnxSessions.Open(NetworkCompiler.ToOnnx(image.Network, path), path), image.Input.Name, image.Output.Name, isChannelsFirst: false,
            image.Input.Fact.Shape[0].Length ?? 1);
        float[] found = runtime.Run(input, image.Height, image.Width);
        var feeds = new Dictionary<string, Tensor> { [image.Input.Name] = Tensor.Of(input, 1, image.Height, image.Width, 3) };
        float[] defined = ReferenceEvaluator.Run(image.Source, feeds)[image.Output.Name].Floats.ToArray();
        return defined.Zip(found, (d, f) => Math.Abs((double)d - f)).Max();
    }
}
