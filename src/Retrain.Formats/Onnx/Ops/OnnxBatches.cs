using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>TensorFlow's SpaceToBatch and BatchToSpace, which ONNX has not.</summary>
internal static class OnnxBatches
{
    /// <summary>Writes a SpaceToBatch: every place within a block is a slice with the block's steps.</summary>
    public static void WriteSpaceToBatch(OnnxNodeWriter node)
    {
        var space = (SpaceToBatch)node.Operator;
        Padding padding = space.Padding;
        string x = padding.Kind == PaddingKind.Valid ? node.Input(0) : node.Step(
            "padded", "Pad", [node.Input(0), node.Ints("pads", 0L, 0, padding.Top, padding.Left, 0, 0, padding.Bottom, padding.Right)]);
        string axes = node.Ints("axes", 2L, 3);
        string ends = node.Ints("ends", (long)int.MaxValue, int.MaxValue);
        string steps = node.Ints("steps", (long)space.Block.Height, space.Block.Width);
        IEnumerable<string> parts =
            from row in Enumerable.Range(0, space.Block.Height)
            from column in Enumerable.Range(0, space.Block.Width)
            select node.Step("part", "Slice", [x, node.Ints("starts", (long)row, column), ends, axes, steps]);
        node.Result("Concat", parts, OnnxAttributes.Int("axis", 0));
    }

    /// <summary>Writes a BatchToSpace.</summary>
    public static void WriteBatchToSpace(OnnxNodeWriter node)
    {
        var space = (BatchToSpace)node.Operator;
        (long height, long width) = space.Block;
        string x = node.Input(0);
        string size = node.Step("size", "Slice", [node.Step("shape", "Shape", [x]), node.Ints("first", 2L), node.Ints("end", 4L)]);
        long channels = node.Fact(0).Shape[1].Length ?? throw new GraphException("the number of channels is open");
        string blocks = Shape("blocks", [node.Ints("block", height, width, -1, channels), size]);
        string split = node.Step("split", "Reshape", [x, blocks]);
        string turned = node.Step("turned", "Transpose", [split], OnnxAttributes.Ints("perm", 2, 3, 4, 0, 5, 1));
        string larger = node.Step("larger", "Mul", [size, node.Ints("factors", height, width)]);
        string whole = node.Step("whole", "Reshape", [turned, Shape("whole_shape", [node.Ints("photos", -1L, channels), larger])]);
        Padding crops = space.Crops;
        string ends = node.Ints(
            "ends", crops.Bottom == 0 ? int.MaxValue : -(long)crops.Bottom, crops.Right == 0 ? int.MaxValue : -(long)crops.Right);
        node.Result("Slice", [whole, node.Ints("starts", (long)crops.Top, crops.Left), ends, node.Ints("axes", 2L, 3)]);

        string Shape(string name, string[] parts) => node.Step(name, "Concat", parts, OnnxAttributes.Int("axis", 0));
    }
}
