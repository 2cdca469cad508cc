namespace Retrain.Graph.Tests.Ops;

/// <summary>An operator, inputs, and the outputs that its definition gives, computed by hand.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Inputs">What goes in.</param>
/// <param name="Outputs">What comes out.</param>
internal sealed record OperatorCase(Operator Operator, Tensor[] Inputs, params Tensor[] Outputs)
{
    /// <summary>Largest difference of float elements; 0: equal to the bit, but for the sign of 0.</summary>
    public double Tolerance { get; init; }

    /// <summary>Compares tensors.</summary>
    public static void AssertSame(Tensor expected, Tensor got, double tolerance)
    {
        Assert.Equal(expected.Type, got.Type);
        Assert.Equal(expected.Shape.ToArray(), got.Shape.ToArray());
        if (expected.Type == ElementType.String)
        {
            Assert.Equal(expected.Span<byte[]>().ToArray(), got.Span<byte[]>().ToArray());
            return;
        }

        double[] wanted = expected.ToDoubles();
        double[] found = got.ToDoubles();
        for (int i = 0; i < wanted.Length; i++)
        {
            bool isSame = wanted[i] == found[i] || (double.IsNaN(wanted[i]) && double.IsNaN(found[i]))
                || Math.Abs(wanted[i] - found[i]) <= tolerance;
            Assert.True(isSame, $"element {i} is {found[i]}, expected {wanted[i]}; all: {string.Join(", ", found.Take(64))}");
        }
    }
}
