using System.Globalization;
using Retrain.Evaluation;
using SkiaSharp;

namespace Retrain.Summaries;

/// <summary>A confusion matrix as a picture: rows are what the photos are, columns what the model says.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Png">The picture.</param>
internal sealed record ConfusionPicture(int Width, int Height, byte[] Png)
{
    /// <summary>Classes beyond which a cell would be no pixel to speak of.</summary>
    public const int MostClasses = 1500;

    private const int Gap = 8;
    private const int LongestLabel = 260;
    private const int Side = 2400;
    private const float SmallestText = 7;

    private static readonly SKColor Right = new(33, 102, 172);
    private static readonly SKColor Wrong = new(178, 24, 43);
    private static readonly SKColor Line = new(225, 225, 225);

    /// <summary>Draws a matrix; <see langword="null"/> where it has too many classes, or none.</summary>
    public static ConfusionPicture? Draw(ConfusionMatrix matrix)
    {
        int classes = matrix.Labels.Count;
        if (classes is 0 or > MostClasses)
        {
            return null;
        }

        int cell = classes switch { <= 12 => 56, <= 24 => 40, <= 60 => 26, <= 150 => 16, _ => Math.Max(1, Side / classes) };
        using var pen = new PictureText();
        float size = Math.Clamp(cell * 0.65f, 10, 15);

        // Cells may be lower than a line of text; then only some classes are named.
        int named = Math.Max(1, (int)Math.Ceiling(size / cell));
        string[] labels = [.. matrix.Labels.Select(
            (label, i) => i % named == 0 ? pen.Fit(TextColumns.Plain(label), i, size, LongestLabel) : "")];
        int margin = (int)Math.Ceiling(labels.Max(label => pen.Width(label, size))) + (2 * Gap);
        string title = ReportText.Percent(matrix.Accuracy) + $" of {matrix.Photos} right; rows: truth, columns: prediction";
        int top = margin + 30;
        int width = Math.Max(margin + (classes * cell), (int)Math.Ceiling(pen.Width(title, 15)) + Gap) + Gap;
        int height = top + (classes * cell) + Gap;
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        pen.Write(canvas, title, Gap, 20, 15, SKColors.Black);
        for (int truth = 0; truth < classes; truth++)
        {
            float middle = (truth * cell) + (cell / 2f);
            float start = margin - Gap - pen.Width(labels[truth], size);
            pen.Write(canvas, labels[truth], start, top + middle + (size * 0.36f), size, SKColors.Black);
            canvas.Save();
            canvas.Translate(margin + middle + (size * 0.36f), top - Gap);
            canvas.RotateDegrees(-90);
            pen.Write(canvas, labels[truth], 0, 0, size, SKColors.Black);
            canvas.Restore();
            for (int predicted = 0; predicted < classes; predicted++)
            {
                if (matrix[truth, predicted] > 0)
                {
                    var place = SKRect.Create(margin + (predicted * cell), top + (truth * cell), cell, cell);
                    Cell(canvas, pen, matrix, truth, predicted, place);
                }
            }
        }

        Frame(canvas, margin, top, cell, classes);
        using SKImage image = SKImage.FromBitmap(bitmap);
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return new ConfusionPicture(width, height, data.ToArray());
    }

    private static void Cell(SKCanvas canvas, PictureText pen, ConfusionMatrix matrix, int truth, int predicted, SKRect place)
    {
        int count = matrix[truth, predicted];

        // The root lets a few mistakes among many photos be seen.
        float strength = (float)Math.Sqrt((double)count / matrix.Classes[truth].Photos);
        using var paint = new SKPaint { Color = Mix(SKColors.White, truth == predicted ? Right : Wrong, strength) };
        canvas.DrawRect(place, paint);
        string text = count.ToString(CultureInfo.InvariantCulture);
        float size = Math.Min(place.Width * 0.55f, 18);
        size = Math.Min(size, size * (place.Width - 3) / pen.Width(text, size));
        if (size >= SmallestText)
        {
            pen.Write(
                canvas, text, place.MidX - (pen.Width(text, size) / 2), place.MidY + (size * 0.36f), size,
                strength > 0.6 ? SKColors.White : SKColors.Black);
        }
    }

    /// <summary>Lines between the cells; where these are tiny, around all of them.</summary>
    private static void Frame(SKCanvas canvas, int left, int top, int cell, int classes)
    {
        using var paint = new SKPaint { Color = Line };
        int side = cell * classes;
        for (int i = 0; i <= classes; i += cell >= 8 ? 1 : classes)
        {
            canvas.DrawRect(SKRect.Create(left, top + (i * cell), side + 1, 1), paint);
            canvas.DrawRect(SKRect.Create(left + (i * cell), top, 1, side + 1), paint);
        }
    }

    private static SKColor Mix(SKColor from, SKColor to, float share) => new(
        (byte)(from.Red + ((to.Red - from.Red) * share)),
        (byte)(from.Green + ((to.Green - from.Green) * share)),
        (byte)(from.Blue + ((to.Blue - from.Blue) * share)));
}
