namespace Retrain.Exports;

/// <summary>An input, output or layer of a model.</summary>
/// <param name="Name">Its name for callers: that in a signature, or of the node.</param>
/// <param name="Type">Type of the elements, <c>float32</c>; <see langword="null"/>: none declared, or no tensor.</param>
/// <param name="Shape">
/// Lengths, <see langword="null"/> for an open one; <see langword="null"/> as a whole: not even the number of axes is declared.
/// </param>
public sealed record ReportedValue(string Name, string? Type, IReadOnlyList<int?>? Shape)
{
    /// <summary>Type and shape for people: <c>float32 [?, 224, 224, 3]</c>.</summary>
    public string Describe() => $"{Type ?? "?"} [{(Shape is null ? "..." : string.Join(", ", Shape.Select(l => l?.ToString() ?? "?")))}]";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Describe()}";
}
