using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Elements in another type.</summary>
internal static class CastNodes
{
    /// <summary>Cast.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) => [node.Add(new Cast(node.Type("DstT")), node.Input(0))];

    /// <summary>Cast.</summary>
    public static void Write(NodeWriter writer) =>
        writer.Emit("Cast", [writer.Input(0)], ("SrcT", Attr.Of(writer.Fact(0).Type)), ("DstT", Attr.Of(((Cast)writer.Node.Operator).To)));
}
