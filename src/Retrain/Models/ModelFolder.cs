using Retrain.Formats.Onnx;
using Retrain.Foundation;

namespace Retrain.Models;

/// <summary>A folder with a model that this program made: what <c>retrain</c> writes and every other command takes.</summary>
/// <param name="Path">The folder as it was given.</param>
/// <param name="Metadata">What the model says about itself.</param>
internal sealed record ModelFolder(string Path, ModelMetadata Metadata)
{
    /// <summary>Name of the model's file.</summary>
    public const string ModelName = "model.onnx";

    /// <summary>Name of the file with figures of quality.</summary>
    public const string MetricsName = "metrics.json";

    /// <summary>Name of the file with versions, options, hashes and timings of the run.</summary>
    public const string RunName = "run.json";

    /// <summary>Path of the model's file.</summary>
    public string ModelPath => System.IO.Path.Combine(Path, ModelName);

    /// <summary>Reads and checks a folder.</summary>
    /// <exception cref="RetrainException">Something is missing, broken, or does not belong together.</exception>
    public static ModelFolder Read(string folder)
    {
        string path = System.IO.Path.Combine(folder, ModelName);
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string message = (Directory.Exists(folder), File.Exists(path)) switch
            {
                (false, _) => $"model folder '{folder}' does not exist",
                (_, false) => $"'{folder}' is no model folder: it holds no {ModelName}",
                _ => $"model '{path}' cannot be read: {e.OneLine()}",
            };
            throw new RetrainException(message, e);
        }

        ModelMetadata metadata = Check(file, path);
        string labelsPath = System.IO.Path.Combine(folder, LabelsFile.Name);
        if (File.Exists(labelsPath))
        {
            LabelsFile.CheckAgainstModel(labelsPath, LabelsFile.Read(labelsPath, metadata.Labels.Count), metadata.Labels);
        }

        return new ModelFolder(folder, metadata);
    }

    /// <summary>
    /// Writes a model folder, all or nothing: everything goes to a temporary folder beside its place, is flushed, read back and checked,
    /// and only then renamed. An older model at this place stays whole when writing fails; files that are not ours are left alone.
    /// </summary>
    /// <param name="folder">Where; it and its parents are made.</param>
    /// <param name="model">The file that <see cref="ModelBuilder"/> built.</param>
    /// <param name="metrics">Text of <c>metrics.json</c>.</param>
    /// <param name="run">Text of <c>run.json</c>.</param>
    /// <param name="texts">Further files by name, <c>split.csv</c> for instance.</param>
    /// <param name="check">Looks at the written files in their temporary folder, whose path it gets; throws to refuse them.</param>
    /// <exception cref="RetrainException">
    /// It cannot be written there; nothing has changed, or (when files could not be put back) the message says where they are.
    /// </exception>
    public static ModelFolder Write(
        string folder, ReadOnlyMemory<byte> model, string metrics, string run, IReadOnlyDictionary<string, string>? texts = null,
        Action<string>? check = null)
    {
        ModelMetadata metadata = Check(model.Span, ModelName);
        List<(string Name, ReadOnlyMemory<byte> Content)> files =
        [
            (ModelName, model),
            (LabelsFile.Name, Utf8(LabelsFile.Text(metadata.Labels))),
            (MetricsName, Utf8(metrics)),
            (RunName, Utf8(run)),
            .. (texts ?? new Dictionary<string, string>()).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, Utf8(t.Value))),
        ];

        try
        {
            FolderWriter.Write(folder, files, staged =>
            {
                Read(staged);
                check?.Invoke(staged);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the model cannot be written to '{folder}': {e.OneLine()}", e);
        }

        return new ModelFolder(folder, metadata);
    }

    /// <summary>The metadata of a model of ours, checked against its graph.</summary>
    private static ModelMetadata Check(ReadOnlySpan<byte> file, string path)
    {
        OnnxModel model;
        try
        {
            model = OnnxModel.Read(file);
        }
        catch (OnnxFormatException e)
        {
            throw new RetrainException($"model '{path}': {e.Message}", e);
        }

        ModelMetadata metadata = model.Metadata(ModelMetadataJson.Key) is { } json
            ? ModelMetadata.Parse(json, path)
            : throw new RetrainException($"model '{path}' was not made by retrain: it has no metadata property '{ModelMetadataJson.Key}'");
        OnnxValue output = model.Outputs.FirstOrDefault(o => o.Name == metadata.FinalTensorName)
            ?? throw new RetrainException(
                $"model '{path}' has no output '{metadata.FinalTensorName}', only {string.Join(", ", model.Outputs)}");
        return output.Shape is [_, { Size: { } classes }] && classes != metadata.Labels.Count
            ? throw new RetrainException($"model '{path}' names {metadata.Labels.Count} labels but answers for {classes} classes")
            : metadata;
    }

    private static ReadOnlyMemory<byte> Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
