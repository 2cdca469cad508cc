using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Networks;

namespace Retrain.Models;

/// <summary>Where a model's class names come from.</summary>
internal static class ModelLabels
{
    /// <summary>
    /// The names, one a class: from the file that the user names, else from the model's own metadata (also other programs'), else from
    /// <c>labels.txt</c> or <c>output_labels.txt</c> (the original's name for it) beside it, else from the constants of a TensorFlow graph.
    /// </summary>
    /// <param name="runner">The model.</param>
    /// <param name="modelPath">Its file.</param>
    /// <param name="labelsPath">The user's labels file, or <see langword="null"/>.</param>
    /// <param name="isModelFolder">
    /// The user named the folder around the model: its <c>labels.txt</c> belongs to it and must agree with it.
    /// </param>
    /// <exception cref="RetrainException">None found, another number than the model has classes, or another order.</exception>
    public static IReadOnlyList<string> Resolve(ModelRunner runner, string modelPath, string? labelsPath, bool isModelFolder)
    {
        IReadOnlyList<string>? own = runner.Metadata?.Labels ?? OnnxClassNames.InMetadata(key => runner.Properties.GetValueOrDefault(key))
            ?? runner.DeclaredLabels ?? InGraph(modelPath);
        string folder = Path.GetDirectoryName(modelPath) ?? "";
        string[] usual = [Path.Combine(folder, LabelsFile.Name), Path.Combine(folder, LabelsFile.OriginalName)];
        string beside = usual.FirstOrDefault(File.Exists) ?? "";
        labelsPath = string.IsNullOrEmpty(labelsPath) ? null : labelsPath;
        string? file = labelsPath ?? ((own is null || (isModelFolder && runner.Metadata is not null)) && beside.Length > 0 ? beside : null);
        if (own is not null && own.Count != runner.Classes)
        {
            // Another output than the model's own, features for instance, has other classes than the names are for.
            own = labelsPath is not null ? null : throw new RetrainException(
                $"'{modelPath}' names {own.Count} classes but gives {runner.Classes} scores: "
                    + "it is damaged, or another output was meant (--output_layer)");
        }

        if (file is null)
        {
            return own ?? runner.InnerLabels ?? throw new UsageException(
                $"'{modelPath}' does not name its {runner.Classes} classes, "
                    + $"and there is no {LabelsFile.Name} or {LabelsFile.OriginalName} beside it: "
                + "give a text file with one label a line (--labels)");
        }

        IReadOnlyList<string> labels = LabelsFile.Read(
            file, runner.Classes, orMore: own is null && runner is { Metadata: null, Preprocessing.Compat: true });
        // Teachable Machine numbers its lines.
        labels = runner.Metadata is null ? NumberedLabels.WithoutNumbers(labels) ?? labels : labels;
        if (own is null)
        {
            return labels;
        }

        // A file that the user names may rename classes (translate them), but not shuffle them.
        LabelsFile.CheckAgainstModel(file, labels, own, orderOnly: labelsPath is not null);
        return labelsPath is null ? own : labels;
    }

    private static IReadOnlyList<string>? InGraph(string modelPath)
    {
        try
        {
            return OnnxClassNames.InZipMap(OnnxModel.Read(File.ReadAllBytes(modelPath)).Graph);
        }
        catch (Exception e) when (e is OnnxFormatException or IOException or UnauthorizedAccessException)
        {
            // ONNX Runtime has opened it, so it is a model; that we cannot look inside costs the names only.
            return null;
        }
    }
}
