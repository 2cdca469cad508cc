using Google.Protobuf;
using Retrain.Foundation;
using Retrain.Models;

namespace Retrain.Exports.Writers;

/// <summary>A frozen TensorFlow graph; what it cannot say of itself stands in a JSON file beside it.</summary>
internal sealed class FrozenGraphExport : IModelExport
{
    /// <inheritdoc/>
    public ExportKind Kind => ExportKind.FrozenGraph;

    /// <inheritdoc/>
    public string FileName => ExportForm.Of(Kind).FileName;

    /// <inheritdoc/>
    public ModelMetadata Describe(ExportContent content) => TensorFlowExportGraph.Describe(content);

    /// <inheritdoc/>
    public void Try(ExportContent content) => TensorFlowExportGraph.Of(content);

    /// <inheritdoc/>
    public void Write(string path, ExportContent content, ModelMetadata metadata)
    {
        AtomicFile.Write(path, TensorFlowExportGraph.Of(content).WriteTo);
        AtomicFile.WriteText(ModelSidecar.PathFor(path, isFolder: false), metadata.ToJson());
    }
}
