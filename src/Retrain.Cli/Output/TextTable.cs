using System.Text;

namespace Retrain.Cli.Output;

/// <summary>Text in columns for a terminal.</summary>
internal static class TextTable
{
    /// <summary>Widest line.</summary>
    public const int Width = 100;

    private const int Gap = 2;

    /// <summary>Adds rows whose cells are aligned; the last cell of a row may be of any length.</summary>
    public static void Rows(StringBuilder text, int indent, IReadOnlyList<string[]> rows)
    {
        int columns = rows.Select(r => r.Length).DefaultIfEmpty(0).Max();
        int[] widths = [.. Enumerable.Range(0, columns).Select(
            c => rows.Where(r => c < r.Length - 1).Select(r => r[c].Length).DefaultIfEmpty(0).Max())];
        foreach (string[] row in rows)
        {
            text.Append(' ', indent);
            for (int c = 0; c < row.Length; c++)
            {
                text.Append(c < row.Length - 1 ? row[c].PadRight(widths[c] + Gap) : row[c]);
            }

            text.Append('\n');
        }
    }

    /// <summary>Adds items side by side in columns, reading down.</summary>
    public static void Columns(StringBuilder text, int indent, IReadOnlyList<string> items)
    {
        int widest = items.Select(i => i.Length).DefaultIfEmpty(0).Max() + Gap;
        int columns = Math.Clamp((Width - indent) / Math.Max(widest, 1), 1, Math.Max(items.Count, 1));
        int rows = (items.Count + columns - 1) / columns;
        for (int row = 0; row < rows; row++)
        {
            string[] line = [.. Enumerable.Range(0, columns).Select(c => (c * rows) + row).Where(i => i < items.Count)
                .Select(i => items[i])];
            text.Append(' ', indent).Append(string.Concat(line.Select(i => i.PadRight(widest))).TrimEnd()).Append('\n');
        }
    }

    /// <summary>Breaks a paragraph into lines behind a heading of <paramref name="indent"/> columns.</summary>
    public static string Wrap(string paragraph, int indent)
    {
        var text = new StringBuilder();
        int column = indent;
        foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > indent && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', indent);
                column = indent;
            }

            text.Append(column > indent ? " " : "").Append(word);
            column += word.Length + (column > indent ? 1 : 0);
        }

        return text.ToString();
    }
}
