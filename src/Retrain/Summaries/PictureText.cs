using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Retrain.Summaries;

/// <summary>
/// Text in pictures. ASCII is drawn in <see cref="StrokeLetters"/>; other letters in the first font of the system that has them all. Where
/// none has, the letters go without their accents, or the label gives way to the number of its class.
/// </summary>
internal sealed class PictureText : IDisposable
{
    private const string Ellipsis = "...";
    private const int MostFontFiles = 300;

    private static readonly string[] FontFolders = ["/usr/share/fonts", "/usr/local/share/fonts"];

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    private readonly Dictionary<string, SKTypeface?> faces = new(StringComparer.Ordinal);
    private SKTypeface[]? fonts;

    /// <summary>The label in letters that can be drawn, shortened to a width; or the number of its class.</summary>
    /// <param name="label">The label.</param>
    /// <param name="number">Number of its class.</param>
    /// <param name="size">Size of the text in pixels.</param>
    /// <param name="width">Most pixels.</param>
    public string Fit(string label, int number, float size, float width)
    {
        if (!StrokeLetters.Has(label) && Face(label) is null)
        {
            label = string.Concat(label.Normalize(NormalizationForm.FormD).Where(c => !char.IsBetween(c, '\u0300', '\u036f')));
            if (!StrokeLetters.Has(label))
            {
                return number.ToString(CultureInfo.InvariantCulture);
            }
        }

        string text = label;
        for (int length = label.Length; length > 1 && Width(text, size) > width; length--)
        {
            int end = char.IsHighSurrogate(label[length - 2]) ? length - 2 : length - 1;
            text = label[..end] + Ellipsis;
        }

        return text;
    }

    /// <summary>Pixels that a text takes.</summary>
    public float Width(string text, float size)
    {
        if (Font(text, size) is not { } font)
        {
            return StrokeLetters.Width(text, size);
        }

        using (font)
        {
            return font.MeasureText(text);
        }
    }

    /// <summary>Draws a text from the left end of its base line.</summary>
    public void Write(SKCanvas canvas, string text, float x, float y, float size, SKColor colour)
    {
        if (Font(text, size) is not { } font)
        {
            StrokeLetters.Write(canvas, text, x, y, size, colour);
            return;
        }

        using (font)
        {
            using var paint = new SKPaint { Color = colour, IsAntialias = true };
            canvas.DrawText(text, x, y, SKTextAlign.Left, font, paint);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SKTypeface face in fonts ?? [])
        {
            face.Dispose();
        }
    }

    private SKFont? Font(string text, float size) =>
        StrokeLetters.Has(text) ? null : new SKFont(Face(text) ?? SKTypeface.Default, size);

    private SKTypeface? Face(string text)
    {
        if (!faces.TryGetValue(text, out SKTypeface? face))
        {
            face = Array.Find(fonts ??= [.. OfTheSystem(), .. InFiles()], f => Has(f, text));
            faces.Add(text, face);
        }

        return face;
    }

    private static bool Has(SKTypeface face, string text)
    {
        using var font = new SKFont(face);
        return font.ContainsGlyphs(text);
    }

    private static IEnumerable<SKTypeface> OfTheSystem() =>
        SKFontManager.Default.FontFamilies.Order(StringComparer.Ordinal).Select(SKFontManager.Default.MatchFamily).OfType<SKTypeface>();

    /// <summary>The build of Skia for Linux knows none of the system's fonts.</summary>
    private static IEnumerable<SKTypeface> InFiles() =>
        FontFolders.Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.?t?", Everywhere))
            .Where(f => Path.GetExtension(f) is ".ttf" or ".otf" or ".ttc")
            .Order(StringComparer.Ordinal)
            .Take(MostFontFiles)
            .Select(f => SKTypeface.FromFile(f))
            .OfType<SKTypeface>();
}
