namespace Retrain.Photos.Decoding;

/// <summary>Which sizes are decoded at all. Asked with what the header claims, before anything is allocated.</summary>
internal static class PictureSize
{
    /// <summary>TensorFlow's own limit on width x height x 3 (REFERENCE 4.1), here for every format; a GIF's canvas counts.</summary>
    public const long LimitInBytes = 1L << 29;

    /// <summary>A reason where the size cannot be decoded; null where it can.</summary>
    /// <param name="width">As the header claims, in pixels; any value.</param>
    /// <param name="height">As the header claims, in pixels; any value.</param>
    public static Decoded? Check(long width, long height)
    {
        if (width <= 0 || height <= 0)
        {
            return Decoded.Damaged($"header says {width} x {height} pixels");
        }

        return width < LimitInBytes && height < LimitInBytes && width * height * 3 < LimitInBytes
            ? null
            : Decoded.TooLarge(
                $"{width} x {height} pixels are too many: width x height x 3 must be below {LimitInBytes}; scale the picture down");
    }
}
