using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Networks;

namespace Retrain.Exports;

/// <summary>An opened model file with what it says about itself.</summary>
/// <param name="Path">The file or folder that was given.</param>
/// <param name="File">The model itself: for a folder that retrain wrote, the file in it.</param>
/// <param name="Origin">The opened model.</param>
/// <param name="Metadata">What retrain wrote about it; <see langword="null"/>: nothing.</param>
/// <param name="Labels">Class names that the file carries; <see langword="null"/>: none.</param>
internal sealed record ModelSource(string Path, string File, NetworkOrigin Origin, ModelMetadata? Metadata, IReadOnlyList<string>? Labels)
{
    /// <summary>The model as an ONNX file; <see langword="null"/>: it is one of TensorFlow's.</summary>
    public OnnxOrigin? Onnx => Origin as OnnxOrigin;

    /// <summary>Opens a model.</summary>
    /// <exception cref="RetrainException">It is missing, no model, or damaged.</exception>
    public static ModelSource Open(string path, IReadOnlyList<string>? tags)
    {
        string file = FileOf(path);
        NetworkOrigin origin = NetworkOrigins.Open(file, tags);
        if (origin is not OnnxOrigin onnx)
        {
            ModelMetadata? sidecar = ModelSidecar.Of(origin, file);
            return new ModelSource(path, file, origin, sidecar, sidecar?.Labels ?? origin.DeclaredLabels);
        }

        OnnxModel model = onnx.Model;
        ModelMetadata? metadata = model.Metadata(ModelMetadataJson.Key) is { } json ? ModelMetadata.Parse(json, file) : null;
        return new ModelSource(path, file, origin, metadata,
            metadata?.Labels ?? OnnxClassNames.InMetadata(model.Metadata) ?? OnnxClassNames.InZipMap(model.Graph));
    }

    /// <summary>A choice in the words of the readers.</summary>
    public NetworkWish Wish(ModelChoice choice) => new()
    {
        Purpose = NetworkPurpose.Scores,
        Signature = choice.Signature,
        Input = choice.InputLayer,
        // In a SavedModel the signature names the output.
        Output = choice.OutputLayer ?? (choice.Signature is null && !Directory.Exists(File) ? Metadata?.FinalTensorName : null),
        Height = choice.ImageSize ?? Metadata?.Preprocessing.Height,
        Width = choice.ImageSize ?? Metadata?.Preprocessing.Width,
    };

    /// <summary>Bytes of a file, or of all files in a folder.</summary>
    public static long SizeOf(string path) =>
        Directory.Exists(path)
            ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length)
            : new FileInfo(path).Length;

    /// <summary>The model itself: for a folder that retrain wrote, the file in it.</summary>
    /// <exception cref="RetrainException">There is nothing.</exception>
    public static string FileOf(string path)
    {
        if (!System.IO.Path.Exists(path))
        {
            throw new RetrainException($"'{path}' does not exist: name a model's file or folder");
        }

        string inside = System.IO.Path.Combine(path, ModelFolder.ModelName);
        return Directory.Exists(path) && System.IO.File.Exists(inside) ? inside : path;
    }
}
