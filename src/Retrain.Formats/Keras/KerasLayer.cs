using System.Collections.Immutable;

namespace Retrain.Formats.Keras;

/// <summary>A layer as a file describes it.</summary>
internal sealed record KerasLayer
{
    /// <summary>Its class: <c>Conv2D</c>.</summary>
    public required string ClassName { get; init; }

    /// <summary>Its name in its model.</summary>
    public required string Name { get; init; }

    /// <summary>Where the class comes from, as Keras 3 writes it: <c>keras.layers</c>; empty: not said.</summary>
    public string Module { get; init; } = "";

    /// <summary>Name under which an author registered a class of his own: <c>shop&gt;Sharpen</c>; empty: none.</summary>
    public string RegisteredName { get; init; } = "";

    /// <summary>Name of its group in a weights file of Keras 3: <c>conv2d_1</c>.</summary>
    public string StorageName { get; init; } = "";

    /// <summary>Its settings.</summary>
    public required KerasConfig Config { get; init; }

    /// <summary>Its uses, in order.</summary>
    public ImmutableArray<KerasCall> Calls { get; init; } = [];

    /// <summary>The model that it is; <see langword="null"/>: a plain layer.</summary>
    public KerasGraph? Inner { get; init; }

    /// <summary>What a message calls its class.</summary>
    public string DisplayClass => RegisteredName.Contains('>', StringComparison.Ordinal) ? RegisteredName : ClassName;

    /// <summary>Number of this layer and those inside it that do something.</summary>
    public int Count => Inner is { } inner ? inner.Layers.Sum(l => l.Count) : ClassName == "InputLayer" ? 0 : 1;
}
