using Retrain.Exports.Web;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlowJs.Writing;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Models;

namespace Retrain.Exports.Writers;

/// <summary>A TensorFlow.js graph model in a folder with a page that shows it.</summary>
/// <param name="kind">Its precision.</param>
internal sealed class TensorFlowJsExport(ExportKind kind) : IModelExport
{
    /// <inheritdoc/>
    public ExportKind Kind => kind;

    /// <inheritdoc/>
    public string FileName => ExportForm.Of(kind).FileName;

    /// <inheritdoc/>
    public ModelMetadata Describe(ExportContent content) => content.Metadata with
    {
        Preprocessing = content.Metadata.Preprocessing with { Layout = "nhwc" },
        FinalTensorName = NodeNames.Valid(content.Image.Output.Name),
    };

    /// <inheritdoc/>
    public void Try(ExportContent content) => Named(content, () => TensorFlowJsWriter.Require(content.WithNamedPadding()));

    /// <inheritdoc/>
    public void Write(string path, ExportContent content, ModelMetadata metadata) => Named(content, () =>
    {
        TensorFlowJsWriter.Write(content.WithNamedPadding(), path, new TensorFlowJsWriterOptions
        {
            Float16 = kind == ExportKind.TensorFlowJsFloat16,
            Metadata = new Dictionary<string, string> { [ModelMetadataJson.Key] = metadata.ToJson() },
        });
        WebPage.Write(path);
    });

    private static void Named(ExportContent content, Action write)
    {
        try
        {
            write();
        }
        catch (GraphException e)
        {
            throw new RetrainException($"'{content.Name}' cannot be written for TensorFlow.js: {e.Message}", e);
        }
    }
}
