using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain;

/// <summary>Which photos the final test looks at.</summary>
internal static class TestSample
{
    /// <summary>Rows of the data, see <see cref="RetrainOptions.TestBatchSize"/>.</summary>
    public static int[] Rows(LabelledFeatures data, RetrainOptions options)
    {
        int[] all = [.. Enumerable.Range(0, data.Classes.Count).Where(i => data.Sets[i] == PhotoSet.Testing)];
        int count = options.TestBatchSize;
        if (count < 0 || all.Length == 0)
        {
            return all;
        }

        var stream = new RandomStream(options.Seed, "test");
        return options.Split.Compat ? ClassByClass(data, all, count, stream) : WithoutReplacement(all, count, stream);
    }

    // The first places of a Fisher-Yates shuffle, in list order again.
    private static int[] WithoutReplacement(int[] all, int count, RandomStream stream)
    {
        for (int i = 0; i < Math.Min(count, all.Length - 1); i++)
        {
            int j = i + stream.Below(i, all.Length - i);
            (all[i], all[j]) = (all[j], all[i]);
        }

        return [.. all.Take(count).Order()];
    }

    // REFERENCE 5.5; a class without test photos is not drawn, where the original would die.
    private static int[] ClassByClass(LabelledFeatures data, int[] all, int count, RandomStream stream)
    {
        int[][] byClass = [.. all.GroupBy(i => data.Classes[i]).OrderBy(g => g.Key).Select(g => g.ToArray())];
        return [.. Enumerable.Range(0, count).Select(draw =>
        {
            int[] rows = byClass[stream.Below(2L * draw, byClass.Length)];
            return rows[stream.Below((2L * draw) + 1, 1 << 27) % rows.Length];
        })];
    }
}
