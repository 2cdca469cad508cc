using System.Collections.Immutable;

namespace Retrain.Formats.Keras;

/// <summary>Where a layer stands: the models around it from the outside in, then itself.</summary>
/// <param name="Steps">At least one.</param>
internal sealed record KerasPlace(ImmutableArray<KerasLayer> Steps)
{
    /// <summary>The layer.</summary>
    public KerasLayer Layer => Steps[^1];

    /// <summary>Names with slashes between.</summary>
    public string Path => string.Join('/', Steps.Select(s => s.Name));

    /// <summary>A layer inside this one.</summary>
    public KerasPlace Inside(KerasLayer layer) => new(Steps.Add(layer));
}
