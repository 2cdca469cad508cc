namespace Retrain.Exports;

/// <summary>An input, output or layer of a model.</summary>
/// <param name="Name">Its name for callers: that in a signature, or of the node.</param>
/// <param name="Type">Type of the elements, <c>float32</c>; <see langword="null"/>: none declared, or no tensor.</param>
/// <param name="Shape">
/// Lengths, <see langword="null"/> for an open one; <see langword="null"/> as a whole: not even the number of axes is declared.
/// </param>
public sealed record ReportedValue(string Name, string? Type, IReadOnlyList<int?>? Shape)
{
    /// <summary>
    /// How whole numbers q stand for real ones, <c>0.00392157 (q - 0)</c>; <see langword="null"/>: they do not, or with a scale a channel.
    /// </summary>
    public string? Levels { get; init; }

    /// <summary>Type and shape for people: <c>float32 [?, 224, 224, 3]</c>; with <see cref="Levels"/> behind where there are any.</summary>
    public string Describe() => $"{Type ?? "?"} [{(Shape is null ? "..." : string.Join(", ", Shape.Select(l => l?.ToString() ?? "?")))}]"
        + (Levels is null ? "" : $" = {Levels}");

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Describe()}";
}
