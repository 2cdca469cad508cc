using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Resize and its predecessor Upsample.</summary>
internal static class OnnxResize
{
    /// <summary>Reads a Resize or Upsample.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node)
    {
        Value images = node.Images();
        if (node.Flag("antialias", false) || node.Text("keep_aspect_ratio_policy", "stretch") != "stretch"
            || node.Attribute("axes") is not null)
        {
            throw new GraphException("antialias, keep_aspect_ratio_policy and axes are not supported");
        }

        ResizeKind kind = node.Text("mode", "nearest") switch
        {
            "nearest" => ResizeKind.Nearest,
            "linear" or "bilinear" => ResizeKind.Bilinear,
            var other => throw new GraphException($"mode {other} is not supported"),
        };
        bool isOld = node.OpType == "Upsample" || node.Opset < 11;
        string rule = isOld ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");
        ResizeCoordinates coordinates = rule switch
        {
            "asymmetric" => ResizeCoordinates.Legacy,
            "align_corners" => ResizeCoordinates.AlignCorners,
            "half_pixel" or "pytorch_half_pixel" => ResizeCoordinates.HalfPixel,
            _ => throw new GraphException($"coordinate_transformation_mode {rule} is not supported"),
        };
        (Value size, double[]? scales) = Size(node, images);
        if (kind == ResizeKind.Nearest)
        {
            CheckNearest(isOld ? "floor" : node.Text("nearest_mode", "round_prefer_floor"), coordinates, scales);
        }

        return node.Result(new Resize(kind, coordinates, DataLayout.ChannelsFirst), images, size);
    }

    /// <summary>Writes a Resize.</summary>
    public static void Write(OnnxNodeWriter node)
    {
        var resize = (Resize)node.Operator;
        string x = resize.Kind == ResizeKind.Bilinear
            ? node.Cast("floats", node.Input(0), node.Fact(0).Type, ElementType.Float32)
            : node.Input(0);
        ImmutableArray<Dimension> shape = node.ResultFact().Shape;
        string sizes;
        if (shape.All(d => d.Length is not null))
        {
            sizes = node.Ints("sizes", shape.Select(d => d.Length!.Value));
        }
        else
        {
            string size = shape[2].Length is { } height && shape[3].Length is { } width
                ? node.Ints("size", (long)height, width)
                : node.Int64Input(1);
            string front = node.Step(
                "front", "Slice", [node.Step("shape", "Shape", [node.Input(0)]), node.Ints("first", 0L), node.Ints("second", 2L)]);
            sizes = node.Step("sizes", "Concat", [front, size], OnnxAttributes.Int("axis", 0));
        }

        node.Result(
            "Resize",
            [x, "", "", sizes],
            OnnxAttributes.Text("mode", resize.Kind == ResizeKind.Bilinear ? "linear" : "nearest"),
            OnnxAttributes.Text("coordinate_transformation_mode", resize.Coordinates switch
            {
                ResizeCoordinates.Legacy => "asymmetric",
                ResizeCoordinates.AlignCorners => "align_corners",
                _ => "half_pixel",
            }),
            OnnxAttributes.Text("nearest_mode", resize.Coordinates == ResizeCoordinates.Legacy ? "floor" : "round_prefer_ceil"));
    }

    /// <summary>The input for height and width, and how many times larger they are where that is known.</summary>
    private static (Value Size, double[]? Scales) Size(OnnxNodeReader node, Value images)
    {
        ImmutableArray<Dimension> shape = images.Fact.Shape;
        bool isOld = node.OpType == "Upsample" || node.Opset < 11;
        int scalesInput = isOld ? 1 : 2;
        if (!isOld && node.Has(3))
        {
            if (node.Input(3).Fact.Content is { Length: 4 } sizes && sizes[2].Length is { } rows && sizes[3].Length is { } columns)
            {
                double[]? factors = shape[2].Length is { } h && shape[3].Length is { } w ? [(double)rows / h, (double)columns / w] : null;
                return (node.List("size", rows, columns), factors);
            }

            return (node.Step("size", new Slice([0], [2], [4], [1]), node.Input(3)), null);
        }

        double[] scales = node.OpType == "Upsample" && node.Opset < 9
            ? [.. node.Attribute("scales")?.Floats.Select(f => (double)f) ?? []]
            : node.Constant(scalesInput).ToDoubles();
        if (scales is not [1, 1, > 0 and < 1024, > 0 and < 1024])
        {
            throw new GraphException($"scales [{string.Join(", ", scales)}] are not supported");
        }

        double[] both = [scales[2], scales[3]];
        if (shape[2].Length is { } height && shape[3].Length is { } width)
        {
            double[] exact = [height * both[0], width * both[1]];
            return exact.All(e => Math.Abs(e - Math.Round(e)) < 1e-3)
                ? (node.List("size", exact.Select(e => (long)Math.Round(e))), both)
                : throw new GraphException($"scales {both[0]} and {both[1]} give no whole size");
        }

        if (both.Any(s => s != Math.Floor(s)))
        {
            throw new GraphException($"scales {both[0]} and {both[1]} of images of open size are not supported");
        }

        Value size = node.Step("old_size", new Slice([0], [2], [4], [1]), node.Step("shape", new ShapeOf(ElementType.Int64), images));
        return (node.Step("size", new Binary(BinaryKind.Mul), size, node.List("factors", both.Select(s => (long)s))), both);
    }

    /// <summary>The IR rounds in one way for each rule of coordinates; others are the same where no pixel lies between two.</summary>
    private static void CheckNearest(string mode, ResizeCoordinates coordinates, double[]? scales)
    {
        bool isLarger = scales is not null && scales.All(s => s >= 1 && s == Math.Floor(s));
        bool isSame = coordinates switch
        {
            ResizeCoordinates.Legacy => mode == "floor",
            ResizeCoordinates.AlignCorners => mode == "round_prefer_ceil",
            _ => mode == "round_prefer_ceil" || (mode == "round_prefer_floor" && isLarger),
        };
        if (!isSame)
        {
            throw new GraphException($"nearest_mode {mode} together with these coordinates is not supported");
        }
    }
}
