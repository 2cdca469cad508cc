using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Retrain.Photos.Splitting;

/// <summary>From a name to a set, REFERENCE 2.4: the same name always falls into the same set, whatever other photos there are.</summary>
internal static partial class SplitHash
{
    /// <summary>The largest hash, 2^27 - 1.</summary>
    public const uint Maximum = 134217727;

    /// <summary>The 27 bits that decide: SHA-1 of the UTF-8 text, its last four bytes big-endian, the upper five bits dropped.</summary>
    public static uint Bits(string text)
    {
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The original's hash, used to spread names and not for security.
        SHA1.HashData(Encoding.UTF8.GetBytes(text), digest);
#pragma warning restore CA5350
        return BinaryPrimitives.ReadUInt32BigEndian(digest[^sizeof(uint)..]) & Maximum;
    }

    /// <summary>The hash in per cent, 0 to 100; the largest gives exactly 100. The factor is rounded first, as in the original.</summary>
    public static double Percent(uint bits) => bits * (100.0 / Maximum);

    /// <summary>Validation comes first, then testing, the rest is training.</summary>
    /// <param name="percent">0 to 100.</param>
    /// <param name="validation">Share in per cent.</param>
    /// <param name="testing">Share in per cent.</param>
    public static PhotoSet SetOf(double percent, int validation, int testing) =>
        percent < validation ? PhotoSet.Validation : percent < testing + validation ? PhotoSet.Testing : PhotoSet.Training;

    /// <summary>What the original hashes: the path as given, cut at <c>_nohash_</c> wherever it stands.</summary>
    public static string CompatKey(string path) => NoHash().Replace(path, "");

    /// <summary>What we hash: <c>class folder/file name</c>, cut at <c>_nohash_</c> in the file name only.</summary>
    public static string Key(string name)
    {
        int file = name.LastIndexOf('/') + 1;
        int cut = name.IndexOf("_nohash_", file, StringComparison.Ordinal);
        return cut < 0 ? name : name[..cut];
    }

    // Of the same meaning in both languages: the dot takes no line feed.
    [GeneratedRegex("_nohash_.*$", RegexOptions.CultureInvariant)]
    private static partial Regex NoHash();
}
