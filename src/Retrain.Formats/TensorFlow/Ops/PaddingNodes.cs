using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Elements put around tensors.</summary>
internal static class PaddingNodes
{
    /// <summary>Pad: zeros.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) => [node.Add(Operator(node, 1, PadMode.Constant, 0), node.Input(0))];

    /// <summary>PadV2: a value.</summary>
    public static ImmutableArray<Value> ReadV2(NodeReader node)
    {
        double[] fill = node.Constant(2).ToDoubles();
        return fill.Length == 1
            ? [node.Add(Operator(node, 1, PadMode.Constant, fill[0]), node.Input(0))]
            : throw new GraphException("constant_values must be one number");
    }

    /// <summary>MirrorPad.</summary>
    public static ImmutableArray<Value> ReadMirror(NodeReader node) => [node.Add(Operator(node, 1, MirrorMode(node), 0), node.Input(0))];

    /// <summary>How a node mirrors.</summary>
    public static PadMode MirrorMode(NodeReader node) => node.Text("mode") switch
    {
        "REFLECT" => PadMode.Reflect,
        "SYMMETRIC" => PadMode.Symmetric,
        string other => throw new UnsupportedOpException($"mode '{other}'"),
    };

    /// <summary>The operator for lengths in an input: a row before, behind for each axis.</summary>
    public static Pad Operator(NodeReader node, int input, PadMode mode, double fill)
    {
        int[] lengths = node.Indices(input);
        int rank = node.Fact(0).Rank;
        if (lengths.Length != 2 * rank)
        {
            throw new GraphException($"paddings must be {rank} pairs, not {lengths.Length} numbers");
        }

        return lengths.All(l => l >= 0)
            ? new Pad([.. lengths.Where((_, i) => i % 2 == 0)], [.. lengths.Where((_, i) => i % 2 == 1)], mode, fill)
            : throw new GraphException("paddings must not be negative");
    }

    /// <summary>Pad where it is zeros, else PadV2 or MirrorPad.</summary>
    public static void Write(NodeWriter writer)
    {
        var pad = (Pad)writer.Node.Operator;
        string[] inputs = [writer.Input(0), Paddings(writer, pad.Before.Zip(pad.After))];
        if (pad.Mode != PadMode.Constant)
        {
            writer.Emit("MirrorPad", inputs, writer.T, Tpaddings, ("mode", Attr.Of(pad.Mode == PadMode.Reflect ? "REFLECT" : "SYMMETRIC")));
        }
        else if (pad.Fill == 0)
        {
            writer.Emit("Pad", inputs, writer.T, Tpaddings);
        }
        else
        {
            Tensor fill = new Cast(writer.Fact(0).Type).Evaluate([Tensor.Scalar(pad.Fill)])[0];
            writer.Emit("PadV2", [.. inputs, writer.Constant("constant_values", fill)], writer.T, Tpaddings);
        }
    }

    /// <summary>Puts explicit padding around a node's image beforehand, as versions before 1.14 and other readers want it.</summary>
    /// <returns>The image to work on, and the padding that is left.</returns>
    public static (string Image, Padding Padding) WriteExplicit(NodeWriter writer, Padding padding, float fill = 0)
    {
        if (padding.Kind != PaddingKind.Explicit)
        {
            return (writer.Input(0), padding);
        }

        string paddings = Paddings(writer, [(0, 0), (padding.Top, padding.Bottom), (padding.Left, padding.Right), (0, 0)]);
        string image = fill == 0
            ? writer.EmitInner("Pad", "Pad", [writer.Input(0), paddings], writer.T, Tpaddings)
            : writer.EmitInner(
                "Pad", "PadV2", [writer.Input(0), paddings, writer.Constant("Pad/value", Tensor.Scalar(fill))], writer.T, Tpaddings);
        return (image, Padding.Valid);
    }

    /// <summary>The attribute of a window op.</summary>
    public static AttrValue Attribute(Padding padding) => Attr.Of(padding.Kind == PaddingKind.Same ? "SAME" : "VALID");

    private static (string, AttrValue) Tpaddings => ("Tpaddings", Attr.Of(ElementType.Int32));

    private static string Paddings(NodeWriter writer, IEnumerable<(int Before, int After)> lengths)
    {
        int[] flat = [.. lengths.SelectMany(l => new[] { l.Before, l.After })];
        return writer.Constant("paddings", Tensor.Of(flat, flat.Length / 2, 2));
    }
}
