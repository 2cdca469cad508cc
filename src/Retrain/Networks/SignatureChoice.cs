using Retrain.Formats.TensorFlow;
using Retrain.Foundation;
using Retrain.Graph;

namespace Retrain.Networks;

/// <summary>Chooses among a model's signatures, and among their inputs and outputs.</summary>
internal static class SignatureChoice
{
    private static readonly string[] UsualSignatures = ["default", "serving_default", "image_feature_vector", "serve"];

    private static readonly string[] UsualOutputs =
    [
        "default", "feature_vector", "final_result", "prediction", "predictions", "scores", "probabilities", "output_0"
    ];

    /// <summary>The signature; <see langword="null"/>: the model has none, or an input or output is named that is a node's.</summary>
    public static TensorFlowSignature? Choose(TensorFlowModel model, string name, NetworkWish wish)
    {
        if (wish.Signature is { } wanted)
        {
            return model.Signatures.TryGetValue(wanted, out TensorFlowSignature? named)
                ? named
                : throw new UsageException($"'{name}' has no signature '{wanted}'; it has: {Choices.List(model.Signatures.Keys)}");
        }

        if (model.Signatures.Count == 0
            || (wish.Input is { } input && !model.Signatures.Values.Any(s => s.Inputs.Any(p => p.Key == input))))
        {
            return null;
        }

        string? usual = UsualSignatures.FirstOrDefault(model.Signatures.ContainsKey)
            ?? (model.Signatures.Count == 1 ? model.Signatures.Keys.First() : null);
        return usual is not null
            ? model.Signatures[usual]
            : throw new RetrainException(
                $"'{name}' has several signatures and none of the usual names: {Choices.List(model.Signatures.Keys)}");
    }

    /// <summary>The image input of a signature.</summary>
    public static TensorFlowPort Image(TensorFlowSignature signature, string name, NetworkWish wish)
    {
        TensorFlowPort[] images = [.. signature.Inputs.Where(p => wish.Input is { } wanted ? p.Key == wanted : IsImage(p))];
        if (images.Length > 1 && images.Where(IsFile).ToArray() is [var file] && images.All(p => p.Type == ElementType.String))
        {
            return file;
        }

        return images switch
        {
            [var only] => only,
            _ => throw new RetrainException($"'{name}': a signature with one picture as its input is needed; "
                + $"this one has: {Choices.List(signature.Inputs.Select(Describe))}"),
        };
    }

    /// <summary>The output; <see langword="null"/>: a node is named instead.</summary>
    public static TensorFlowPort? Output(TensorFlowSignature signature, string name, NetworkWish wish)
    {
        if (wish.Output is { } wanted)
        {
            return signature.Outputs.FirstOrDefault(p => p.Key == wanted);
        }

        TensorFlowPort[] floats = [.. signature.Outputs.Where(p => p.Type == ElementType.Float32)];
        return UsualOutputs.Select(u => floats.FirstOrDefault(p => p.Key == u)).FirstOrDefault(p => p is not null)
            ?? (floats is [var only]
                ? only
                : throw new UsageException($"'{name}' has several outputs; choose one "
                    + $"(retrain: --feature_layer, label_image: --output_layer): {Choices.List(signature.Outputs.Select(Describe))}"));
    }

    private static bool IsImage(TensorFlowPort port) => port switch
    {
        { Type: ElementType.String } => true,
        { Type: ElementType.Float32 or ElementType.UInt8 } => port.Shape is null or { Count: 4 },
        _ => false,
    };

    /// <summary>Among texts: exports of AutoML also take a key, which they give back. Bytes are marked so in TensorFlow Serving.</summary>
    private static bool IsFile(TensorFlowPort port) =>
        port.Key.EndsWith("_bytes", StringComparison.Ordinal) || port.Key.Contains("image", StringComparison.OrdinalIgnoreCase);

    private static string Describe(TensorFlowPort port) =>
        $"{port.Key} ({port.Type?.ToString() ?? "no tensor"} "
            + $"[{(port.Shape is null ? "..." : string.Join(", ", port.Shape.Select(l => l?.ToString() ?? "?")))}])";
}
