using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Operators of ONNX Runtime that stand in files which it has optimised and saved: two or three in one.</summary>
internal static class OnnxFused
{
    /// <summary>Reads a FusedMatMul: alpha a b, either transposed before.</summary>
    public static ImmutableArray<Value> ReadMatMul(OnnxNodeReader node)
    {
        node.Expect("transBatchA", 0, 0);
        node.Expect("transBatchB", 0, 0);
        float alpha = node.Float("alpha", 1);
        var product = new MatMul(node.Flag("transA", false), node.Flag("transB", false));
        return alpha == 1
            ? node.Result(product, node.Input(0), node.Input(1))
            : node.Result(
                new Binary(BinaryKind.Mul), node.Step("product", product, node.Input(0), node.Input(1)), node.Scalar("alpha", alpha));
    }

    /// <summary>Reads a FusedConv: a convolution, perhaps plus input 3, and an activation.</summary>
    public static ImmutableArray<Value> ReadConv(OnnxNodeReader node)
    {
        Value sum = OnnxConv.Read(
            node.As("Conv", "conv", [node.Input(0), node.Input(1), node.Has(2) ? node.Input(2) : null]))[0];
        return Activated(node, node.Has(3) ? node.Step("sum", new Binary(BinaryKind.Add), sum, node.Input(3)) : sum);
    }

    /// <summary>Reads a FusedGemm: a Gemm and an activation.</summary>
    public static ImmutableArray<Value> ReadGemm(OnnxNodeReader node) => Activated(node, OnnxMatrix.ReadGemm(
        node.As("Gemm", "gemm", [node.Input(0), node.Input(1), node.Has(2) ? node.Input(2) : null]))[0]);

    /// <summary>Reads a SkipLayerNormalization: a sum, perhaps with a bias, and its LayerNormalization.</summary>
    public static ImmutableArray<Value> ReadSkipLayerNorm(OnnxNodeReader node)
    {
        Value sum = node.Step("sum", new Binary(BinaryKind.Add), node.Input(0), node.Input(1));
        sum = node.Has(4) ? node.Step("biased", new Binary(BinaryKind.Add), sum, node.Input(4)) : sum;
        Value normal = OnnxNormalization.ReadLayerNorm(
            node.As("LayerNormalization", "normal", [sum, node.Input(2), node.Has(3) ? node.Input(3) : null]), 1e-12f)[0];
        return node.Gives(1) || node.Gives(2)
            ? throw new GraphException("mean and deviation are not supported")
            : [normal, normal, normal, sum];
    }

    private static ImmutableArray<Value> Activated(OnnxNodeReader node, Value x)
    {
        float[] parameters = [.. node.Attribute("activation_params")?.Floats ?? []];
        return (node.Text("activation", ""), parameters) switch
        {
            ("", _) => [x],
            ("Relu", _) => node.Result(new Unary(UnaryKind.Relu), x),
            ("Tanh", _) => node.Result(new Unary(UnaryKind.Tanh), x),
            ("Sigmoid", _) => node.Result(new Unary(UnaryKind.Sigmoid), x),
            ("LeakyRelu", [var alpha, ..]) => node.Result(new LeakyRelu(alpha), x),
            ("LeakyRelu", _) => node.Result(new LeakyRelu(node.Float("activation_alpha", 0.01f)), x),
            ("Clip", [var low, var high, ..]) => node.Result(new Clip(low, high), x),
            var (name, _) => throw new GraphException($"activation = {name} is not supported"),
        };
    }
}
