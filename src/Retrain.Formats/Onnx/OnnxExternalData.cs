using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Onnx;

/// <summary>Reads weights that lie in files beside a model. What the model says about them is not trusted.</summary>
/// <param name="folder">The model's folder; <see langword="null"/>: the model came without one.</param>
internal sealed class OnnxExternalData(string? folder)
{
    /// <summary>Reads the bytes of a tensor.</summary>
    /// <param name="tensor">Its external data names a file inside the folder, perhaps with offset and length.</param>
    /// <param name="lengthInBytes">How many there have to be.</param>
    /// <exception cref="OnnxFormatException">
    /// The file lies outside of the folder, is missing, or is too short; the tensor is named.
    /// </exception>
    public byte[] Read(TensorProto tensor, long lengthInBytes)
    {
        string location = Entry(tensor, "location") ?? throw Fail(tensor, "names no file for its weights");
        if (folder is null)
        {
            throw Fail(tensor, $"has its weights in '{location}', which did not come with the model");
        }

        string path = PathOf(tensor, folder, location);
        long offset = Number(tensor, "offset") ?? 0;
        try
        {
            using FileStream file = File.OpenRead(path);
            long length = Number(tensor, "length") ?? lengthInBytes;
            if (length != lengthInBytes || offset > file.Length || length > file.Length - offset || length > Array.MaxLength)
            {
                throw Fail(tensor,
                    $"needs {lengthInBytes} bytes; the model names {length} from {offset} on, and '{location}' has {file.Length}");
            }

            byte[] bytes = new byte[length];
            file.Position = offset;
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Fail(tensor, $"has its weights in '{location}', which is not beside the model: put that file into the model's folder", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Fail(tensor, $"has its weights in '{location}', which cannot be read ({e.Message})", e);
        }
    }

    /// <summary>A path below the folder, also after links are followed.</summary>
    private static string PathOf(TensorProto tensor, string folder, string location)
    {
        string spelled = location.Replace('\\', '/');
        string[] parts = spelled.Split('/');
        if (spelled.Length == 0 || spelled.StartsWith('/') || Path.IsPathRooted(location) || parts.Contains("..")
            || spelled.AsSpan().IndexOfAny('\0', ':') >= 0)
        {
            throw Fail(tensor, $"has its weights in '{location}', which is outside of the model's folder");
        }

        string root = Path.GetFullPath(folder);
        string path = root;
        foreach (string part in parts.Where(p => p is not ("" or ".")))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null && !IsInside(root, path))
            {
                throw Fail(tensor, $"has its weights in '{location}', a link that leads outside of the model's folder");
            }
        }

        return path;
    }

    private static bool IsInside(string root, string link)
    {
        try
        {
            string? target = File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName;
            return target is not null && Path.GetFullPath(target)
                .StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static long? Number(TensorProto tensor, string key) => Entry(tensor, key) switch
    {
        null => null,
        { } text when long.TryParse(
            text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long number) => number,
        { } text => throw Fail(tensor, $"has '{text}' as {key} of its weights"),
    };

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;

    private static OnnxFormatException Fail(TensorProto tensor, string text, Exception? cause = null) =>
        new($"the tensor '{tensor.Name}' {text}", cause);
}
