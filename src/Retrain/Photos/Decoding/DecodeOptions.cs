namespace Retrain.Photos.Decoding;

/// <summary>How a picture file becomes pixels.</summary>
internal sealed record DecodeOptions
{
    /// <summary>
    /// As TensorFlow's DecodeJpeg op: orientation ignored, alpha dropped, other formats than JPEG, PNG and still GIF refused.
    /// </summary>
    public bool Compat { get; init; }

    /// <summary>
    /// Width and height, in pixels, that the picture will be resized to; a much larger JPEG may be decoded at reduced scale. 0: never.
    /// </summary>
    public int TargetWidth { get; init; }

    /// <inheritdoc cref="TargetWidth"/>
    public int TargetHeight { get; init; }
}
