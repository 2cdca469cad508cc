using System.Globalization;
using System.Text;

namespace Retrain.Photos.Listing;

/// <summary>Pieces of messages: names that stay on one line, short lists, counts.</summary>
internal static class Wording
{
    /// <summary>A name in quotes, control characters and line separators written as escapes.</summary>
    public static string Quote(string name) => "'" + OneLine(name) + "'";

    /// <summary>A name without quotes, control characters and line separators written as escapes.</summary>
    public static string OneLine(string name) => Escape(name, c => char.IsControl(c) || c is '\u2028' or '\u2029');

    /// <summary>A name in quotes with everything outside ASCII written as escapes, for names that look the same.</summary>
    public static string QuoteAscii(string name) => "'" + Escape(name, c => char.IsControl(c) || c > '~') + "'";

    /// <summary>The first few of many, <c>a, b, c and 4 more</c>.</summary>
    public static string Some(IReadOnlyCollection<string> all, int shown = 5)
    {
        string first = string.Join(", ", all.Take(shown));
        return all.Count <= shown ? first : FormattableString.Invariant($"{first} and {all.Count - shown} more");
    }

    /// <summary><c>1 photo</c>, <c>2 photos</c>.</summary>
    public static string Count(int count, string noun) => FormattableString.Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Escape(string name, Func<char, bool> isUnwanted)
    {
        if (!name.Any(isUnwanted))
        {
            return name;
        }

        var text = new StringBuilder();
        foreach (char c in name)
        {
            _ = c switch
            {
                _ when !isUnwanted(c) => text.Append(c),
                '\t' => text.Append(@"\t"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }

        return text.ToString();
    }
}
