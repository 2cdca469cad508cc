namespace Retrain.Graph;

/// <summary>The length of one axis: a number, or open. Open lengths of one name are equal; those without a name may differ.</summary>
/// <param name="Length">The number; <see langword="null"/>: open.</param>
/// <param name="Symbol">Name of an open length, <c>N</c> for the number of photos; <see langword="null"/>: none.</param>
internal readonly record struct Dimension(int? Length, string? Symbol = null)
{
    /// <summary>An open length that nothing is known of.</summary>
    public static Dimension Open => default;

    /// <summary>The number of photos.</summary>
    public static Dimension Photos => new(null, "N");

    /// <summary>A number is a dimension.</summary>
    public static implicit operator Dimension(int length) => new(length);

    /// <summary>Whether two lengths are certainly equal.</summary>
    public bool IsSame(Dimension other) =>
        Length is { } length ? length == other.Length : Symbol is not null && other.Length is null && Symbol == other.Symbol;

    /// <inheritdoc/>
    public override string ToString() => Length?.ToString() ?? Symbol ?? "?";
}
