namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>
/// Nodes that turn a file's bytes into pixels. The network begins behind them: photos are decoded by our own decoders, and the pixels go in
/// instead.
/// </summary>
internal static class PictureDecoders
{
    private static readonly HashSet<string> Ops = new(StringComparer.Ordinal)
    {
        "DecodeJpeg", "DecodePng", "DecodeBmp", "DecodeGif", "DecodeImage", "DecodeAndCropJpeg",
    };

    /// <summary>Whether an operator is one.</summary>
    public static bool IsDecoder(string op) => Ops.Contains(op);
}
