using Retrain.Exports;
using Retrain.Exports.Writers;
using ModelMetadata = Retrain.Models.ModelMetadata;

namespace Retrain.Tests.Exports;

/// <summary>A writer with a fault planted in it.</summary>
internal sealed class FaultyExport(
    IModelExport inner, Func<ExportContent, ExportContent>? content = null, Func<ModelMetadata, ModelMetadata>? metadata = null,
    Action<string>? after = null) : IModelExport
{
    public ExportKind Kind => inner.Kind;

    public string FileName => inner.FileName;

    public ModelMetadata Describe(ExportContent whole) => metadata is null ? inner.Describe(whole) : metadata(inner.Describe(whole));

    public void Try(ExportContent whole) => inner.Try(whole);

    public void Write(string path, ExportContent whole, ModelMetadata about)
    {
        inner.Write(path, content is null ? whole : content(whole), about);
        after?.Invoke(path);
    }
}
