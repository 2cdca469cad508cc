namespace Retrain.Exports;

/// <summary>What a caller wants of a model file that leaves a choice. All may be left out.</summary>
public sealed record ModelChoice
{
    /// <summary>Tags of the graph, in a SavedModel with several. By default the one tagged <c>serve</c>.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Name of a signature. By default the usual one: <c>default</c>, <c>serving_default</c>.</summary>
    public string? Signature { get; init; }

    /// <summary>The image input: a node's name, or the name in the signature.</summary>
    public string? InputLayer { get; init; }

    /// <summary>The output: a node's name, or the name in the signature.</summary>
    public string? OutputLayer { get; init; }

    /// <summary>Height and width of the input in pixels, above 0, for models that take pictures of any size.</summary>
    public int? ImageSize { get; init; }
}
