namespace Retrain.Training;

/// <summary>
/// How the kernels cut their work. Weights are kept transposed, [padded C, F], because then both passes walk along rows; C is padded
/// with zero rows to whole blocks, so that no kernel needs a second form for the last classes.
/// </summary>
internal static class ClassBlocks
{
    /// <summary>Classes of a block: two photos times five classes of accumulators, and what feeds them, fill 16 vector registers.</summary>
    public const int Classes = 5;

    /// <summary>
    /// Photos that are taken through both passes while their features are still in the second-level cache. Of fewer, the weights of a
    /// hundred classes would come from further away as often as they are used.
    /// </summary>
    public const int Photos = 32;

    /// <summary>Features of one parallel piece of the backward pass; a multiple of every vector width in use.</summary>
    public const int Features = 256;

    /// <summary>Multiply-adds of a pass above which other cores are asked: about 40 us of work, some times what asking costs.</summary>
    private const long ParallelWork = 1_000_000;

    /// <summary>C rounded up to whole blocks.</summary>
    public static int Padded(int classes) => (classes + Classes - 1) / Classes * Classes;

    /// <summary>Writes weights [F, C] as [padded C, F].</summary>
    public static float[] Transpose(float[] weights, int classes)
    {
        int features = weights.Length / classes;
        float[] transposed = new float[Padded(classes) * features];
        for (int f = 0; f < features; f++)
        {
            for (int c = 0; c < classes; c++)
            {
                transposed[(c * features) + f] = weights[(f * classes) + c];
            }
        }

        return transposed;
    }

    /// <summary>The inverse of <see cref="Transpose"/>.</summary>
    public static float[] Untranspose(ReadOnlySpan<float> transposed, int classes, int features)
    {
        float[] weights = new float[features * classes];
        for (int f = 0; f < features; f++)
        {
            for (int c = 0; c < classes; c++)
            {
                weights[(f * classes) + c] = transposed[(c * features) + f];
            }
        }

        return weights;
    }

    /// <summary>Whether other cores shall take part in a pass of so many multiply-adds.</summary>
    public static bool WorthManyCores(long work) => work >= ParallelWork && Environment.ProcessorCount > 1;

    /// <summary>
    /// Runs pieces one after the other, or on several cores where <paramref name="work"/> is worth it. The pieces share no sum, so the
    /// result is the same.
    /// </summary>
    public static void Run(int pieces, long work, Action<int> piece)
    {
        if (WorthManyCores(work))
        {
            Parallel.For(0, pieces, piece);
            return;
        }

        for (int i = 0; i < pieces; i++)
        {
            piece(i);
        }
    }
}
