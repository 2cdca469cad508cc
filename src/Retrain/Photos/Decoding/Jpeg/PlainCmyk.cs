namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>
/// CMYK without Adobe's marker, where 0 means no ink. Skia takes every CMYK as inverted and hands out only the three products with K, from
/// which the four planes cannot be had back. So the picture is rewritten as two of three components each, marked as RGB: those come
/// through untouched, and two planes in common keep the sampling factors what they are.
/// </summary>
internal static class PlainCmyk
{
    /// <summary>Decodes a Huffman-coded picture of four components.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="structure">Its segments.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="roundDown">As TensorFlow; otherwise products are rounded.</param>
    public static Pixels? Decode(ReadOnlySpan<byte> file, JpegStructure structure, JpegFrame frame, bool roundDown)
    {
        JpegPlane[] planes = JpegCoefficients.Read(file, structure, frame).Planes;
        if (planes.Any(p => p.Quantisation.Length == 0))
        {
            return null;
        }

        // The components with the largest sampling factors have to be in both pictures.
        int widest = Array.FindIndex(frame.Components, c => c.H == frame.MaxH);
        int highest = Array.FindIndex(frame.Components, c => c.V == frame.MaxV);
        highest = highest == widest ? (widest + 1) % 4 : highest;
        int[] others = [.. Enumerable.Range(0, 4).Where(i => i != widest && i != highest)];
        using Pixels? first = DecodeThree(frame, planes, [widest, highest, others[0]]);
        using Pixels? second = DecodeThree(frame, planes, [widest, highest, others[1]]);
        if (first is null || second is null)
        {
            return null;
        }

        int[] place = new int[4];
        (place[widest], place[highest], place[others[0]], place[others[1]]) = (0, 1, 2, 5);
        return Combine(first, second, place, roundDown);
    }

    private static Pixels? DecodeThree(JpegFrame frame, JpegPlane[] planes, int[] chosen)
    {
        using SkiaPicture? picture = SkiaPicture.Open(JpegRewriter.Write(frame, planes, chosen, JpegRewriter.AdobeMarker(0)));
        Pixels? pixels = null;
        picture?.DecodeByStripes(picture.Width, picture.Height, AlphaRule.Drop, out pixels);
        return pixels;
    }

    /// <summary>
    /// R = (255 - C) * (255 - K) / 255 and so on; <c>place</c> says where C, M, Y and K lie in a pixel of both pictures side by side.
    /// </summary>
    private static Pixels Combine(Pixels first, Pixels second, int[] place, bool roundDown)
    {
        var result = new Pixels(first.Width, first.Height);
        Span<byte> target = result.Rgb;
        Span<byte> both = stackalloc byte[6];
        int half = roundDown ? 0 : 127;
        for (int at = 0; at < target.Length; at += 3)
        {
            first.Rgb.Slice(at, 3).CopyTo(both);
            second.Rgb.Slice(at, 3).CopyTo(both[3..]);
            int white = 255 - both[place[3]];
            for (int c = 0; c < 3; c++)
            {
                target[at + c] = (byte)((((255 - both[place[c]]) * white) + half) / 255);
            }
        }

        return result;
    }
}
