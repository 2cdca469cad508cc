using System.Text.Json;
using Retrain.Foundation;

namespace Retrain.Backbones.Catalogue;

/// <summary>What was downloaded and unpacked; kept beside the module's folder, so that a folder that lost files is noticed.</summary>
/// <param name="Url">As typed.</param>
/// <param name="Sha256">Of the archive, in hexadecimal.</param>
/// <param name="Size">Of the archive, in bytes.</param>
/// <param name="Files">What was in it.</param>
internal sealed record ArchiveRecord(string Url, string Sha256, long Size, IReadOnlyList<ArchiveFile> Files)
{
    private const int LongestFile = 4 << 20;

    /// <summary>Reads a record; <see langword="null"/> if there is none that can be read, which tells nothing about the folder.</summary>
    public static ArchiveRecord? Read(string path)
    {
        try
        {
            var stored = new FileInfo(path);
            if (!stored.Exists || stored.Length > LongestFile)
            {
                return null;
            }

            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            return new ArchiveRecord(
                root.GetProperty("url").GetString() ?? "",
                root.GetProperty("sha256").GetString() ?? "",
                root.GetProperty("size").GetInt64(),
                [
                    .. from file in root.GetProperty("files").EnumerateArray()
                       select new ArchiveFile(file.GetProperty("path").GetString() ?? "", file.GetProperty("size").GetInt64()),
                ]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Writes the record.</summary>
    public void Write(string path) => AtomicFile.WriteText(path, JsonText.Document(json =>
    {
        json.WriteStartObject();
        json.WriteString("url", Url);
        json.WriteString("sha256", Sha256);
        json.WriteNumber("size", Size);
        json.WriteStartArray("files");
        foreach (ArchiveFile file in Files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            json.WriteNumber("size", file.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    /// <summary>The first thing that the folder lacks; <see langword="null"/>: nothing.</summary>
    public string? FaultOf(string folder)
    {
        foreach (ArchiveFile file in Files)
        {
            var found = new FileInfo(Path.Combine(folder, file.Path));
            if (!found.Exists)
            {
                return $"{file.Path} is gone";
            }

            if (found.Length != file.Size)
            {
                return $"{file.Path} has {found.Length} bytes, not {file.Size}";
            }
        }

        return null;
    }
}
