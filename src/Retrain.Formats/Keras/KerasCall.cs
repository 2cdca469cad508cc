using System.Collections.Immutable;

namespace Retrain.Formats.Keras;

/// <summary>A use of a layer.</summary>
/// <param name="Arguments">By place.</param>
/// <param name="Named">By name.</param>
internal sealed record KerasCall(ImmutableArray<KerasArgument> Arguments, IReadOnlyDictionary<string, KerasArgument> Named)
{
    /// <summary>The tensors that it needs.</summary>
    public IEnumerable<KerasReference> References =>
        Arguments.SelectMany(a => a.References).Concat(Named.Values.SelectMany(a => a.References));
}
