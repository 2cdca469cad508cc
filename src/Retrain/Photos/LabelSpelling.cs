using System.Text;

namespace Retrain.Photos;

/// <summary>How a folder name becomes a label.</summary>
internal static class LabelSpelling
{
    /// <summary>
    /// The original's spelling, REFERENCE 2.3: lower case, then each run of characters outside a-z and 0-9 becomes one blank; not trimmed.
    /// </summary>
    /// <remarks>
    /// The three kinds of characters whose lower case lies in a-z are written out: what Unicode lower-casing does elsewhere only changes
    /// one blank into another, and .NET's own leaves U+0130 alone.
    /// </remarks>
    public static string Compat(string folder)
    {
        var label = new StringBuilder(folder.Length);
        foreach (char c in folder)
        {
            switch (c)
            {
                case (>= 'a' and <= 'z') or (>= '0' and <= '9'):
                    label.Append(c);
                    break;
                case >= 'A' and <= 'Z':
                    label.Append((char)(c | 0x20));
                    break;
                case '\u212A':
                    label.Append('k');
                    break;
                case '\u0130':
                    // Lower case is i and a combining dot, which is one of the others.
                    label.Append("i ");
                    break;
                default:
                    if (label.Length == 0 || label[^1] != ' ')
                    {
                        label.Append(' ');
                    }

                    break;
            }
        }

        return label.ToString();
    }
}
