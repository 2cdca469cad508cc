namespace Retrain.Networks;

/// <summary>Class names as Teachable Machine writes them: <c>0 daisy</c>, a line each.</summary>
internal static class NumberedLabels
{
    /// <summary>Labels whose lines are all numbered from 0, without the numbers; <see langword="null"/>: they are not.</summary>
    public static IReadOnlyList<string>? WithoutNumbers(IReadOnlyList<string> lines)
    {
        string[] labels = [.. lines.Select((line, i) =>
            line.StartsWith(FormattableString.Invariant($"{i} "), StringComparison.Ordinal) ? line[(line.IndexOf(' ') + 1)..] : "")];
        return labels.Length > 0 && labels.All(l => l.Length > 0) ? labels : null;
    }
}
