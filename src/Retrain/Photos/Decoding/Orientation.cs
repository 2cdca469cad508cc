namespace Retrain.Photos.Decoding;

/// <summary>Turns and mirrors a stored picture so that it is upright.</summary>
internal static class Orientation
{
    /// <summary>Whether width and height change places.</summary>
    /// <param name="orientation">EXIF value, 1 to 8.</param>
    public static bool SwapsSides(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>The upright picture; disposes the stored one unless it is upright already.</summary>
    /// <param name="stored">The picture as it lies in the file.</param>
    /// <param name="orientation">
    /// EXIF value, 1 to 8: which edges of the scene row 0 and column 0 of the stored picture are (EXIF 2.3, tag 0x0112).
    /// </param>
    public static Pixels Apply(Pixels stored, int orientation)
    {
        int width = stored.Width;
        int height = stored.Height;

        // Upright pixel (x, y) is the stored pixel origin + x * stepX + y * stepY.
        (int origin, int stepX, int stepY) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => ((width * height) - 1, -1, -width),
            4 => ((height - 1) * width, 1, -width),
            5 => (0, width, 1),
            6 => ((height - 1) * width, -width, 1),
            7 => ((width * height) - 1, -width, -1),
            8 => (width - 1, width, -1),
            _ => (0, 0, 0),
        };
        if (stepX == 0)
        {
            return stored;
        }

        Pixels upright = SwapsSides(orientation) ? new Pixels(height, width) : new Pixels(width, height);
        ReadOnlySpan<byte> source = stored.Rgb;
        Span<byte> target = upright.Rgb;
        int at = 0;
        for (int y = 0; y < upright.Height; y++)
        {
            int from = (origin + (y * stepY)) * 3;
            for (int x = 0; x < upright.Width; x++)
            {
                source.Slice(from, 3).CopyTo(target.Slice(at, 3));
                at += 3;
                from += stepX * 3;
            }
        }

        stored.Dispose();
        return upright;
    }
}
