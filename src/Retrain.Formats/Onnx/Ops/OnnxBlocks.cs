using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>SpaceToDepth and DepthToSpace.</summary>
internal static class OnnxBlocks
{
    /// <summary>Reads a SpaceToDepth.</summary>
    public static ImmutableArray<Value> ReadSpaceToDepth(OnnxNodeReader node) =>
        node.Result(new SpaceToDepth(node.Int32("blocksize", 0), DataLayout.ChannelsFirst), node.Images());

    /// <summary>Reads a DepthToSpace.</summary>
    public static ImmutableArray<Value> ReadDepthToSpace(OnnxNodeReader node) => node.Text("mode", "DCR") == "DCR"
        ? node.Result(new DepthToSpace(node.Int32("blocksize", 0), DataLayout.ChannelsFirst), node.Images())
        : throw new GraphException("mode CRD is not supported");

    /// <summary>Writes a SpaceToDepth.</summary>
    public static void WriteSpaceToDepth(OnnxNodeWriter node) =>
        node.Result("SpaceToDepth", [node.Input(0)], OnnxAttributes.Int("blocksize", ((SpaceToDepth)node.Operator).Block));

    /// <summary>Writes a DepthToSpace.</summary>
    public static void WriteDepthToSpace(OnnxNodeWriter node) => node.Result(
        "DepthToSpace", [node.Input(0)], OnnxAttributes.Int("blocksize", ((DepthToSpace)node.Operator).Block),
        OnnxAttributes.Text("mode", "DCR"));
}
