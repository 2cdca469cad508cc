using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>MatMul and Gemm.</summary>
internal static class OnnxMatrix
{
    /// <summary>Reads a MatMul.</summary>
    public static ImmutableArray<Value> ReadMatMul(OnnxNodeReader node)
    {
        Value a = node.Input(0);
        Value b = node.Input(1);
        return a.Fact.Rank >= 2 && b.Fact.Rank >= 2
            ? node.Result(new MatMul(false, false), a, b)
            : throw new GraphException("products with vectors are not supported");
    }

    /// <summary>Reads a Gemm: alpha a b + beta c.</summary>
    public static ImmutableArray<Value> ReadGemm(OnnxNodeReader node)
    {
        float alpha = node.Float("alpha", 1);
        float beta = node.Float("beta", 1);
        Value b = Scaled("alpha", node.Input(1), alpha);
        var product = new MatMul(node.Flag("transA", false), node.Flag("transB", false));
        return node.Has(2)
            ? node.Result(new Binary(BinaryKind.Add), node.Step("product", product, node.Input(0), b), Scaled("beta", node.Input(2), beta))
            : node.Result(product, node.Input(0), b);

        Value Scaled(string name, Value value, float by) =>
            by == 1 ? value : node.Step(name + "_scaled", new Binary(BinaryKind.Mul), value, node.Scalar(name, by, value.Fact.Type));
    }

    /// <summary>Writes a MatMul; two matrices with one of them transposed are a Gemm.</summary>
    public static void Write(OnnxNodeWriter node)
    {
        var product = (MatMul)node.Operator;
        bool hasBias = node.InputCount > 2;
        if (node.Fact(0).Rank == 2 && node.Fact(1).Rank == 2 && (product.TransposeA || product.TransposeB || hasBias))
        {
            node.Result("Gemm", Enumerable.Range(0, node.InputCount).Select(node.Input),
                OnnxAttributes.Flag("transA", product.TransposeA), OnnxAttributes.Flag("transB", product.TransposeB));
            return;
        }

        string[] sides = [Side(0, product.TransposeA), Side(1, product.TransposeB)];
        if (hasBias)
        {
            node.Result("Add", [node.Step("product", "MatMul", sides), node.Input(2)]);
        }
        else
        {
            node.Result("MatMul", sides);
        }

        string Side(int input, bool isTransposed)
        {
            int axes = node.Fact(input).Rank;
            return isTransposed ? node.Transposed(input, [.. Enumerable.Range(0, axes - 2), axes - 1, axes - 2]) : node.Input(input);
        }
    }
}
