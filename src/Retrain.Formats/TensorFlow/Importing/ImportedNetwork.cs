using System.Collections.Immutable;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>A network, or why there is none.</summary>
/// <param name="Network"><see langword="null"/>: something is not supported.</param>
/// <param name="Unsupported">All nodes that stand in the way, each once, in the graph's order.</param>
internal sealed record ImportedNetwork(Network? Network, ImmutableArray<UnsupportedNode> Unsupported)
{
    /// <summary>The inputs that take the place of a decoder in the graph: pixels instead of a file's bytes.</summary>
    public IReadOnlySet<string> DecodedInputs { get; init; } = new HashSet<string>();

    /// <summary>The network.</summary>
    /// <exception cref="TensorFlowFormatException">There is none; every node at fault is named.</exception>
    public Network Require()
    {
        if (Network is not null)
        {
            return Network;
        }

        IEnumerable<string> nodes = Unsupported.Select(u => $"'{u.Node}' ({u.Op}{(u.Reason.Length > 0 ? ": " + u.Reason : "")})");
        throw new TensorFlowFormatException($"the graph uses what is not supported here: {string.Join(", ", nodes)}");
    }
}
