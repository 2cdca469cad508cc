using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>Names for people to choose from.</summary>
internal static class Choices
{
    private const int Shown = 12;

    /// <summary>The first of them, and how many more there are.</summary>
    public static string List(IEnumerable<string> names)
    {
        string[] all = [.. names.Select(Wording.OneLine)];
        return all.Length switch
        {
            0 => "none",
            <= Shown => string.Join(", ", all),
            _ => $"{string.Join(", ", all.Take(Shown))} and {all.Length - Shown} more",
        };
    }
}
