using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Activations that have numbers with them.</summary>
internal static class ActivationNodes
{
    /// <summary>Relu6.</summary>
    public static ImmutableArray<Value> ReadRelu6(NodeReader node) => [node.Add(new Clip(0, 6), node.Input(0))];

    /// <summary>ClipByValue: the upper limit first, then the lower one.</summary>
    public static ImmutableArray<Value> ReadClipByValue(NodeReader node)
    {
        if (node.Fact(0).Type == ElementType.Float32 && node.Input(1).Constant is { Length: 1 } && node.Input(2).Constant is { Length: 1 }
            && node.Number(1) <= node.Number(2))
        {
            return [node.Add(new Clip(node.Number(1), node.Number(2)), node.Input(0))];
        }

        Value below = node.AddInner("Minimum", new Binary(BinaryKind.Minimum), node.Input(0), node.Input(2));
        return [node.Add(new Binary(BinaryKind.Maximum), below, node.Input(1))];
    }

    /// <summary>LeakyRelu.</summary>
    public static ImmutableArray<Value> ReadLeakyRelu(NodeReader node) =>
        [node.Add(new LeakyRelu(node.Float("alpha", 0.2f)), node.Input(0))];

    /// <summary>Elu.</summary>
    public static ImmutableArray<Value> ReadElu(NodeReader node) => [node.Add(new Elu(1), node.Input(0))];

    /// <summary>x / (1 + |x|).</summary>
    public static ImmutableArray<Value> ReadSoftsign(NodeReader node)
    {
        Value size = node.AddInner("Abs", new Unary(UnaryKind.Abs), node.Input(0));
        Value below = node.AddInner("add", new Binary(BinaryKind.Add), size, node.Constant("one", Tensor.Scalar(1f)));
        return [node.Add(new Binary(BinaryKind.Div), node.Input(0), below)];
    }

    /// <summary>Relu6 where it is that, else Minimum and Maximum.</summary>
    public static void WriteClip(NodeWriter writer)
    {
        var clip = (Clip)writer.Node.Operator;
        if (clip is { Low: 0, High: 6 })
        {
            writer.Emit("Relu6", [writer.Input(0)], writer.T);
            return;
        }

        string below = writer.EmitInner(
            "Minimum", "Minimum", [writer.Input(0), writer.Constant("high", Tensor.Scalar(clip.High))], writer.T);
        writer.Emit("Maximum", [below, writer.Constant("low", Tensor.Scalar(clip.Low))], writer.T);
    }

    /// <summary>LeakyRelu.</summary>
    public static void WriteLeakyRelu(NodeWriter writer) =>
        writer.Emit("LeakyRelu", [writer.Input(0)], writer.T, ("alpha", Attr.Of(((LeakyRelu)writer.Node.Operator).Alpha)));

    /// <summary>x Relu6(x + 3) / 6.</summary>
    public static void WriteHardSwish(NodeWriter writer)
    {
        string moved = writer.EmitInner("add", "Add", [writer.Input(0), writer.Constant("three", Tensor.Scalar(3f))], writer.T);
        string limited = writer.EmitInner("Relu6", "Relu6", [moved], writer.T);
        string product = writer.EmitInner("mul", "Mul", [writer.Input(0), limited], writer.T);
        writer.Emit("Mul", [product, writer.Constant("sixth", Tensor.Scalar(1 / 6f))], writer.T);
    }

    /// <summary>Elu; TensorFlow's has no alpha, so that its negative side is scaled beside it.</summary>
    public static void WriteElu(NodeWriter writer)
    {
        float alpha = ((Elu)writer.Node.Operator).Alpha;
        if (alpha == 1)
        {
            writer.Emit("Elu", [writer.Input(0)], writer.T);
            return;
        }

        string positive = writer.EmitInner("Relu", "Relu", [writer.Input(0)], writer.T);
        string negative = writer.EmitInner("Minimum", "Minimum", [writer.Input(0), writer.Constant("zero", Tensor.Scalar(0f))], writer.T);
        string curve = writer.EmitInner("Elu", "Elu", [negative], writer.T);
        string scaled = writer.EmitInner("mul", "Mul", [curve, writer.Constant("alpha", Tensor.Scalar(alpha))], writer.T);
        writer.Emit("Add", [positive, scaled], writer.T);
    }
}
