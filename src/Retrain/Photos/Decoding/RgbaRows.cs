using System.Runtime.Intrinsics;

namespace Retrain.Photos.Decoding;

/// <summary>What becomes of a pixel's alpha.</summary>
internal enum AlphaRule
{
    /// <summary>There is none, or it is dropped and the colour below it kept, as in TensorFlow.</summary>
    Drop,

    /// <summary>The picture lies on white.</summary>
    OnWhite,
}

/// <summary>RGBA pixels to RGB pixels. Source and target may be the same memory: no byte is read after it was overwritten.</summary>
internal static class RgbaRows
{
    /// <summary>Converts a run of pixels.</summary>
    /// <param name="rgba">[N, 4], alpha not multiplied in.</param>
    /// <param name="rgb">[N, 3].</param>
    /// <param name="rule">What becomes of alpha.</param>
    public static void ToRgb(ReadOnlySpan<byte> rgba, Span<byte> rgb, AlphaRule rule)
    {
        if (rule == AlphaRule.OnWhite)
        {
            OnWhite(rgba, rgb);
        }
        else
        {
            Drop(rgba, rgb);
        }
    }

    /// <summary>One channel on white: <c>round((c * a + 255 * (255 - a)) / 255)</c>; 255 is odd, so no value lies halfway.</summary>
    public static byte OnWhite(int channel, int alpha) => (byte)(((channel * alpha) + (255 * (255 - alpha)) + 127) / 255);

    /// <summary>The definition of <see cref="AlphaRule.Drop"/>.</summary>
    public static void DropScalar(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        for (int i = 0, j = 0; i + 3 < rgba.Length; i += 4, j += 3)
        {
            byte r = rgba[i], g = rgba[i + 1], b = rgba[i + 2];
            rgb[j] = r;
            rgb[j + 1] = g;
            rgb[j + 2] = b;
        }
    }

    private static void Drop(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        int done = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // Four pixels a step. The store writes four bytes too many, which the next step or the scalar tail overwrites; in place they
            // lie before the pixels still to be read.
            Vector128<byte> order = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
            int pixels = rgba.Length / 4;
            for (; done + 8 <= pixels; done += 4)
            {
                Vector128<byte> four = Vector128.Create(rgba.Slice(done * 4, 16));
                Vector128.Shuffle(four, order).CopyTo(rgb.Slice(done * 3, 16));
            }
        }

        DropScalar(rgba[(done * 4)..], rgb[(done * 3)..]);
    }

    private static void OnWhite(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        for (int i = 0, j = 0; i + 3 < rgba.Length; i += 4, j += 3)
        {
            int r = rgba[i], g = rgba[i + 1], b = rgba[i + 2], alpha = rgba[i + 3];
            rgb[j] = OnWhite(r, alpha);
            rgb[j + 1] = OnWhite(g, alpha);
            rgb[j + 2] = OnWhite(b, alpha);
        }
    }
}
