using System.Collections.Immutable;
using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Quantizing;

/// <summary>What is to be expected of a network on whole numbers of 8 bits, known from its operators before any photo.</summary>
/// <param name="QuantizesWell">Whether it usually loses no more than a point.</param>
/// <param name="Reason">Why, for people: what stands in the way, or that nothing does.</param>
public sealed record QuantizingOutlook(bool QuantizesWell, string Reason)
{
    /// <summary>How much larger than the usual one a depthwise channel's weights may be.</summary>
    private const double MostSpread = 60;

    /// <summary>Looks at a backbone.</summary>
    /// <exception cref="RetrainException">Its network cannot be read.</exception>
    public static QuantizingOutlook Of(Backbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        try
        {
            return Of(NetworkBackbone.ImageOf(backbone.Views is [var first, ..] ? first : backbone).Network);
        }
        catch (RetrainException e) when (backbone.Origin is null)
        {
            // ONNX Runtime runs operators that nobody here can take apart.
            return new QuantizingOutlook(false, "it cannot be read as a graph: " + e.Message.TrimEnd('.'));
        }
    }

    /// <summary>One line for a person who is about to train.</summary>
    public string Warning(string network) =>
        $"Warning: the network {network} is known to lose accuracy on whole numbers: {Reason}. Float and int8 accuracy are compared at "
            + "the end; efficientnet_lite0 and the MobileNets lose next to nothing";

    /// <summary>Looks at a network.</summary>
    /// <param name="network">Simplified.</param>
    internal static QuantizingOutlook Of(Network network)
    {
        if (network.Nodes.Any(n => n.Operator is FakeQuantize))
        {
            return new QuantizingOutlook(true, "it was trained with the levels of whole numbers");
        }

        if (network.Nodes.Any(n => n.Operator is Quantized or Dequantize))
        {
            return new QuantizingOutlook(true, "it computes with whole numbers already");
        }

        Network fused = Rewriter.Run(network, FuseHardSwish.Rule);
        var producers = fused.Nodes.SelectMany(n => n.Outputs.Select(o => (o, n))).ToDictionary();
        string[] reasons =
        [
            .. Count(fused.Nodes, n => n.Operator is HardSwish, "hard-swish activation"),
            .. Count(fused.Nodes, n => IsGate(n, isSwish: true), "swish activation"),
            .. Count(fused.Nodes, n => IsGate(n, isSwish: false), "squeeze-and-excite gate"),
            .. Count(fused.Nodes, n => n.Operator is MatMul && n.Inputs.Take(2).All(i => i.Constant is null), "attention product"),
            .. Count(fused.Nodes, n => n.Operator is Unary { Kind: UnaryKind.Erf }, "GELU activation"),
            .. Count(fused.Nodes, n => n.Operator is Unary { Kind: UnaryKind.Rsqrt or UnaryKind.Sqrt } && n.Inputs[0].Constant is null,
                "layer norm"),
            .. Count(fused.Nodes, IsUneven, "depthwise layer", " with very uneven channels"),
        ];
        return reasons.Length == 0
            ? new QuantizingOutlook(true, "its activations are plain ReLU, ReLU6 or none")
            : new QuantizingOutlook(false, "it has " + string.Join(", ", reasons));

        // x sigmoid(x) is a swish; with a gate made of a pixel's mean it is squeeze and excite.
        bool IsGate(Node node, bool isSwish)
        {
            if (node.Operator is not Binary { Kind: BinaryKind.Mul })
            {
                return false;
            }

            for (int i = 0; i < 2; i++)
            {
                if (producers.TryGetValue(node.Inputs[i], out Node? gate)
                    && (gate.Operator is Unary { Kind: UnaryKind.Sigmoid } or Clip { Low: 0, High: 1 }
                        || (gate.Operator is Binary { Kind: BinaryKind.Mul or BinaryKind.Div } && IsHardSigmoid(gate))))
                {
                    bool isSelf = node.Inputs[i].Fact.Shape.SequenceEqual(node.Inputs[1 - i].Fact.Shape);
                    return isSelf == isSwish;
                }
            }

            return false;
        }

        bool IsHardSigmoid(Node gate) =>
            gate.Inputs.Any(v => v.Constant is { Length: 1 })
            && gate.Inputs.Any(v => producers.TryGetValue(v, out Node? n) && n.Operator is Clip);
    }

    private static IEnumerable<string> Count(ImmutableArray<Node> nodes, Func<Node, bool> isOne, string what, string how = "")
    {
        int count = nodes.Count(isOne);
        return count == 0 ? [] : [(count == 1 ? "a " + what : $"{count} {what}s") + how];
    }

    private static bool IsUneven(Node node)
    {
        if (node.Operator is not Conv { Groups: > 1 } || node.Inputs[1].Constant is not { } weights || weights.Shape[2] != 1)
        {
            return false;
        }

        int channels = weights.Shape[3];
        double[] largest = new double[channels];
        ReadOnlySpan<float> elements = weights.Floats;
        for (int i = 0; i < elements.Length; i++)
        {
            largest[i % channels] = Math.Max(largest[i % channels], Math.Abs(elements[i]));
        }

        Array.Sort(largest);
        return largest[^1] > MostSpread * Math.Max(largest[channels / 2], double.Epsilon);
    }
}
