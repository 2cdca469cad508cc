namespace Retrain.Photos.Decoding;

/// <summary>Picture files of every kind to RGB pixels, by content and never by name.</summary>
internal static class PhotoDecoder
{
    /// <summary>Decodes one file. Never throws for bad content; thread-safe.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for the note where name and content differ.</param>
    /// <param name="options">The rules.</param>
    public static DecodeResult Decode(ReadOnlyMemory<byte> file, string name, DecodeOptions options) => throw new NotImplementedException();
}
