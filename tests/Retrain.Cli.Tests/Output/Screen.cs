using System.Text;
using System.Text.RegularExpressions;

namespace Retrain.Cli.Tests.Output;

/// <summary>What a terminal shows of a text with carriage returns.</summary>
internal static partial class Screen
{
    /// <summary>The lines that stand there in the end, without colours, blanks at their ends and a last empty line.</summary>
    public static string After(string written)
    {
        var lines = new List<string>();
        foreach (string line in Colour().Replace(written, "").Split('\n'))
        {
            var shown = new StringBuilder();
            foreach (string part in line.Split('\r'))
            {
                shown.Remove(0, Math.Min(part.Length, shown.Length)).Insert(0, part);
            }

            lines.Add(shown.ToString().TrimEnd());
        }

        return string.Join('\n', lines);
    }

    /// <summary>Each state of the line that is redrawn, without colours and blanks at its end.</summary>
    public static string[] Draws(string written) =>
        [.. Colour().Replace(written, "").Split('\r').Select(d => d.TrimEnd()).Where(d => d.Length > 0)];

    [GeneratedRegex("\e\\[[0-9]+m")]
    private static partial Regex Colour();
}
