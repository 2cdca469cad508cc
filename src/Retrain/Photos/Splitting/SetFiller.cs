using Retrain.Photos.Listing;

namespace Retrain.Photos.Splitting;

/// <summary>Gives small classes a photo in each set, by moving those whose hash lies nearest to the set's range.</summary>
/// <param name="validation">Share in per cent.</param>
/// <param name="testing">Share in per cent.</param>
internal sealed class SetFiller(int validation, int testing)
{
    /// <summary>Photos that a class needs to have one in each set.</summary>
    public const int Needed = 3;

    /// <summary>Sets that get photos at all with these shares.</summary>
    public IReadOnlyList<PhotoSet> Wanted { get; } =
        [.. new[] { PhotoSet.Training, PhotoSet.Validation, PhotoSet.Testing }.Where(set => Share(set, validation, testing) > 0)];

    /// <summary>Fills the empty sets of one class.</summary>
    /// <param name="photos">Indices of the class's photos.</param>
    /// <param name="keys">What was hashed, by index; photos with one key stay together.</param>
    /// <param name="percents">The hash in per cent, by index.</param>
    /// <param name="sets">By index; changed.</param>
    /// <returns>What was moved where.</returns>
    public IReadOnlyList<(int Photo, PhotoSet From, PhotoSet To)> Fill(
        IReadOnlyList<int> photos, IReadOnlyList<string> keys, IReadOnlyList<double> percents, PhotoSet[] sets)
    {
        var moves = new List<(int Photo, PhotoSet From, PhotoSet To)>();
        IGrouping<string, int>[] groups = [.. photos.GroupBy(i => keys[i])];
        foreach (PhotoSet empty in Wanted.Where(set => !photos.Any(i => sets[i] == set)))
        {
            // Ties go to the key that comes first, so that the choice does not depend on the order of the list.
            IGrouping<string, int>? nearest = groups
                .Where(g => groups.Any(other => other.Key != g.Key && sets[other.First()] == sets[g.First()]))
                .OrderBy(g => Distance(percents[g.First()], empty))
                .ThenBy(g => g.Key, CodePointComparer.Instance)
                .FirstOrDefault();
            foreach (int i in nearest ?? Enumerable.Empty<int>())
            {
                moves.Add((i, sets[i], empty));
                sets[i] = empty;
            }
        }

        return moves;
    }

    private static int Share(PhotoSet set, int validation, int testing) => set switch
    {
        PhotoSet.Validation => validation,
        PhotoSet.Testing => testing,
        _ => 100 - validation - testing,
    };

    // From a hash to the range of per cents that a set owns.
    private double Distance(double percent, PhotoSet set)
    {
        (double low, double high) = set switch
        {
            PhotoSet.Validation => (0.0, validation),
            PhotoSet.Testing => (validation, validation + testing),
            _ => (validation + testing, 100),
        };
        return Math.Max(Math.Max(low - percent, percent - high), 0);
    }
}
