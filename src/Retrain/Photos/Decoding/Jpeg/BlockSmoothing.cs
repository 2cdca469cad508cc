namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>
/// Fills in coefficients that an unfinished progressive JPEG has not sent yet, from the averages of the blocks around: what libjpeg up to
/// libjpeg-turbo 2.0, hence TensorFlow 1.15, does (T.81, K.8.2). Later versions look at 5 x 5 blocks and differ by up to 56 levels.
/// </summary>
internal static class BlockSmoothing
{
    private const int FirstOrder = 36;
    private const int SecondOrder = 9;
    private const int Diagonal = 5;

    /// <summary>Smooths all components in place, where any of their first five AC coefficients is not known exactly.</summary>
    public static void Apply(JpegFrame frame, JpegPlane[] planes)
    {
        bool possible = planes.All(p => p.Known[0] >= 0 && p.Quantisation.Length > 0 && p.Quantisation.AsSpan(0, 6).IndexOf((ushort)0) < 0);
        if (!possible || planes.All(p => p.Known.AsSpan(1, 5).IndexOfAnyExcept(0) < 0))
        {
            return;
        }

        for (int i = 0; i < planes.Length; i++)
        {
            Smooth(planes[i], frame.BlocksAcross(frame.Components[i]), frame.BlocksDown(frame.Components[i]));
        }
    }

    private static void Smooth(JpegPlane plane, int across, int down)
    {
        int q = plane.Quantisation[0];
        for (int y = 0; y < down; y++)
        {
            for (int x = 0; x < across; x++)
            {
                int Dc(int dx, int dy) => plane.Block(Math.Clamp(x + dx, 0, across - 1), Math.Clamp(y + dy, 0, down - 1))[0];
                Span<short> block = plane.Block(x, y);

                // Zigzag places 1 to 5 are the frequencies (right, down): (1,0), (0,1), (0,2), (1,1), (2,0).
                Estimate(plane, block, 1, FirstOrder * q * (Dc(-1, 0) - Dc(1, 0)));
                Estimate(plane, block, 2, FirstOrder * q * (Dc(0, -1) - Dc(0, 1)));
                Estimate(plane, block, 3, SecondOrder * q * (Dc(0, -1) + Dc(0, 1) - (2 * Dc(0, 0))));
                Estimate(plane, block, 4, Diagonal * q * (Dc(-1, -1) - Dc(1, -1) - Dc(-1, 1) + Dc(1, 1)));
                Estimate(plane, block, 5, SecondOrder * q * (Dc(-1, 0) + Dc(1, 0) - (2 * Dc(0, 0))));
            }
        }
    }

    /// <summary>Rounds to steps of 256 times the quantiser; what is known already to be small stays below its next bit.</summary>
    private static void Estimate(JpegPlane plane, Span<short> block, int k, int numerator)
    {
        int low = plane.Known[k];
        if (low == 0 || block[k] != 0)
        {
            return;
        }

        int q = plane.Quantisation[k];
        int size = ((q << 7) + Math.Abs(numerator)) / (q << 8);
        if (low > 0)
        {
            size = Math.Min(size, (1 << low) - 1);
        }

        block[k] = (short)(numerator < 0 ? -size : size);
    }
}
