namespace Retrain.Photos.Listing;

/// <summary>
/// Order of texts by Unicode code point, which is also the order of their UTF-8 bytes and that of Python's <c>sorted</c>. An ordinal
/// comparison of .NET goes by UTF-16 unit and would put characters above U+FFFF before U+E000 to U+FFFF.
/// </summary>
internal sealed class CodePointComparer : IComparer<string>
{
    /// <summary>The one instance.</summary>
    public static CodePointComparer Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        x ??= "";
        y ??= "";
        int common = x.AsSpan().CommonPrefixLength(y);
        return common == x.Length || common == y.Length ? x.Length.CompareTo(y.Length) : Rank(x[common]) - Rank(y[common]);
    }

    // Surrogates (U+D800 to U+DFFF) stand for code points above all others, so they change places with what follows them.
    private static int Rank(char unit) => unit switch
    {
        >= '\uE000' => unit - 0x800,
        >= '\uD800' => unit + 0x2000,
        _ => unit,
    };
}
