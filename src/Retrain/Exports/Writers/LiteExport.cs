using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Writing;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Models;
using Retrain.Photos;

namespace Retrain.Exports.Writers;

/// <summary>A TensorFlow Lite file with the metadata that MediaPipe's image classifiers read, and our own record beside it.</summary>
/// <param name="kind">Its precision.</param>
/// <param name="io">Input and output of a file on whole numbers.</param>
internal sealed class LiteExport(ExportKind kind, WholeNumberInterface io = WholeNumberInterface.Reals) : IModelExport
{
    /// <inheritdoc/>
    public ExportKind Kind => kind;

    /// <inheritdoc/>
    public string FileName => ExportForm.Of(kind).NameWith(io);

    /// <inheritdoc/>
    public ModelMetadata Describe(ExportContent content) =>
        content.Metadata with { Preprocessing = content.Metadata.Preprocessing with { Layout = "nhwc" } };

    /// <inheritdoc/>
    public void Try(ExportContent content) => Make(content, Describe(content));

    /// <inheritdoc/>
    public void Write(string path, ExportContent content, ModelMetadata metadata)
    {
        byte[] file = Make(content, metadata);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    private byte[] Make(ExportContent content, ModelMetadata metadata)
    {
        try
        {
            Network network = kind == ExportKind.LiteInt8
                ? WholeNumberEnds.Apply(content.WholeNumbers.Value, io switch
                {
                    WholeNumberInterface.SignedBytes => ElementType.Int8,
                    WholeNumberInterface.UnsignedBytes => ElementType.UInt8,
                    _ => ElementType.Float32,
                })
                : content.Network;
            return LiteWriter.Write(network, new LiteWriterOptions
            {
                Weights = kind switch
                {
                    ExportKind.LiteFloat16 => LiteWeights.Float16,
                    ExportKind.LiteDynamic => LiteWeights.Int8,
                    _ => LiteWeights.Float32,
                },
                Metadata = About(metadata),
            });
        }
        catch (Exception e) when (e is LiteFormatException or GraphException)
        {
            throw new RetrainException($"'{content.Name}' cannot be written as a TensorFlow Lite file: {e.Message}", e);
        }
    }

    private static LiteMetadata About(ModelMetadata metadata)
    {
        // input = low + pixel / 255 * (high - low) = (pixel - mean) / std.
        Preprocessing rules = metadata.Preprocessing;
        float std = 255f / (rules.RangeHigh - rules.RangeLow);
        return new LiteMetadata
        {
            Name = $"{metadata.Backbone}, retrained",
            Description = $"Classifies pictures: {metadata.Labels.Count} classes.",
            Version = "1",
            Licence = metadata.Licence,
            Mean = 0f - (rules.RangeLow * std),
            Std = std,
            Labels = metadata.Labels,
            Texts = new Dictionary<string, string> { [ModelMetadataJson.Key] = metadata.ToJson() },
        };
    }
}
