using System.Collections.Immutable;
using System.Text.Json;

namespace Retrain.Formats.Keras;

/// <summary>Something that a layer is called with: a tensor, a list, or a value.</summary>
internal sealed record KerasArgument
{
    /// <summary>A tensor.</summary>
    public KerasReference? Reference { get; init; }

    /// <summary>A list.</summary>
    public ImmutableArray<KerasArgument>? Items { get; init; }

    /// <summary>A value.</summary>
    public JsonElement Json { get; init; }

    /// <summary>The tensors in it, in order.</summary>
    public IEnumerable<KerasReference> References =>
        Reference is { } only ? [only] : Items is { } items ? items.SelectMany(i => i.References) : [];
}
