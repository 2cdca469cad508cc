using System.Text.Json;
using Retrain.Formats.Keras;

namespace Retrain.Networks;

/// <summary>What lies beside a model of Keras or TensorFlow.js and belongs to it: labels, and the marks of Teachable Machine.</summary>
/// <param name="Labels">Class names; <see langword="null"/>: none.</param>
/// <param name="IsTeachableMachine">Teachable Machine wrote it: the middle square of photos, from -1 to 1.</param>
internal sealed record BesideModel(IReadOnlyList<string>? Labels, bool IsTeachableMachine)
{
    private const string MetadataName = "metadata.json";
    private const string LabelsName = "labels.txt";
    private const long MostBytes = 16 << 20;

    /// <summary>Looks into the folder of a model.</summary>
    /// <param name="file">The model's file.</param>
    /// <exception cref="IOException">A file is there and cannot be read.</exception>
    public static BesideModel Find(string file)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";
        if (Read(Path.Combine(folder, MetadataName)) is { } metadata && FromJson(metadata) is { } known)
        {
            return known;
        }

        return Read(Path.Combine(folder, LabelsName)) is { } text ? FromText(System.Text.Encoding.UTF8.GetString(text)) : new(null, false);
    }

    /// <summary>
    /// Class names in a JSON object under <c>labels</c>, with the marks of Teachable Machine; <see langword="null"/>: none.
    /// </summary>
    public static BesideModel? FromJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            var metadata = new KerasConfig(KerasTopology.ParseJson(json));
            return metadata.Find("labels") is { ValueKind: JsonValueKind.Array } list
                && list.EnumerateArray().All(l => l.ValueKind == JsonValueKind.String)
                    ? new BesideModel([.. list.EnumerateArray().Select(l => l.GetString()!)], metadata.Find("tmVersion") is not null)
                    : null;
        }
        catch (KerasFormatException)
        {
            // Another program's file, which says nothing of labels.
            return null;
        }
    }

    private static BesideModel FromText(string text)
    {
        string[] lines = [.. text.TrimStart('\ufeff').TrimEnd().Split('\n').Select(l => l.TrimEnd())];
        IReadOnlyList<string>? numbered = NumberedLabels.WithoutNumbers(lines);
        return new BesideModel(numbered ?? (lines is [""] ? null : lines), numbered is not null);
    }

    private static byte[]? Read(string path) =>
        File.Exists(path) && new FileInfo(path).Length <= MostBytes ? File.ReadAllBytes(path) : null;
}
