using System.Text.Json;
using Retrain.Foundation;

namespace Retrain.Backbones.Catalogue;

/// <summary>An archive that is not here whole yet, with what a server needs to go on: it survives the program.</summary>
internal sealed class PartialDownload
{
    private readonly string statePath;

    private PartialDownload(string path)
    {
        Path = path;
        statePath = path + ".json";
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Bytes that are here.</summary>
    public long Length { get; private set; }

    /// <summary>
    /// Mark of the version that they belong to, as the server gave it: an entity tag or a date; <see langword="null"/>: none, so that
    /// nothing can go on.
    /// </summary>
    public string? Validator { get; private set; }

    /// <summary>Size of the whole in bytes; <see langword="null"/>: unknown.</summary>
    public long? Total { get; private set; }

    /// <summary>Opens what an earlier run left of the same address; something else is removed.</summary>
    public static PartialDownload Open(string path, Uri source)
    {
        var partial = new PartialDownload(path);
        try
        {
            if (File.Exists(path) && File.Exists(partial.statePath))
            {
                using JsonDocument state = JsonDocument.Parse(File.ReadAllBytes(partial.statePath));
                long length = new FileInfo(path).Length;
                string? validator = state.RootElement.GetProperty("validator").GetString();
                long? total = state.RootElement.GetProperty("total") is { ValueKind: JsonValueKind.Number } size ? size.GetInt64() : null;
                bool isSameSource = state.RootElement.GetProperty("source").GetString() == source.AbsoluteUri;
                if (isSameSource && validator is { Length: > 0 } && !(length > total))
                {
                    (partial.Length, partial.Validator, partial.Total) = (length, validator, total);
                    return partial;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // What cannot be read cannot be gone on with.
        }

        partial.Remove();
        return partial;
    }

    /// <summary>Starts a new version from its first byte.</summary>
    public void Restart(Uri source, string? validator, long? total)
    {
        Remove();
        (Validator, Total) = (validator, total);
        AtomicFile.WriteText(statePath, JsonText.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("source", source.AbsoluteUri);
            json.WriteString("validator", validator);
            if (total is { } size)
            {
                json.WriteNumber("total", size);
            }
            else
            {
                json.WriteNull("total");
            }

            json.WriteEndObject();
        }));
    }

    /// <summary>A stream that appends; tell <see cref="Grew"/> what was written.</summary>
    public FileStream OpenAppend() => new(Path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>Counts bytes that were appended.</summary>
    public void Grew(int bytes) => Length += bytes;

    /// <summary>Forgets everything.</summary>
    /// <exception cref="RetrainException">It cannot be removed.</exception>
    public void Remove()
    {
        try
        {
            File.Delete(Path);
            File.Delete(statePath);
        }
        catch (DirectoryNotFoundException)
        {
            // Then there is nothing to remove.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the unfinished download {Path} cannot be removed: {e.OneLine()}; remove it by hand", e);
        }

        (Length, Validator, Total) = (0, null, null);
    }
}
