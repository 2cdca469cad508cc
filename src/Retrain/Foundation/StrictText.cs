using System.Text;

namespace Retrain.Foundation;

/// <summary>Text files that people write by hand or save from a spreadsheet.</summary>
internal static class StrictText
{
    /// <summary>The whole text: UTF-8, or what a byte order mark says.</summary>
    /// <exception cref="DecoderFallbackException">
    /// Bytes that are no text in this encoding; elsewhere they would become question marks without a word.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string Read(string path)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        using var reader = new StreamReader(path, strict, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }
}
