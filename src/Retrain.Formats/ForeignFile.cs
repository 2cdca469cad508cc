using System.Text;

namespace Retrain.Formats;

/// <summary>Names files that people hand over by mistake.</summary>
internal static class ForeignFile
{
    /// <summary>What the file is, as a clause of a message; <see langword="null"/> where it is not known.</summary>
    /// <param name="file">The whole file, or its beginning.</param>
    /// <param name="wanted">What was asked for, for the message: <c>an ONNX model</c>.</param>
    public static string? Describe(ReadOnlySpan<byte> file, string wanted)
    {
        if (file.IsEmpty)
        {
            return "the file is empty";
        }

        ReadOnlySpan<byte> head = file.TrimStart(" \t\r\n"u8);
        return head switch
        {
            _ when head.StartsWith("version https://git-lfs"u8) => "a Git LFS pointer, not the model itself: run 'git lfs pull'",
            _ when StartsWithIgnoringCase(head, "<!doctype html") || StartsWithIgnoringCase(head, "<html") =>
                "a web page, not a model: download the file itself",
            _ when head.StartsWith("PK\u0003\u0004"u8) => $"a zip archive (PyTorch and Keras models are such), not {wanted}",
            _ when file.Length > 1 && file[0] == 0x1f && file[1] == 0x8b => $"a gzip archive, not {wanted}: unpack it first",
            _ when file.Length > 8 && file[4..8].SequenceEqual("TFL3"u8) => $"a TensorFlow Lite model, not {wanted}",
            _ when file.Length > 4 && file[1..4].SequenceEqual("HDF"u8) => $"a Keras (HDF5) model, not {wanted}",
            _ when head.StartsWith("{"u8) || head.StartsWith("["u8) => $"a JSON file, not {wanted}",
            _ => null,
        };
    }

    private static bool StartsWithIgnoringCase(ReadOnlySpan<byte> head, string prefix) =>
        head.Length >= prefix.Length && Ascii.EqualsIgnoreCase(head[..prefix.Length], prefix);
}
