namespace Retrain.Backbones.Catalogue;

/// <summary>How far a typed name is from a known one: letters left out, added or changed, and neighbours swapped, count one each.</summary>
internal static class NameDistance
{
    private const int LongestName = 200;

    /// <summary>The optimal string alignment distance; <see cref="int.MaxValue"/> for what is too long to be a name.</summary>
    public static int Between(string typed, string known)
    {
        if (typed.Length > LongestName || known.Length > LongestName)
        {
            return int.MaxValue;
        }

        var distance = new int[typed.Length + 1, known.Length + 1];
        for (int i = 0; i <= typed.Length; i++)
        {
            for (int j = 0; j <= known.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                int changed = distance[i - 1, j - 1] + (typed[i - 1] == known[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(changed, 1 + Math.Min(distance[i - 1, j], distance[i, j - 1]));
                if (i > 1 && j > 1 && typed[i - 1] == known[j - 2] && typed[i - 2] == known[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], 1 + distance[i - 2, j - 2]);
                }
            }
        }

        return distance[typed.Length, known.Length];
    }
}
