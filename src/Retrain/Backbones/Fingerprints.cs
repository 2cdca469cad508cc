using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Retrain.Photos;

namespace Retrain.Backbones;

/// <summary>One hash for everything that decides a photo's features apart from the photo.</summary>
internal static class Fingerprints
{
    /// <summary>Lower-case hex SHA-256 of <see cref="CanonicalText"/>.</summary>
    public static string Of(string networkSha256, string tap, Preprocessing preprocessing) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText(networkSha256, tap, preprocessing))));

    /// <summary>
    /// One line a fact, <c>name=value</c>, in a fixed order, numbers in their shortest round-trip form. Every property of
    /// <see cref="Preprocessing"/> is in it: one that is missing would let the cache serve features of other pixels. The crop came later
    /// and is named only where it is not the whole photo, so that caches of before keep their worth.
    /// </summary>
    public static string CanonicalText(string networkSha256, string tap, Preprocessing preprocessing) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        network={networkSha256}
        tap={tap}
        width={preprocessing.Width}
        height={preprocessing.Height}
        range_low={preprocessing.RangeLow:R}
        range_high={preprocessing.RangeHigh:R}
        resize={preprocessing.Resize}
        channels={preprocessing.Channels}
        layout={preprocessing.Layout}
        compat={preprocessing.Compat}
        version={preprocessing.Version}
        """) + (preprocessing.Crop == Preprocessing.StretchCrop ? "" : "\ncrop=" + preprocessing.Crop);

    /// <summary>The hash of several views, from theirs.</summary>
    public static string Of(IEnumerable<string> views, ViewCombination combination) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"views={string.Join(',', views)}\ncombination={combination}")));
}
