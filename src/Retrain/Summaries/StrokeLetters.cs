using SkiaSharp;

namespace Retrain.Summaries;

/// <summary>
/// Letters of strokes for ASCII: the same on every system, fonts or not. A letter is lines from point to point, <c>|</c> between lines; a
/// point is column and row, row 0 the upper edge of capitals, 6 the base line.
/// </summary>
internal static class StrokeLetters
{
    /// <summary>Rows between the upper edge of capitals and the base line.</summary>
    private const int Height = 6;

    private const float CapitalHeight = 0.72f;

    /// <summary>From the blank to the tilde.</summary>
    private static readonly string[] Letters =
    [
        "", "00 04|06", "00 02|20 22", "10 16|30 36|02 42|04 44", "41 30 10 01 02 13 33 44 45 36 16 05|20 26",
        "40 06|00 10 11 01 00|36 46 45 35 36", "46 12 11 20 30 31 04 05 16 26 44", "00 02", "10 01 05 16", "00 11 15 06",
        "21 25|02 44|04 42",
        "21 25|03 43", "16 07", "03 33", "06", "40 06",
        "10 30 41 45 36 16 05 01 10", "01 10 16|06 26", "01 10 30 41 42 06 46", "01 10 30 41 42 33 13|33 44 45 36 16 05", "36 30 04 44",
        "40 00 03 33 44 45 36 16 05", "30 20 02 05 16 36 45 44 33 13 04", "00 40 16",
        "10 30 41 42 33 13 02 01 10|13 04 05 16 36 45 44 33", "16 26 44 41 30 10 01 02 13 33 42", "02|06", "12|16 07", "31 03 35",
        "02 42|04 44",
        "01 33 05", "01 10 30 41 42 23 24|26", "34 31 11 02 04 15 25 34 44 41 30 10 01 05 16 36",
        "06 20 46|14 34", "00 06 36 45 44 33 03|33 42 41 30 00", "41 30 10 01 05 16 36 45", "00 06 26 44 42 20 00", "40 00 06 46|03 33",
        "40 00 06|03 33", "41 30 10 01 05 16 36 45 43 23", "00 06|40 46|03 43", "00 06", "30 35 26 16 05", "00 06|40 03 46", "00 06 36",
        "06 00 23 40 46", "06 00 46 40", "10 30 41 45 36 16 05 01 10", "06 00 30 41 42 33 03", "10 30 41 45 36 16 05 01 10|24 46",
        "06 00 30 41 42 33 03|23 46", "41 30 10 01 02 13 33 44 45 36 16 05", "00 40|20 26", "00 05 16 36 45 40", "00 26 40",
        "00 16 23 36 40",
        "00 46|40 06", "00 23 40|23 26", "00 40 06 46",
        "10 00 06 16", "00 46", "00 10 16 06", "02 20 42", "07 47", "00 11",
        "12 22 33 36|34 14 05 16 26 35", "00 06|03 12 22 33 35 26 16 05", "33 22 12 03 05 16 26 35", "30 36|33 22 12 03 05 16 26 35",
        "04 34 33 22 12 03 05 16 26 35", "30 20 11 16|02 22", "32 37 28 18|33 22 12 03 05 16 26 35", "00 06|03 12 22 33 36", "02 06|00",
        "12 17 08|10", "00 06|32 05|14 36", "00 05 16", "02 06|03 12 23 26|23 32 43 46", "02 06|03 12 22 33 36",
        "12 22 33 35 26 16 05 03 12",
        "02 08|03 12 22 33 35 26 16 05", "32 38|33 22 12 03 05 16 26 35", "02 06|03 12 22", "32 12 03 14 24 35 26 06", "10 15 26|02 22",
        "02 05 16 26 35|32 36", "02 26 42", "02 16 23 36 42", "02 36|32 06", "02 05 16 26 35|32 37 28 18", "02 32 06 36",
        "20 11 12 03 14 15 26", "00 07", "00 11 12 23 14 15 06", "04 13 24 33",
    ];

    private static readonly SKPoint[][][] Lines =
        [.. Letters.Select(letter => letter.Split('|', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(p => new SKPoint(p[0] - '0', p[1] - '0')).ToArray()).ToArray())];

    private static readonly float[] Widths =
        [.. Lines.Select(letter => letter.SelectMany(l => l).Select(p => p.X).DefaultIfEmpty(1).Max() + 2)];

    /// <summary>Whether there is a letter for every character.</summary>
    public static bool Has(string text) => text.All(c => c is >= ' ' and <= '~');

    /// <summary>Pixels that a text takes.</summary>
    public static float Width(string text, float size) => text.Sum(c => Widths[c - ' ']) * Unit(size);

    /// <summary>Draws a text from the left end of its base line.</summary>
    public static void Write(SKCanvas canvas, string text, float x, float y, float size, SKColor colour)
    {
        float unit = Unit(size);
        using var paint = new SKPaint
        {
            Color = colour,
            IsAntialias = true,
            StrokeWidth = Math.Max(1, size * 0.085f),
            StrokeCap = SKStrokeCap.Round,
        };
        foreach (char c in text)
        {
            foreach (SKPoint[] line in Lines[c - ' '])
            {
                for (int i = 0; i < Math.Max(1, line.Length - 1); i++)
                {
                    canvas.DrawLine(At(line[i]), At(line[Math.Min(i + 1, line.Length - 1)]), paint);
                }
            }

            x += Widths[c - ' '] * unit;
        }

        SKPoint At(SKPoint point) => new(x + (point.X * unit), y + ((point.Y - Height) * unit));
    }

    private static float Unit(float size) => size * CapitalHeight / Height;
}
