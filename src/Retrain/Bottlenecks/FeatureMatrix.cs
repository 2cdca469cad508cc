namespace Retrain.Bottlenecks;

/// <summary>Bottlenecks of many photos: float32 [N, F], row-major, row i is photo i.</summary>
public sealed class FeatureMatrix
{
    /// <summary>Wraps values that the caller hands over.</summary>
    /// <param name="values">[N * F]; not copied.</param>
    /// <param name="width">F, the number of features of a photo; at least 1.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of the width.</exception>
    public FeatureMatrix(float[] values, int width)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.Length % width != 0)
        {
            throw new ArgumentException($"{values.Length} values are not whole rows of {width} features", nameof(values));
        }

        Values = values;
        Width = width;
    }

    /// <summary>Number of photos, N.</summary>
    public int Rows => Values.Length / Width;

    /// <summary>Number of features of a photo, F.</summary>
    public int Width { get; }

    /// <summary>All values, row after row.</summary>
    public float[] Values { get; }

    /// <summary>The features of one photo.</summary>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Width, Width);
}
