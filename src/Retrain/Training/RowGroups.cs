using Retrain.Bottlenecks;

namespace Retrain.Training;

/// <summary>Passes over features that come from memory, or from the disk, once.</summary>
internal static class RowGroups
{
    /// <summary>About what the cores' common cache holds beside other things.</summary>
    private const int GroupBytes = 8 << 20;

    /// <summary>Features of a piece. More pieces than cores, so that a core that is late finds others that help.</summary>
    private const int PieceFeatures = 128;

    /// <summary>
    /// Takes the rows in groups, one after another, and of each group the features in pieces, on several cores where it is worth it.
    /// What a piece does for one feature sees the rows in their order, so no result depends on the cores.
    /// </summary>
    /// <param name="features">Where the rows are.</param>
    /// <param name="rows">Row numbers.</param>
    /// <param name="workOfRow">Multiply-adds that a row costs.</param>
    /// <param name="piece">First place in <paramref name="rows"/>, number of places, first feature, feature after the last.</param>
    public static void Run(FeatureMatrix features, ReadOnlySpan<int> rows, long workOfRow, Action<int, int, int, int> piece)
    {
        int width = features.Width;
        int pieces = (width + PieceFeatures - 1) / PieceFeatures;
        int groupRows = Math.Max(1, GroupBytes / (width * sizeof(float)));
        for (int from = 0; from < rows.Length; from += groupRows)
        {
            int first = from;
            int count = Math.Min(groupRows, rows.Length - from);
            features.CountRead(count);
            ClassBlocks.Run(pieces, count * workOfRow, i =>
                piece(first, count, i * PieceFeatures, Math.Min((i + 1) * PieceFeatures, width)));
        }
    }
}
