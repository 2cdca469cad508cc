namespace Retrain.Benchmarks.Heads;

/// <summary>
/// Features with planted clusters, one a class: a pure function of row and class, so any row can be made again. As a network's, they are
/// 0 or above, about half of them 0.
/// </summary>
internal sealed class PlantedFeatures
{
    private const int PoolSize = 1 << 20;

    private readonly float[] pool = new float[PoolSize];
    private readonly float[][] centres;
    private readonly double wrongLabels;

    /// <param name="classes">C.</param>
    /// <param name="width">F.</param>
    /// <param name="distance">Deviation of the centres; that of the photos around them is 1.</param>
    /// <param name="wrongLabels">Share of the rows that get a class by lot: no head can be better than 1 - share * (C - 1) / C.</param>
    public PlantedFeatures(int classes, int width, double distance, double wrongLabels)
    {
        this.wrongLabels = wrongLabels;
        for (int i = 0; i < PoolSize; i++)
        {
            pool[i] = (float)Normal(i);
        }

        centres = new float[classes][];
        for (int c = 0; c < classes; c++)
        {
            centres[c] = new float[width];
            for (int f = 0; f < width; f++)
            {
                centres[c][f] = (float)(distance * Normal((1L << 40) + ((long)c * width) + f));
            }
        }
    }

    /// <summary>The class that a row is said to be of.</summary>
    public int LabelOf(int row) =>
        Uniform((3L << 40) + row) < wrongLabels ? (int)(Uniform((4L << 40) + row) * centres.Length) : row % centres.Length;

    /// <summary>Writes a row's features.</summary>
    public void Fill(int row, Span<float> values)
    {
        float[] centre = centres[row % centres.Length];
        // A window of the pool at a place of the row's own, and a second one, so that no two rows share their noise.
        int first = (int)(Uniform((5L << 40) + row) * (PoolSize - values.Length));
        int second = (int)(Uniform((6L << 40) + row) * (PoolSize - values.Length));
        for (int f = 0; f < values.Length; f++)
        {
            values[f] = Math.Max(0, centre[f] + (0.70710677f * (pool[first + f] + pool[second + f])));
        }
    }

    private static double Normal(long i) =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform(2 * i))) * Math.Cos(2 * Math.PI * Uniform((2 * i) + 1));

    // SplitMix64 (Steele, Lea, Flood 2014).
    private static double Uniform(long i)
    {
        ulong z = unchecked((ulong)(i + 1) * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
