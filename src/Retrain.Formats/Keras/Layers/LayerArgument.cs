using System.Collections.Immutable;
using System.Text.Json;
using Retrain.Graph;

namespace Retrain.Formats.Keras.Layers;

/// <summary>What a layer is called with: a tensor, a list, or a value.</summary>
internal sealed record LayerArgument
{
    /// <summary>A tensor.</summary>
    public Value? Value { get; init; }

    /// <summary>A list.</summary>
    public ImmutableArray<LayerArgument>? Items { get; init; }

    /// <summary>A value.</summary>
    public JsonElement Json { get; init; }

    /// <summary>The tensors in it, in order.</summary>
    public IEnumerable<Value> Values => Value is { } only ? [only] : Items is { } items ? items.SelectMany(i => i.Values) : [];
}
