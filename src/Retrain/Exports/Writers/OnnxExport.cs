using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Models;
using Retrain.Networks;

namespace Retrain.Exports.Writers;

/// <summary>An ONNX file, on floats or on whole numbers; pictures go in as into the trained model.</summary>
internal sealed class OnnxExport(ExportKind kind) : IModelExport
{
    /// <inheritdoc/>
    public ExportKind Kind => kind;

    /// <inheritdoc/>
    public string FileName => ExportForm.Of(kind).FileName;

    /// <inheritdoc/>
    public ModelMetadata Describe(ExportContent content) => content.Metadata with
    {
        Preprocessing = content.Metadata.Preprocessing with { Layout = content.IsChannelsFirst ? "nchw" : "nhwc" },
    };

    /// <inheritdoc/>
    public void Try(ExportContent content) => Make(content, Describe(content));

    /// <inheritdoc/>
    public void Write(string path, ExportContent content, ModelMetadata metadata)
    {
        byte[] onnx = Make(content, metadata);
        AtomicFile.Write(path, stream => stream.Write(onnx));
    }

    private byte[] Make(ExportContent content, ModelMetadata metadata)
    {
        Network network = kind == ExportKind.OnnxInt8 ? content.WholeNumbers.Value : content.Network;
        var properties = new Dictionary<string, string>(content.Properties, StringComparer.Ordinal)
        {
            [ModelMetadataJson.Key] = metadata.ToJson(),
        };
        return NetworkCompiler.ToOnnx(
            content.IsChannelsFirst ? Rewriter.Precede(network, ConversionWriter.PhotosFirst) : network,
            content.Name,
            new OnnxWriterOptions { ProducerVersion = ProgramInformation.Version, Metadata = properties });
    }
}
