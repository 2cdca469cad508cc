using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// Matrix product of the last two axes; axes before them broadcast. A third input is a bias [columns]: only within <see
/// cref="Quantized"/>, where a fully connected layer is one step.
/// </summary>
/// <param name="TransposeA">Whether the last two axes of the first input are swapped before.</param>
/// <param name="TransposeB">The same for the second.</param>
internal sealed record MatMul(bool TransposeA, bool TransposeB) : Operator
{
    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 2, 3);
        foreach (Fact input in inputs.Take(2))
        {
            ShapeRules.Type(input, "each input", ElementType.Float32);
            if (input.Rank < 2)
            {
                throw new GraphException($"an input is {input}, expected two axes or more");
            }
        }

        (ImmutableArray<Dimension> a, ImmutableArray<Dimension> b) = (inputs[0].Shape, inputs[1].Shape);
        (Dimension rows, Dimension left) = TransposeA ? (a[^1], a[^2]) : (a[^2], a[^1]);
        (Dimension right, Dimension columns) = TransposeB ? (b[^1], b[^2]) : (b[^2], b[^1]);
        ShapeRules.Same(left, right, "columns of the first and rows of the second matrix");
        if (inputs.Count == 3)
        {
            ShapeRules.Type(inputs[2], "the bias", ElementType.Float32);
            ShapeRules.Rank(inputs[2], "the bias", 1);
            ShapeRules.Same(columns, inputs[2].Shape[0], "columns of the product and the length of the bias");
        }

        return [new Fact(ElementType.Float32, [.. Broadcasting.Shape(a[..^2], b[..^2]), rows, columns])];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = ShapeRules.OutputShape(this, inputs);
        int[] outer = shape[..^2];
        Tensor a = Plain(inputs[0], TransposeA, outer);
        Tensor b = Plain(inputs[1], TransposeB, outer);
        (int rows, int columns, int inner) = (shape[^2], shape[^1], a.Shape[^1]);
        double[] weights = b.ToDoubles();
        float[] results = new float[Tensor.LengthOf(shape)];
        double[] bias = inputs.Count == 3 ? inputs[2].ToDoubles() : new double[columns];
        double[] sums = new double[columns];
        for (int row = 0; row < Tensor.LengthOf(shape.AsSpan()[..^1]); row++)
        {
            bias.CopyTo(sums, 0);
            int matrix = row / rows;
            for (int k = 0; k < inner; k++)
            {
                double x = a.Floats[(row * inner) + k];
                ReadOnlySpan<double> from = weights.AsSpan(((matrix * inner) + k) * columns, columns);
                for (int j = 0; j < sums.Length; j++)
                {
                    sums[j] += x * from[j];
                }
            }

            for (int j = 0; j < columns; j++)
            {
                results[(row * columns) + j] = (float)sums[j];
            }
        }

        return [Tensor.Of(results, shape)];
    }

    /// <summary>An operand in the order of the product, with the axes before the matrix broadcast.</summary>
    public static Tensor Plain(Tensor x, bool isTransposed, int[] outer)
    {
        Tensor plain = isTransposed ? Rearrange.Transpose(x, Rearrange.ToEnd(x.Rank, x.Rank - 2)) : x;
        return Rearrange.Expand(plain, [.. outer, plain.Shape[^2], plain.Shape[^1]]);
    }
}
