using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Ops that do several things at once: what TensorFlow's graph rewriters make. Read only.</summary>
internal static class FusedNodes
{
    /// <summary>_FusedConv2D.</summary>
    public static ImmutableArray<Value> ReadConvolution(NodeReader node)
    {
        Value filter = node.Input(1);
        Conv conv = ConvolutionNodes.Operator(node, node.Fact(0), filter.Fact);
        return [Then(node, node.AddInner("Conv2D", conv, node.Input(0), filter))];
    }

    /// <summary>_FusedDepthwiseConv2dNative; without the line before its name in TensorFlow.js.</summary>
    public static ImmutableArray<Value> ReadDepthwise(NodeReader node)
    {
        Value weights = DepthwiseNodes.Weights(node);
        return [Then(node,
            node.AddInner("depthwise", ConvolutionNodes.Operator(node, node.Fact(0), weights.Fact), node.Input(0), weights))];
    }

    /// <summary>_FusedMatMul.</summary>
    public static ImmutableArray<Value> ReadMatMul(NodeReader node)
    {
        var product = new MatMul(node.Bool("transpose_a", false), node.Bool("transpose_b", false));
        return [Then(node, node.AddInner("MatMul", product, node.Input(0), node.Input(1)))];
    }

    /// <summary>Prelu of TensorFlow.js: a slope of its own for each place below 0.</summary>
    public static ImmutableArray<Value> ReadPrelu(NodeReader node)
    {
        (Value above, Value below) = Sides(node, node.Input(0), node.Input(1));
        return [node.Add(new Binary(BinaryKind.Add), above, below)];
    }

    /// <summary>_FusedBatchNormEx: a sum and an activation may follow.</summary>
    public static ImmutableArray<Value> ReadBatchNorm(NodeReader node)
    {
        if (node.Bool("is_training", true))
        {
            throw new UnsupportedOpException("is_training");
        }

        var norm = new BatchNorm(node.Float("epsilon", 1e-4f), node.Layout);
        Value value = node.AddInner("norm", norm, node.Input(0), node.Input(1), node.Input(2), node.Input(3), node.Input(4));
        for (int i = 0; i < node.Int("num_side_inputs", 0); i++)
        {
            value = node.AddInner($"add_{i}", new Binary(BinaryKind.Add), value, node.Input(5 + i));
        }

        string activation = node.Text("activation_mode", "Identity");
        return [activation == "Identity" ? value : node.Add(Activation(node, activation), value), node.Input(3), node.Input(4),
            node.Input(3), node.Input(4)];
    }

    /// <summary>FusedPadConv2D: mirrored borders, then a convolution.</summary>
    public static ImmutableArray<Value> ReadPadConvolution(NodeReader node)
    {
        Pad pad = PaddingNodes.Operator(node, 1, PaddingNodes.MirrorMode(node), 0);
        return [Convolve(node, node.AddInner("pad", pad, node.Input(0)), node.Input(2))];
    }

    /// <summary>FusedResizeAndPadConv2D: another size, mirrored borders, a convolution.</summary>
    public static ImmutableArray<Value> ReadResizePadConvolution(NodeReader node)
    {
        ResizeCoordinates coordinates =
            node.Bool("resize_align_corners", false) ? ResizeCoordinates.AlignCorners : ResizeCoordinates.Legacy;
        Value resized = node.AddInner(
            "resize", new Resize(ResizeKind.Bilinear, coordinates, DataLayout.ChannelsLast), node.Input(0), node.Input(1));
        Pad pad = PaddingNodes.Operator(node, 2, PaddingNodes.MirrorMode(node), 0);
        return [Convolve(node, node.AddInner("pad", pad, resized), node.Input(3))];
    }

    private static Value Convolve(NodeReader node, Value image, Value filter) =>
        node.Add(ConvolutionNodes.Operator(node, image.Fact, filter.Fact), image, filter);

    /// <summary>What fused_ops lists, in its order; each takes its arguments from the inputs after the first two.</summary>
    private static Value Then(NodeReader node, Value value)
    {
        ImmutableArray<string> ops = node.Texts("fused_ops");
        int argument = 2;
        for (int i = 0; i < ops.Length; i++)
        {
            if (ops[i] == "Prelu")
            {
                (Value above, Value below) = Sides(node, value, node.Input(argument++));
                value = i == ops.Length - 1
                    ? node.Add(new Binary(BinaryKind.Add), above, below)
                    : node.AddInner("Prelu", new Binary(BinaryKind.Add), above, below);
                continue;
            }

            (Operator op, Value[] more) = ops[i] switch
            {
                "BiasAdd" => (new Binary(BinaryKind.Add), [BiasNodes.Bias(node, node.Input(argument++), value.Fact.Rank)]),
                "Add" => (new Binary(BinaryKind.Add), [node.Input(argument++)]),
                "FusedBatchNorm" => (
                    new BatchNorm(node.Float("epsilon", 1e-4f), node.Layout),
                    [node.Input(argument++), node.Input(argument++), node.Input(argument++), node.Input(argument++)]),
                string activation => (Activation(node, activation), Array.Empty<Value>()),
            };
            value = i == ops.Length - 1 ? node.Add(op, [value, .. more]) : node.AddInner(ops[i], op, [value, .. more]);
        }

        return value;
    }

    private static (Value Above, Value Below) Sides(NodeReader node, Value x, Value slope) => (
        node.AddInner("above", new Unary(UnaryKind.Relu), x),
        node.AddInner("below", new Binary(BinaryKind.Mul), slope,
            node.AddInner("negative", new Binary(BinaryKind.Minimum), x, node.Constant("negative/zero", Tensor.Scalar(0f)))));

    private static Operator Activation(NodeReader node, string name) => name switch
    {
        "Relu" => new Unary(UnaryKind.Relu),
        "Relu6" => new Clip(0, 6),
        "Elu" => new Elu(1),
        "LeakyRelu" => new LeakyRelu(node.Float("leakyrelu_alpha", 0.2f)),
        "Tanh" => new Unary(UnaryKind.Tanh),
        "Sigmoid" => new Unary(UnaryKind.Sigmoid),
        _ => throw new UnsupportedOpException($"fused '{name}'"),
    };
}
