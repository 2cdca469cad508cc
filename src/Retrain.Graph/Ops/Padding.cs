namespace Retrain.Graph.Ops;

/// <summary>How far a window may lie outside the image.</summary>
/// <param name="Kind">Which rule; the four lengths count for <see cref="PaddingKind.Explicit"/> only.</param>
/// <param name="Top">Rows above the image.</param>
/// <param name="Bottom">Rows below it.</param>
/// <param name="Left">Columns left of it.</param>
/// <param name="Right">Columns right of it.</param>
internal readonly record struct Padding(PaddingKind Kind, int Top = 0, int Bottom = 0, int Left = 0, int Right = 0)
{
    /// <summary>Not at all.</summary>
    public static Padding Valid => new(PaddingKind.Valid);

    /// <summary>As far as it takes for ceil(length / stride) windows.</summary>
    public static Padding Same => new(PaddingKind.Same);

    /// <summary>Given lengths.</summary>
    public static Padding Of(int top, int bottom, int left, int right) =>
        (top | bottom | left | right) == 0 ? Valid : new(PaddingKind.Explicit, top, bottom, left, right);

    /// <summary>Lengths before and behind an axis.</summary>
    /// <param name="isHeight">Which axis.</param>
    /// <param name="length">Its length.</param>
    /// <param name="window">Points of the window.</param>
    /// <param name="dilation">Distance between them.</param>
    /// <param name="stride">Step of the window.</param>
    public (int Before, int After) Along(bool isHeight, int length, int window, int dilation, int stride)
    {
        switch (Kind)
        {
            case PaddingKind.Valid:
                return (0, 0);
            case PaddingKind.Explicit:
                return isHeight ? (Top, Bottom) : (Left, Right);
            default:
                // The odd row or column goes behind, as in TensorFlow.
                long reach = (((long)window - 1) * dilation) + 1;
                int total = ShapeRules.Fit(Math.Max(0, (((((long)length + stride - 1) / stride) - 1) * stride) + reach - length));
                return (total / 2, total - (total / 2));
        }
    }

    /// <summary>Number of windows along an axis; the arguments are those of <see cref="Along"/>.</summary>
    /// <exception cref="GraphException">Not one window fits.</exception>
    public int Count(bool isHeight, int length, int window, int dilation, int stride)
    {
        (int before, int after) = Along(isHeight, length, window, dilation, stride);
        long reach = (((long)window - 1) * dilation) + 1;
        long count = (((long)length + before + after - reach) / stride) + 1;
        return (long)length + before + after >= reach
            ? ShapeRules.Fit(count)
            : throw new GraphException($"a window of {reach} does not fit into {length} + {before} + {after} pixels");
    }

    /// <summary>
    /// For each window along an axis its length over how much of it lies in the image: what turns a mean that counts padding into one that
    /// does not. The arguments are those of <see cref="Along"/>.
    /// </summary>
    public float[] WholeOverInside(bool isHeight, int length, int window, int stride)
    {
        int before = Along(isHeight, length, window, 1, stride).Before;
        float[] factors = new float[Count(isHeight, length, window, 1, stride)];
        for (int i = 0; i < factors.Length; i++)
        {
            int start = (i * stride) - before;
            factors[i] = (float)window / Math.Max(1, Math.Min(start + window, length) - Math.Max(start, 0));
        }

        return factors;
    }
}
