using System.Collections.Immutable;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>What an output of a TensorFlow node turns out to be.</summary>
internal abstract record Wire
{
    /// <summary>A value of the network.</summary>
    public sealed record Tensor(Value Value) : Wire;

    /// <summary>A handle of a variable: the node of the main graph that stands for it.</summary>
    public sealed record Variable(string Node) : Wire;

    /// <summary>A list of tensors, as loops over the photos of a batch keep them.</summary>
    public sealed record List(ImmutableArray<Wire?> Items) : Wire;

    /// <summary>The side of a switch that is not taken, and all that depends on it.</summary>
    public sealed record Dead : Wire
    {
        /// <summary>The only one.</summary>
        public static Dead Instance { get; } = new();
    }

    /// <summary>Cannot be computed because of these nodes.</summary>
    public sealed record Unsupported(ImmutableArray<UnsupportedNode> Nodes) : Wire;
}
