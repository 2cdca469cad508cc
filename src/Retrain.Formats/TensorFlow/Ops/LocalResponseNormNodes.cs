using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Local response normalisation.</summary>
internal static class LocalResponseNormNodes
{
    /// <summary>LRN.</summary>
    public static ImmutableArray<Value> Read(NodeReader node)
    {
        var norm = new LocalResponseNorm(
            node.Int("depth_radius", 5), node.Float("bias", 1), node.Float("alpha", 1), node.Float("beta", 0.5f), DataLayout.ChannelsLast);
        return [node.Add(norm, node.Input(0))];
    }

    /// <summary>LRN.</summary>
    public static void Write(NodeWriter writer)
    {
        var norm = (LocalResponseNorm)writer.Node.Operator;
        writer.Emit(
            "LRN",
            [writer.Input(0)],
            writer.T,
            ("depth_radius", Attr.Of(norm.Radius)),
            ("bias", Attr.Of(norm.Bias)),
            ("alpha", Attr.Of(norm.Alpha)),
            ("beta", Attr.Of(norm.Beta)));
    }
}
