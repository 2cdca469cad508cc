using System.Globalization;
using Retrain.Summaries;

namespace Retrain.Cli.Output;

/// <summary>A line chart of characters: braille patterns with two by four dots each, or a star a character.</summary>
internal static class TextChart
{
    private const int Label = 12;

    /// <summary>Dots of a braille pattern, row by row.</summary>
    private static readonly int[,] Dots = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    /// <summary>The lines of the chart and the axis below.</summary>
    /// <param name="points">Points; those that are not finite leave a gap.</param>
    /// <param name="scale">The axes.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="rows">Lines of the chart.</param>
    /// <param name="ascii">Stars instead of patterns.</param>
    public static IReadOnlyList<string> Lines(
        IReadOnlyList<ScalarPoint> points, ChartScale scale, int width, int rows, bool ascii)
    {
        if (double.IsNaN(scale.Low))
        {
            return [new string(' ', Label) + "no finite value"];
        }

        int columns = width - Label - 1;
        (int dotsAcross, int dotsDown) = ascii ? (1, 1) : (2, 4);
        bool[,] dots = Draw(points, scale, columns * dotsAcross, rows * dotsDown);
        List<string> lines = [];
        for (int row = 0; row < rows; row++)
        {
            string label = row == 0 ? HistoryText.Number(scale.High) : row == rows - 1 ? HistoryText.Number(scale.Low) : "";
            string line = label.PadLeft(Label - 1) + (ascii ? " |" : " │");
            for (int column = 0; column < columns; column++)
            {
                line += ascii ? (dots[row, column] ? '*' : ' ') : Pattern(dots, row, column);
            }

            lines.Add(line.TrimEnd(' ', '\u2800'));
        }

        string first = scale.FirstStep.ToString("0", CultureInfo.InvariantCulture);
        string last = scale.LastStep.ToString("0", CultureInfo.InvariantCulture);
        lines.Add(new string(' ', Label) + (ascii ? "+" + new string('-', columns) : "└" + new string('─', columns)));
        lines.Add(new string(' ', Label + 1) + first + last.PadLeft(Math.Max(columns - first.Length, last.Length + 1)));
        return lines;
    }

    private static char Pattern(bool[,] dots, int row, int column)
    {
        int bits = 0;
        for (int y = 0; y < 4; y++)
        {
            for (int x = 0; x < 2; x++)
            {
                bits |= dots[(row * 4) + y, (column * 2) + x] ? Dots[y, x] : 0;
            }
        }

        return (char)(0x2800 + bits);
    }

    /// <summary>Dots [down, across], with lines from point to point.</summary>
    private static bool[,] Draw(IReadOnlyList<ScalarPoint> points, ChartScale scale, int across, int down)
    {
        bool[,] dots = new bool[down, across];
        (int X, int Y)? before = null;
        foreach (ScalarPoint point in points)
        {
            if (!double.IsFinite(point.Value))
            {
                before = null;
                continue;
            }

            (double x, double y) = scale.Place(point);
            (int X, int Y) at = ((int)Math.Round(x * (across - 1)), (int)Math.Round((1 - y) * (down - 1)));
            (int X, int Y) from = before ?? at;
            int steps = Math.Max(1, Math.Max(Math.Abs(at.X - from.X), Math.Abs(at.Y - from.Y)));
            for (int i = 0; i <= steps; i++)
            {
                dots[from.Y + ((at.Y - from.Y) * i / steps), from.X + ((at.X - from.X) * i / steps)] = true;
            }

            before = at;
        }

        return dots;
    }
}
