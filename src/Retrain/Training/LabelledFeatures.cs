using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Training;

/// <summary>What a trainer learns from: features, classes, and which rows belong to which set.</summary>
/// <param name="Features">[N, F].</param>
/// <param name="Classes">[N], each 0 to <paramref name="ClassCount"/> - 1.</param>
/// <param name="Sets">[N].</param>
/// <param name="ClassCount">C; classes without photos count too.</param>
public sealed record LabelledFeatures(FeatureMatrix Features, IReadOnlyList<int> Classes, IReadOnlyList<PhotoSet> Sets, int ClassCount)
{
    /// <summary>Row numbers of a set, ascending.</summary>
    internal int[] RowsOf(PhotoSet set)
    {
        int[] rows = new int[CountOf(set)];
        for (int row = 0, next = 0; next < rows.Length; row++)
        {
            if (Sets[row] == set)
            {
                rows[next++] = row;
            }
        }

        return rows;
    }

    /// <summary>At most so many rows of a set, evenly spread over it: the same at every call, unlike a drawn batch.</summary>
    internal int[] SpreadOf(PhotoSet set, int most)
    {
        int[] all = RowsOf(set);
        int count = Math.Min(all.Length, most);
        return [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])];
    }

    /// <summary>Checks what every trainer relies on.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a class is out of range.</exception>
    /// <exception cref="RetrainException">No training photo.</exception>
    internal void Check()
    {
        if (Classes.Count != Features.Rows || Sets.Count != Features.Rows)
        {
            throw new ArgumentException(
                $"{Features.Rows} rows of features, {Classes.Count} classes and {Sets.Count} sets do not belong together");
        }

        for (int row = 0; row < Classes.Count; row++)
        {
            if ((uint)Classes[row] >= (uint)ClassCount)
            {
                throw new ArgumentException($"a class lies outside 0 to {ClassCount - 1}");
            }
        }

        if (CountOf(PhotoSet.Training) == 0)
        {
            throw new RetrainException(
                $"none of {Sets.Count} photos is left to train on: add photos, or lower --testing_percentage and --validation_percentage");
        }
    }

    private int CountOf(PhotoSet set)
    {
        int count = 0;
        for (int row = 0; row < Sets.Count; row++)
        {
            count += Sets[row] == set ? 1 : 0;
        }

        return count;
    }
}
