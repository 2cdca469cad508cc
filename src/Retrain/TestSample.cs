using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain;

/// <summary>Which photos the final test looks at.</summary>
internal static class TestSample
{
    /// <summary>Row numbers of the test photos to look at, see <see cref="RetrainOptions.TestBatchSize"/>.</summary>
    public static int[] Rows(LabelledFeatures data, RetrainOptions options)
    {
        int count = options.TestBatchSize;
        if (count < 0)
        {
            return data.RowsOf(PhotoSet.Testing);
        }

        var stream = new RandomStream(options.Seed, "test");
        return options.Split.Compat
            ? new BatchSampler(data, PhotoSet.Testing, count, stream).Draw(0).ToArray()
            : WithoutReplacement(data.RowsOf(PhotoSet.Testing), count, stream);
    }

    // The first places of a Fisher-Yates shuffle, in list order again.
    private static int[] WithoutReplacement(int[] rows, int count, RandomStream stream)
    {
        for (int i = 0; i < Math.Min(count, rows.Length - 1); i++)
        {
            int j = i + stream.Below(i, rows.Length - i);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }

        return [.. rows.Take(count).Order()];
    }
}
