using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;
using Options = Retrain.Formats.TensorFlowLite.Schema.BuiltinOptions;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>Images in another size, and pixels moved between axes.</summary>
internal static class ImageWriters
{
    /// <summary>RESIZE_BILINEAR, RESIZE_NEAREST_NEIGHBOR.</summary>
    public static void WriteResize(LiteNodeWriter writer)
    {
        var resize = (Resize)writer.Operator;
        bool isBilinear = resize.Kind == ResizeKind.Bilinear;
        bool aligns = resize.Coordinates == ResizeCoordinates.AlignCorners;
        bool hasHalfPixels = resize.Coordinates == ResizeCoordinates.HalfPixel;
        int image = writer.Input(0);
        if (isBilinear && writer.Fact(0).Type != ElementType.Float32 && writer.Levels(0) is null)
        {
            image = writer.Step("floats", Op.CAST, [image], ElementType.Float32, writer.Fact(0).Shape,
                OperatorOptions.Cast(WrittenTypes.Of(writer.Fact(0).Type), Schema.TensorType.FLOAT32));
        }

        writer.Emit(
            isBilinear ? Op.RESIZE_BILINEAR : Op.RESIZE_NEAREST_NEIGHBOR,
            [image, writer.Indices(1)],
            OperatorOptions.Resize(isBilinear, aligns, hasHalfPixels),
            writer.Levels(0),
            hasHalfPixels || aligns && !isBilinear ? 3 : 1);
    }

    /// <summary>SPACE_TO_DEPTH.</summary>
    public static void WriteSpaceToDepth(LiteNodeWriter writer)
    {
        int block = ((SpaceToDepth)writer.Operator).Block;
        writer.Emit(Op.SPACE_TO_DEPTH, [writer.Input(0)], OperatorOptions.Block(block, toDepth: true), writer.Levels(0));
    }

    /// <summary>DEPTH_TO_SPACE.</summary>
    public static void WriteDepthToSpace(LiteNodeWriter writer)
    {
        int block = ((DepthToSpace)writer.Operator).Block;
        writer.Emit(Op.DEPTH_TO_SPACE, [writer.Input(0)], OperatorOptions.Block(block, toDepth: false), writer.Levels(0));
    }

    /// <summary>SPACE_TO_BATCH_ND.</summary>
    public static void WriteSpaceToBatch(LiteNodeWriter writer)
    {
        var blocks = (SpaceToBatch)writer.Operator;
        writer.Emit(Op.SPACE_TO_BATCH_ND, [writer.Input(0), writer.Ints("block", blocks.Block.Height, blocks.Block.Width),
            Lengths(writer, blocks.Padding)], OperatorOptions.Empty(Options.SpaceToBatchNDOptions), writer.Levels(0));
    }

    /// <summary>BATCH_TO_SPACE_ND.</summary>
    public static void WriteBatchToSpace(LiteNodeWriter writer)
    {
        var blocks = (BatchToSpace)writer.Operator;
        writer.Emit(Op.BATCH_TO_SPACE_ND, [writer.Input(0), writer.Ints("block", blocks.Block.Height, blocks.Block.Width),
            Lengths(writer, blocks.Crops)], OperatorOptions.Empty(Options.BatchToSpaceNDOptions), writer.Levels(0));
    }

    private static int Lengths(LiteNodeWriter writer, Padding padding) => writer.Constant(
        "borders", Tensor.Of(new[] { padding.Top, padding.Bottom, padding.Left, padding.Right }, 2, 2));
}
