namespace Retrain.Photos.Resizing;

/// <summary>The part of a picture that is resized, in pixels from its upper left corner.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Number of columns, 1 or more.</param>
/// <param name="Height">Number of rows, 1 or more.</param>
internal readonly record struct CropArea(int X, int Y, int Width, int Height)
{
    private const int Rgb = 3;

    /// <summary>The part that a network's rules want of an upright picture; an odd pixel over stays to the right and below.</summary>
    /// <param name="width">Of the picture, above 0.</param>
    /// <param name="height">Of the picture, above 0.</param>
    /// <param name="preprocessing">Crop and shape of the input.</param>
    public static CropArea Of(int width, int height, Preprocessing preprocessing)
    {
        if (preprocessing.Crop != Preprocessing.CentreCrop)
        {
            return new CropArea(0, 0, width, height);
        }

        // Compared crosswise, in whole numbers: no rounding decides about a pixel.
        (long inputWidth, long inputHeight) = (preprocessing.Width, preprocessing.Height);
        bool isWide = width * inputHeight >= height * inputWidth;
        int cropWidth = isWide ? Math.Max(1, (int)(height * inputWidth / inputHeight)) : width;
        int cropHeight = isWide ? height : Math.Max(1, (int)(width * inputHeight / inputWidth));
        return new CropArea((width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight);
    }

    /// <summary>Whether this is all of a picture.</summary>
    public bool IsAll(int width, int height) => Width == width && Height == height;

    /// <summary>Copies the part out of a picture.</summary>
    /// <param name="rgb">[H, W, 3].</param>
    /// <param name="width">W.</param>
    /// <param name="target">[<see cref="Height"/>, <see cref="Width"/>, 3], overwritten.</param>
    public void Copy(ReadOnlySpan<byte> rgb, int width, Span<byte> target)
    {
        for (int y = 0; y < Height; y++)
        {
            rgb.Slice((((Y + y) * width) + X) * Rgb, Width * Rgb).CopyTo(target[(y * Width * Rgb)..]);
        }
    }
}
