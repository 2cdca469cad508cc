using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Exports.Writers;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Graph;
using ModelMetadata = Retrain.Models.ModelMetadata;

namespace Retrain.Exports;

/// <summary>Writes one file of an export and finds out whether it answers as the trained model.</summary>
/// <param name="content">The trained model.</param>
/// <param name="checker">Knows what it says.</param>
/// <param name="recorder">Asks the file what it will be held to elsewhere.</param>
/// <param name="force">Keep a file whose answers differ.</param>
internal sealed class ExportJob(ExportContent content, ExportChecker checker, ExportRecorder recorder, bool force)
{
    /// <summary>Writes it.</summary>
    /// <param name="export">The form.</param>
    /// <param name="path">Where, nothing is there yet; a refused file is still there.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <returns>What came of it, and the scores to expect elsewhere.</returns>
    /// <exception cref="IOException">The disk says no.</exception>
    public (ExportedFile File, Models.ExpectedScores? Expected) Run(IModelExport export, string path, CancellationToken cancellationToken)
    {
        try
        {
            var limits = ExportLimits.Of(ExportForm.Of(export.Kind).Precision, content.Image.IsQuantized);
            ModelMetadata metadata = export.Describe(content);
            export.Write(path, content, metadata);
            cancellationToken.ThrowIfCancellationRequested();
            Models.ExpectedScores expected = recorder.Record(path, export.Kind, metadata.Labels, limits.Elsewhere);

            // The scores are part of the file that they are about, so it is written again, and that file is the one that is checked.
            Clear(path);
            export.Write(path, content, metadata with { Expected = expected });
            ExportComparison comparison = checker.Compare(path, limits.Tie, cancellationToken);
            if (export.Kind == ExportKind.LiteInt8)
            {
                comparison = comparison with { ByDefinition = ExportDefinition.Difference(path, recorder.SelfTest) };
            }

            string? fault = limits.Fault(comparison) ?? WholeNumberCheck.Fault(export.Kind, path, content);
            long bytes = ModelSource.SizeOf(path);
            return (new ExportedFile(export.Kind, export.FileName, bytes, comparison, fault, fault is null || force), expected);
        }
        catch (Exception e) when (e is RetrainException or GraphException or OnnxFormatException or OnnxRuntimeException)
        {
            string reason = e is OnnxRuntimeException fault ? $"it does not run: {OnnxEnvironment.OneLine(fault)}" : e.OneLine();
            reason = reason.Replace(path, export.FileName, StringComparison.Ordinal);
            return (new ExportedFile(export.Kind, export.FileName, 0, null, reason, IsWritten: false), null);
        }
    }

    private static void Clear(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
