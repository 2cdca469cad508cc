using System.Collections.Frozen;
using System.Text;

namespace Retrain.Photos.Listing;

/// <summary>
/// One spelling for names that Unicode calls equal: <c>é</c> as one character and as <c>e</c> with an accent.
/// <see cref="string.Normalize()"/> does nothing where globalisation is invariant, as it is in our programs.
/// </summary>
/// <remarks>
/// Only for comparing. Full decomposition without reordering of several marks; Hangul by Unicode's formula (section 3.12).
/// </remarks>
internal static partial class CanonicalForm
{
    private const int HangulStart = 0xAC00;
    private const int LeadStart = 0x1100;
    private const int VowelStart = 0x1161;
    private const int TrailStart = 0x11A7;
    private const int VowelCount = 21;
    private const int TrailCount = 28;
    private const int HangulCount = 19 * VowelCount * TrailCount;

    private static readonly FrozenDictionary<char, (char Base, char Mark)> Parts =
        Table.Chunk(3).ToFrozenDictionary(t => t[0], t => (t[1], t[2]));

    /// <summary>The decomposed form; names that are canonically equal have the same.</summary>
    public static string Of(string name)
    {
        if (!name.Any(c => c >= '\u00C0'))
        {
            return name;
        }

        var text = new StringBuilder(name.Length + 8);
        foreach (char c in name)
        {
            Append(text, c);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, char c)
    {
        int syllable = c - HangulStart;
        if (syllable is >= 0 and < HangulCount)
        {
            text.Append((char)(LeadStart + syllable / (VowelCount * TrailCount)));
            text.Append((char)(VowelStart + syllable % (VowelCount * TrailCount) / TrailCount));
            if (syllable % TrailCount is > 0 and int trail)
            {
                text.Append((char)(TrailStart + trail));
            }
        }
        else if (Parts.TryGetValue(c, out (char Base, char Mark) parts))
        {
            Append(text, parts.Base);
            if (parts.Mark != 0)
            {
                text.Append(parts.Mark);
            }
        }
        else
        {
            text.Append(c);
        }
    }
}
