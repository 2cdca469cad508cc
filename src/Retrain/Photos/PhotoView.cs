using System.Globalization;
using System.Text.RegularExpressions;
using Retrain.Foundation;

namespace Retrain.Photos;

/// <summary>A way to look at a photo: which part of it, and at which size. <see cref="ToString"/> gives <c>centre224</c>.</summary>
/// <param name="Crop"><c>stretch</c> or <c>centre</c>, see <see cref="Preprocessing.Crop"/>.</param>
/// <param name="Size">Width and height of the input in pixels, 1 to 99,999.</param>
public readonly partial record struct PhotoView(string Crop, int Size)
{
    /// <summary>Reads a list of views.</summary>
    /// <param name="list">For instance <c>stretch224,centre224</c>; spaces around the commas do not matter.</param>
    /// <exception cref="UsageException">No such view, or one twice; the message says what a view looks like.</exception>
    public static IReadOnlyList<PhotoView> ParseList(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        PhotoView[] views = [.. list.Split(',', StringSplitOptions.TrimEntries).Select(Parse)];
        return views.GroupBy(v => v).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new UsageException($"views '{list}': {twice.Key} is named twice; each view counts once")
            : views;
    }

    /// <inheritdoc/>
    public override string ToString() => Crop + Size.ToString(CultureInfo.InvariantCulture);

    /// <summary>The view that a network gets, in the same words; where its input is no square with both sides.</summary>
    internal static string NameOf(Preprocessing preprocessing) => preprocessing.Width == preprocessing.Height
        ? new PhotoView(preprocessing.Crop, preprocessing.Width).ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{preprocessing.Crop}{preprocessing.Width}x{preprocessing.Height}");

    private static PhotoView Parse(string view) => Form().Match(view) is { Success: true } match
        ? new PhotoView(
            match.Groups[1].Value == Preprocessing.StretchCrop ? Preprocessing.StretchCrop : Preprocessing.CentreCrop,
            int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
        : throw new UsageException(
            $"'{view}' is no view of a photo: a view is stretch (the whole photo) or centre (its largest centred square) "
                + "with a size in pixels; for instance stretch224,centre224,stretch288");

    [GeneratedRegex(@"^(stretch|centre|center)([1-9][0-9]{0,4})\z")]
    private static partial Regex Form();
}
