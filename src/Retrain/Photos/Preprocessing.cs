namespace Retrain.Photos;

/// <summary>
/// How a photo becomes a network's input. One record, used by training, evaluation and prediction, and carried by every model file:
/// a model that is fed otherwise answers otherwise.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>Version of the pixel code; a change that moves features raises it, and with it every cache key.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Input width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Input height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Value of a black pixel in the input. Default 0.</summary>
    public float RangeLow { get; init; }

    /// <summary>Value of a white pixel in the input. Default 1.</summary>
    public float RangeHigh { get; init; } = 1f;

    /// <summary>Name of TensorFlow 1's resize rule, REFERENCE 4.3.</summary>
    internal const string LegacyBilinear = "legacy_bilinear";

    /// <summary>Name of TensorFlow 2's resize rule: pixels are squares whose middles are sampled.</summary>
    internal const string HalfPixelBilinear = "half_pixel_bilinear";

    /// <summary>
    /// Name of the resize rule: <c>legacy_bilinear</c>, the original's, or <c>half_pixel_bilinear</c>, for models that resize so
    /// themselves.
    /// </summary>
    public string Resize { get; init; } = LegacyBilinear;

    /// <summary>Name of the crop that keeps the whole photo.</summary>
    internal const string StretchCrop = "stretch";

    /// <summary>Name of the crop that keeps the photo's middle.</summary>
    internal const string CentreCrop = "centre";

    /// <summary>
    /// Which part of the photo is resized: <c>stretch</c>, all of it, its shape not kept; <c>centre</c>, the largest part of its middle
    /// that has the input's shape (for a square input the largest centred square). Default <c>stretch</c>, the original's.
    /// </summary>
    public string Crop { get; init; } = StretchCrop;

    /// <summary>Channel order of the input. <c>rgb</c>, the only one so far.</summary>
    public string Channels { get; init; } = "rgb";

    /// <summary><c>nchw</c> or <c>nhwc</c>. Default <c>nchw</c>.</summary>
    public string Layout { get; init; } = "nchw";

    /// <summary>
    /// Decode as the original does: EXIF orientation ignored, alpha dropped, 16 bits cut to 8, nothing scaled while decoding.
    /// </summary>
    public bool Compat { get; init; }

    /// <summary>Version of the pixel code that made the features.</summary>
    public int Version { get; init; } = CurrentVersion;
}
