using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Blocks of pixels moved between axes.</summary>
internal static class BlockNodes
{
    /// <summary>SpaceToDepth.</summary>
    public static ImmutableArray<Value> ReadSpaceToDepth(NodeReader node) =>
        [node.Add(new SpaceToDepth(Block(node), node.Layout), node.Input(0))];

    /// <summary>DepthToSpace.</summary>
    public static ImmutableArray<Value> ReadDepthToSpace(NodeReader node) =>
        [node.Add(new DepthToSpace(Block(node), node.Layout), node.Input(0))];

    /// <summary>SpaceToBatchND over height and width.</summary>
    public static ImmutableArray<Value> ReadSpaceToBatch(NodeReader node) =>
        [node.Add(new SpaceToBatch(BlockShape(node), Borders(node, 2), DataLayout.ChannelsLast), node.Input(0))];

    /// <summary>BatchToSpaceND over height and width.</summary>
    public static ImmutableArray<Value> ReadBatchToSpace(NodeReader node) =>
        [node.Add(new BatchToSpace(BlockShape(node), Borders(node, 2), DataLayout.ChannelsLast), node.Input(0))];

    /// <summary>SpaceToBatch: square blocks.</summary>
    public static ImmutableArray<Value> ReadOldSpaceToBatch(NodeReader node) =>
        [node.Add(new SpaceToBatch((Block(node), Block(node)), Borders(node, 1), DataLayout.ChannelsLast), node.Input(0))];

    /// <summary>BatchToSpace: square blocks.</summary>
    public static ImmutableArray<Value> ReadOldBatchToSpace(NodeReader node) =>
        [node.Add(new BatchToSpace((Block(node), Block(node)), Borders(node, 1), DataLayout.ChannelsLast), node.Input(0))];

    /// <summary>SpaceToDepth.</summary>
    public static void WriteSpaceToDepth(NodeWriter writer) =>
        writer.Emit("SpaceToDepth", [writer.Input(0)], writer.T, ("block_size", Attr.Of(((SpaceToDepth)writer.Node.Operator).Block)));

    /// <summary>DepthToSpace.</summary>
    public static void WriteDepthToSpace(NodeWriter writer) =>
        writer.Emit("DepthToSpace", [writer.Input(0)], writer.T, ("block_size", Attr.Of(((DepthToSpace)writer.Node.Operator).Block)));

    /// <summary>SpaceToBatchND.</summary>
    public static void WriteSpaceToBatch(NodeWriter writer)
    {
        var op = (SpaceToBatch)writer.Node.Operator;
        Write(writer, "SpaceToBatchND", op.Block, "paddings", op.Padding);
    }

    /// <summary>BatchToSpaceND.</summary>
    public static void WriteBatchToSpace(NodeWriter writer)
    {
        var op = (BatchToSpace)writer.Node.Operator;
        Write(writer, "BatchToSpaceND", op.Block, "crops", op.Crops);
    }

    private static void Write(NodeWriter writer, string op, (int Height, int Width) block, string name, Padding borders)
    {
        string size = writer.Indices("block_shape", block.Height, block.Width);
        string lengths = writer.Constant(name, Tensor.Of([borders.Top, borders.Bottom, borders.Left, borders.Right], 2, 2));
        writer.Emit(
            op, [writer.Input(0), size, lengths], writer.T, ("Tblock_shape", Attr.Of(ElementType.Int32)),
            ($"T{name}", Attr.Of(ElementType.Int32)));
    }

    private static int Block(NodeReader node) =>
        node.Int("block_size") is > 0 and int size ? size : throw new GraphException("block_size must be above 0");

    private static (int Height, int Width) BlockShape(NodeReader node) => node.Indices(1) switch
    {
        [> 0 and int height, > 0 and int width] when node.Fact(0).Rank == 4 => (height, width),
        int[] other => throw new UnsupportedOpException($"blocks [{string.Join(", ", other)}] of a tensor with {node.Fact(0).Rank} axes"),
    };

    private static Padding Borders(NodeReader node, int input) => node.Indices(input) is [>= 0, >= 0, >= 0, >= 0] and int[] b
        ? Padding.Of(b[0], b[1], b[2], b[3])
        : throw new GraphException("paddings or crops must be two pairs of numbers not below 0");
}
