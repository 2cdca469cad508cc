using System.Globalization;
using System.Text;

namespace Retrain.Evaluation;

/// <summary>Text in columns of a console: how wide it is there, shortened and padded to a width.</summary>
internal static class TextColumns
{
    private const string Ellipsis = "…";

    // First and last of the blocks that a console draws two columns wide (Unicode East Asian Width W and F, blocks rounded, emoji with
    // them).
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0x4DBF), (0x4E00, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF),
        (0x20000, 0x3FFFD),
    ];

    /// <summary>Columns that a text takes.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>Columns that a code point takes: 0, 1 or 2.</summary>
    public static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => Array.Exists(Wide, block => rune.Value >= block.First && rune.Value <= block.Last) ? 2 : 1,
    };

    /// <summary>Fills up with blanks on the right.</summary>
    public static string Left(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>Fills up with blanks on the left.</summary>
    public static string Right(string text, int width) => new string(' ', Math.Max(0, width - Width(text))) + text;

    /// <summary>
    /// A name as one line: control characters, which a folder's name may hold and a console would obey, become a question mark.
    /// </summary>
    public static string Plain(string name) =>
        string.Concat(name.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? "?" : rune.ToString()));

    /// <summary>
    /// Names of at most <paramref name="width"/> columns. Longer ones lose their ends; where that makes two of them alike, their middles.
    /// </summary>
    public static string[] Shorten(IReadOnlyList<string> names, int width)
    {
        string[] plain = [.. names.Select(Plain)];
        string[] ends = [.. plain.Select(name => Shorten(name, width, tail: 0))];
        return ends.Distinct(StringComparer.Ordinal).Count() == plain.Distinct(StringComparer.Ordinal).Count()
            ? ends
            : [.. plain.Select(name => Shorten(name, width, tail: width / 2))];
    }

    private static string Shorten(string name, int width, int tail)
    {
        if (Width(name) <= width)
        {
            return name;
        }

        var runes = name.EnumerateRunes().ToList();
        string last = string.Concat(Fitting(Enumerable.Reverse(runes), tail).Reverse());
        return string.Concat(Fitting(runes, width - 1 - Width(last))) + Ellipsis + last;
    }

    private static IEnumerable<Rune> Fitting(IEnumerable<Rune> runes, int width)
    {
        foreach (Rune rune in runes)
        {
            width -= Width(rune);
            if (width < 0)
            {
                yield break;
            }

            yield return rune;
        }
    }
}
