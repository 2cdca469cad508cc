namespace Retrain.Formats.Keras;

/// <summary>Finds weights by the names that they were stored under: <c>conv/kernel</c>, with names of models before them or not.</summary>
/// <param name="stored">All names, <c>:0</c> and the like at the end included.</param>
internal sealed class WeightNames(IEnumerable<string> stored)
{
    private readonly ILookup<string, string> byEnd = stored.Distinct(StringComparer.Ordinal)
        .ToLookup(name => End(Plain(name)), StringComparer.Ordinal);

    /// <summary>The stored name of a layer's weight; <see langword="null"/>: there is none.</summary>
    /// <exception cref="KerasFormatException">Several may be meant.</exception>
    public string? Find(KerasPlace place, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            string[] candidates = [.. byEnd[$"{LastPart(place.Layer.Name)}/{name}"].Where(
                c => Plain(c) == $"{place.Layer.Name}/{name}"
                    || Plain(c).EndsWith($"/{place.Layer.Name}/{name}", StringComparison.Ordinal))];
            if (candidates.Length == 0)
            {
                continue;
            }

            // Layers of one name in several models: the models' names tell them apart.
            int best = candidates.Max(c => Agreement(place, c));
            string[] closest = [.. candidates.Where(c => Agreement(place, c) == best)];
            return closest is [var only]
                ? only
                : throw new KerasFormatException(
                    $"the weights of layer '{place.Path}' cannot be told from others: {string.Join(", ", closest.Take(4))}");
        }

        return null;
    }

    /// <summary>Without the number of the output behind it.</summary>
    public static string Plain(string name)
    {
        int colon = name.LastIndexOf(':');
        return colon > 0 && name.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? name[..colon] : name;
    }

    private static string LastPart(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static string End(string name)
    {
        int last = name.LastIndexOf('/');
        int before = last > 0 ? name.LastIndexOf('/', last - 1) : -1;
        return name[(before + 1)..];
    }

    private static int Agreement(KerasPlace place, string name)
    {
        string[] parts = Plain(name).Split('/');
        return place.Steps.Count(s => parts.Contains(s.Name)) * 100 - parts.Length;
    }
}
