using Retrain.Formats.TensorFlow.Writing;
using Retrain.Foundation;
using Retrain.Models;

namespace Retrain.Exports.Writers;

/// <summary>A SavedModel with the signature <c>serving_default</c>: <c>image</c> in, <c>prediction</c> out.</summary>
internal sealed class SavedModelExport : IModelExport
{
    /// <inheritdoc/>
    public ExportKind Kind => ExportKind.SavedModel;

    /// <inheritdoc/>
    public string FileName => ExportForm.Of(Kind).FileName;

    /// <inheritdoc/>
    public ModelMetadata Describe(ExportContent content) => TensorFlowExportGraph.Describe(content);

    /// <inheritdoc/>
    public void Try(ExportContent content) => TensorFlowExportGraph.Of(content);

    /// <inheritdoc/>
    public void Write(string path, ExportContent content, ModelMetadata metadata)
    {
        string sidecar = ModelSidecar.PathFor(path, isFolder: true);
        Directory.CreateDirectory(Path.GetDirectoryName(sidecar)!);
        SavedModelWriter.Write(
            path,
            TensorFlowExportGraph.Of(content),
            (ConversionWriter.SavedModelInput, RetrainedGraph.InputName, [-1, metadata.Preprocessing.Height, metadata.Preprocessing.Width, 3]),
            (ConversionWriter.SavedModelOutput, metadata.FinalTensorName, [-1, metadata.Labels.Count]));
        AtomicFile.WriteText(sidecar, metadata.ToJson());
    }
}
