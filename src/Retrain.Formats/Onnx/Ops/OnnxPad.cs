using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Pad. ONNX cannot mirror with the border element; that is built from reversed slices.</summary>
internal static class OnnxPad
{
    /// <summary>Reads a Pad.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        int rank = x.Fact.Rank;
        PadMode mode = node.Text("mode", "constant") switch
        {
            "constant" => PadMode.Constant,
            "reflect" => PadMode.Reflect,
            var other => throw new GraphException($"mode {other} is not supported"),
        };
        double fill = node.Opset < 11 ? node.Float("value", 0) : node.Has(2) ? node.Constant(2).ToDoubles().FirstOrDefault() : 0;
        int[] lengths = (node.Opset < 11 ? node.Ints("pads") : node.IntsOrInput("pads", 1)) ?? [];
        int[] axes = node.Has(3)
            ? [.. node.Constant(3).ToInt32().Select(a => OnnxNodeReader.Axis(a, rank))]
            : [.. Enumerable.Range(0, rank)];
        if (lengths.Length != 2 * axes.Length || lengths.Any(l => l < 0))
        {
            throw new GraphException($"lengths [{string.Join(", ", lengths)}] for {axes.Length} axes are not supported");
        }

        int[] before = new int[rank];
        int[] after = new int[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            before[axes[i]] = lengths[i];
            after[axes[i]] = lengths[axes.Length + i];
        }

        return node.Result(new Pad([.. before], [.. after], mode, fill), x);
    }

    /// <summary>Writes a Pad.</summary>
    public static void Write(OnnxNodeWriter node)
    {
        var pad = (Pad)node.Operator;
        switch (pad.Mode)
        {
            case PadMode.Constant:
                string[] fill = pad.Fill == 0 ? [] : [node.Scalar("fill", pad.Fill, node.Fact(0).Type)];
                node.Result("Pad", [node.Input(0), node.Ints("pads", pad.Before.Concat(pad.After)), .. fill]);
                break;
            case PadMode.Reflect:
                node.Result("Pad", [node.Input(0), node.Ints("pads", pad.Before.Concat(pad.After))],
                    OnnxAttributes.Text("mode", "reflect"));
                break;
            default:
                WriteSymmetric(node, pad);
                break;
        }
    }

    private static void WriteSymmetric(OnnxNodeWriter node, Pad pad)
    {
        string x = node.Input(0);
        for (int axis = 0; axis < pad.Before.Length; axis++)
        {
            if (pad.Before[axis] + pad.After[axis] > 0)
            {
                string[] parts =
                [
                    .. pad.Before[axis] > 0 ? [Mirrored("before", x, axis, pad.Before[axis] - 1, int.MinValue)] : Array.Empty<string>(),
                    x,
                    .. pad.After[axis] > 0 ? [Mirrored("after", x, axis, -1, -pad.After[axis] - 1)] : Array.Empty<string>(),
                ];
                x = node.Step("padded", "Concat", parts, OnnxAttributes.Int("axis", axis));
            }
        }

        node.Result("Identity", [x]);

        string Mirrored(string name, string from, int axis, long start, long end) =>
            node.Step(name, "Slice",
                [from, node.Ints("start", start), node.Ints("end", end), node.Ints("axis", (long)axis), node.Ints("step", -1L)]);
    }
}
