using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Networks;
using Retrain.Photos;

namespace Retrain.Backbones;

/// <summary>Backbones from ONNX files that others made.</summary>
internal static class OnnxBackbone
{
    private const int DefaultSize = 224;

    /// <summary>Loads one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wish">The part that is wanted, for files that have to be read and written anew; others can be varied later.</param>
    /// <param name="cancellationToken">Gives up before the file is read.</param>
    /// <exception cref="RetrainException">No such file, or it cannot serve as a backbone; the message lists what it has.</exception>
    public static async Task<Backbone> LoadAsync(string path, NetworkWish wish, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!File.Exists(path))
        {
            throw new RetrainException($"there is no file {path}; "
                + $"give the path of an ONNX file, or leave --tfhub_module away to use the embedded network {EmbeddedBackbone.Name}");
        }

        byte[] file;
        try
        {
            file = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the network {path} cannot be read: {e.OneLine()}", e);
        }

        return await Task.Run(() => Inspect(path, file, wish), cancellationToken).ConfigureAwait(false);
    }

    private static Backbone Inspect(string path, byte[] file, NetworkWish wish)
    {
        if (HasExternalWeights(file))
        {
            // ONNX Runtime would look for them in the current folder, and the fingerprint would not know of them: the network is read with
            // them and written as one.
            return NetworkBackbone.From(NetworkOrigins.Open(path), path, wish);
        }

        try
        {
            using InferenceSession session = OnnxEnvironment.Open(file, optimise: false);
            return IsForConversion(session, wish) is { } part
                ? NetworkBackbone.From(NetworkOrigins.Open(path), path, part)
                : FromSession(path, file, session);
        }
        catch (OnnxRuntimeException e)
        {
            throw new RetrainException($"{path} is no network that ONNX Runtime can run: {OnnxEnvironment.OneLine(e)}", e);
        }
    }

    private static bool HasExternalWeights(byte[] file)
    {
        try
        {
            return OnnxModel.Read(file).ExternalFiles.Count > 0;
        }
        catch (OnnxFormatException)
        {
            // ONNX Runtime has the last word on what is a network, and gives its reasons.
            return false;
        }
    }

    /// <summary>
    /// Files that cannot serve as they are and can when they are read and written anew: float16 at their ends, or the tokens of a
    /// transformer, [N, T, F], as their only features.
    /// </summary>
    /// <returns>The part that is wanted of such a file; <see langword="null"/>: another file.</returns>
    private static NetworkWish? IsForConversion(InferenceSession session, NetworkWish wish)
    {
        if (session.InputMetadata.Count != 1 || session.InputMetadata.Values.Single() is not { IsTensor: true } input
            || InputRule(input.Dimensions) is not { } rule)
        {
            return null;
        }

        KeyValuePair<string, NodeMetadata>[] outputs = [.. session.OutputMetadata.Where(o => o.Value.IsTensor && IsFloatOrHalf(o.Value))];
        string? output = outputs.FirstOrDefault(o => FeatureCount(o.Value.Dimensions) > 0).Key
            ?? outputs.FirstOrDefault(o => o.Value.Dimensions is [_, _, > 0]).Key;
        bool isPlain = IsFloatTensor(input) && outputs.Any(o => IsFloatTensor(o.Value) && FeatureCount(o.Value.Dimensions) > 0);
        return isPlain || output is null || !IsFloatOrHalf(input) ? null : wish with
        {
            Output = wish.Output ?? output,
            Height = wish.Height ?? rule.Height,
            Width = wish.Width ?? rule.Width,
        };
    }

    private static Backbone FromSession(string path, byte[] file, InferenceSession session)
    {
        (string inputName, NodeMetadata input) = session.InputMetadata.First();
        Preprocessing? preprocessing = session.InputMetadata.Count == 1 && IsFloatTensor(input) ? InputRule(input.Dimensions) : null;
        NetworkTap[] taps = [.. session.OutputMetadata.Where(output => IsFloatTensor(output.Value))
            .Select(output => new NetworkTap(output.Key, FeatureCount(output.Value.Dimensions))).Where(tap => tap.Features > 0)];
        if (preprocessing is null || taps.Length == 0)
        {
            throw new RetrainException(
                $"the network {path} cannot serve as a backbone: "
                    + "it needs one image input float32 [N, 3, H, W] or [N, H, W, 3] and an output float32 [N, F] or [N, F, 1, 1], "
                + $"but has the inputs {Describe(session.InputMetadata)} and the outputs {Describe(session.OutputMetadata)}");
        }

        int[] sides = preprocessing.Layout == "nhwc" ? input.Dimensions[1..3] : input.Dimensions[2..4];
        session.ModelMetadata.CustomMetadataMap.TryGetValue("license", out string? licence);
        return new Backbone
        {
            Name = path,
            Network = file,
            Input = inputName,
            Tap = taps[0].Name,
            Features = taps[0].Features,
            Preprocessing = preprocessing,
            Licence = string.IsNullOrWhiteSpace(licence) ? "unknown" : licence,
            Interface = new NetworkInterface { Taps = taps, SizeStep = sides.All(side => side < 1) ? 1 : 0 },
        };
    }

    private static Preprocessing? InputRule(int[] shape)
    {
        if (shape.Length != 4 || (shape[1] != 3 && shape[3] != 3))
        {
            return null;
        }

        bool isNchw = shape[1] == 3;
        int height = shape[isNchw ? 2 : 1];
        int width = shape[isNchw ? 3 : 2];
        return new Preprocessing
        {
            Width = width < 1 ? DefaultSize : width,
            Height = height < 1 ? DefaultSize : height,
            Layout = isNchw ? "nchw" : "nhwc",
        };
    }

    private static int FeatureCount(int[] shape) => shape switch
    {
        [_, > 0 and var features] => features,
        [_, > 0 and var features, 1, 1] => features,
        [_, 1, 1, > 0 and var features] => features,
        _ => 0,
    };

    private static bool IsFloatTensor(NodeMetadata value) => value.IsTensor && value.ElementDataType == TensorElementType.Float;

    private static bool IsFloatOrHalf(NodeMetadata value) =>
        value.ElementDataType is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16;

    private static string Describe(IReadOnlyDictionary<string, NodeMetadata> values) =>
        string.Join(", ", values.Select(value => value.Value.IsTensor
            ? $"{value.Key} {TypeName(value.Value.ElementDataType)} [{Shape(value.Value)}]"
            : $"{value.Key} "
                + $"({value.Value.OnnxValueType.ToString().Replace("ONNX_TYPE_", "", StringComparison.Ordinal).ToLowerInvariant()})"));

    private static string TypeName(TensorElementType type) =>
        type == TensorElementType.Float ? "float32" : type.ToString().ToLowerInvariant();

    private static string Shape(NodeMetadata value) => string.Join(", ", value.Dimensions.Select((length, axis) =>
        length >= 0 ? length.ToString() : value.SymbolicDimensions[axis] is { Length: > 0 } name ? name : "?"));
}
