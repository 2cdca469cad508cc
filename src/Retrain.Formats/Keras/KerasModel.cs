namespace Retrain.Formats.Keras;

/// <summary>A Keras model as its files hold it: architecture read, weights where they lie.</summary>
internal sealed record KerasModel
{
    /// <summary>For people: <c>Keras model (.h5)</c>, <c>Keras model (.keras)</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Version of the Keras that wrote it; empty: it does not say.</summary>
    public string Version { get; init; } = "";

    /// <summary>Who is to run it.</summary>
    public required KerasDialect Dialect { get; init; }

    /// <summary>The layers.</summary>
    public required KerasGraph Graph { get; init; }

    /// <summary>Opens the weights. The caller disposes of them.</summary>
    public required Func<IKerasWeights> OpenWeights { get; init; }

    /// <summary>The files that it lies in, the first one being what was opened.</summary>
    public required IReadOnlyList<string> Files { get; init; }
}
