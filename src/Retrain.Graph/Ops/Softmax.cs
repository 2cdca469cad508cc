using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>exp(x) over its sum along an axis, with the greatest element subtracted first.</summary>
/// <param name="Axis">The axis, not negative.</param>
internal sealed record Softmax(int Axis) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Type(inputs[0], "the input", ElementType.Float32);
        ShapeRules.Axis(Axis, inputs[0].Rank);
        return [new Fact(ElementType.Float32, inputs[0].Shape)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [Along(inputs[0], Axis, isLogarithm: false)];

    /// <summary>Softmax along an axis, or its logarithm.</summary>
    internal static Tensor Along(Tensor x, int axis, bool isLogarithm)
    {
        Permutation order = Rearrange.ToEnd(x.Rank, axis);
        Tensor rows = Rearrange.Transpose(x, order);
        int length = x.Shape[axis];
        float[] results = new float[rows.Length];
        for (int start = 0; start < results.Length; start += length)
        {
            ReadOnlySpan<float> row = rows.Floats.Slice(start, length);
            double greatest = double.NegativeInfinity;
            foreach (float v in row)
            {
                greatest = Math.Max(greatest, v);
            }

            double sum = 0;
            foreach (float v in row)
            {
                sum += Math.Exp(v - greatest);
            }

            for (int i = 0; i < length; i++)
            {
                results[start + i] = (float)(isLogarithm ? row[i] - greatest - Math.Log(sum) : Math.Exp(row[i] - greatest) / sum);
            }
        }

        return Rearrange.Transpose(Tensor.Of(results, rows.Shape.AsSpan()), order.Inverse());
    }

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { Axis = stored.Stored(Axis) }, stored);
}
