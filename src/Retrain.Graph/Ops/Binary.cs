using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>A function of two elements, with NumPy's broadcasting; both inputs have one type. Comparisons give bools.</summary>
/// <param name="Kind">Which.</param>
internal sealed record Binary(BinaryKind Kind) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Elementwise;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 2);
        (Fact a, Fact b) = (inputs[0], inputs[1]);
        ShapeRules.SameType(a, b);
        if (Kind is BinaryKind.And or BinaryKind.Or)
        {
            ShapeRules.Type(a, "each input", ElementType.Bool);
        }
        else if (Kind is not (BinaryKind.Equal or BinaryKind.NotEqual) || a.Type != ElementType.Bool)
        {
            ShapeRules.Number(a, "each input");
        }

        ImmutableArray<Dimension> shape = Broadcasting.Shape(a.Shape, b.Shape);
        return ShapeRules.One(Kind >= BinaryKind.And ? ElementType.Bool : a.Type, shape, ContentRules.Binary(Kind, a, b));
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = ShapeRules.OutputShape(this, inputs);
        (Tensor a, Tensor b) = (Rearrange.Expand(inputs[0], shape), Rearrange.Expand(inputs[1], shape));
        if (a.Type.IsFloat())
        {
            return [Floats(a, b, shape)];
        }

        (Int128[] x, Int128[] y) = (a.ToWhole(), b.ToWhole());
        var results = new Int128[x.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = Whole(x[i], y[i]);
        }

        return [Elements.FromWhole(Kind >= BinaryKind.And ? ElementType.Bool : a.Type, results, shape)];
    }

    private static double Mod(double a, double b)
    {
        double rest = a % b;
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    }

    private static Int128 Power(Int128 a, Int128 b)
    {
        if (b < 0)
        {
            throw new GraphException($"{a} to the power of {b} is no whole number");
        }

        Int128 power = 1;
        for (; b > 0; b >>= 1)
        {
            power *= (b & 1) == 1 ? a : 1;
            a *= a;
        }

        return power;
    }

    private static Int128 Divide(Int128 a, Int128 b) => b != 0 ? a / b : throw new GraphException($"{a} is divided by 0");

    private static Int128 FloorDivide(Int128 a, Int128 b) => Divide(a, b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);

    private Tensor Floats(Tensor a, Tensor b, int[] shape)
    {
        (double[] x, double[] y) = (a.ToDoubles(), b.ToDoubles());
        if (Kind >= BinaryKind.And)
        {
            Func<double, double, bool> comparison = Comparison();
            return Tensor.Of(x.Zip(y, comparison).ToArray(), shape);
        }

        Func<double, double, double> function = Function(a.Type);
        var results = new double[x.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = function(x[i], y[i]);
        }

        return Elements.FromDoubles(a.Type, results, shape);
    }

    private Func<double, double, double> Function(ElementType type) => Kind switch
    {
        BinaryKind.Add => (a, b) => a + b,
        BinaryKind.Sub => (a, b) => a - b,
        BinaryKind.Mul => (a, b) => a * b,
        BinaryKind.Div => (a, b) => a / b,

        // TensorFlow rounds the quotient before it takes the floor.
        BinaryKind.FloorDiv when type == ElementType.Float32 => (a, b) => Math.Floor((float)(a / b)),
        BinaryKind.FloorDiv => (a, b) => Math.Floor(a / b),
        BinaryKind.FloorMod => Mod,
        BinaryKind.Pow => Math.Pow,
        BinaryKind.Minimum => Math.Min,
        BinaryKind.Maximum => Math.Max,
        _ => (a, b) => (a - b) * (a - b),
    };

    private Func<double, double, bool> Comparison() => Kind switch
    {
        BinaryKind.Equal => (a, b) => a == b,
        BinaryKind.NotEqual => (a, b) => a != b,
        BinaryKind.Less => (a, b) => a < b,
        BinaryKind.LessOrEqual => (a, b) => a <= b,
        BinaryKind.Greater => (a, b) => a > b,
        _ => (a, b) => a >= b,
    };

    private Int128 Whole(Int128 a, Int128 b) => Kind switch
    {
        BinaryKind.Add => a + b,
        BinaryKind.Sub => a - b,
        BinaryKind.Mul => a * b,
        BinaryKind.Div => Divide(a, b),
        BinaryKind.FloorDiv => FloorDivide(a, b),
        BinaryKind.FloorMod => a - (FloorDivide(a, b) * b),
        BinaryKind.Pow => Power(a, b),
        BinaryKind.Minimum => Int128.Min(a, b),
        BinaryKind.Maximum => Int128.Max(a, b),
        BinaryKind.SquaredDifference => (a - b) * (a - b),
        BinaryKind.And => a & b,
        BinaryKind.Or => a | b,
        BinaryKind.Equal => a == b ? 1 : 0,
        BinaryKind.NotEqual => a != b ? 1 : 0,
        BinaryKind.Less => a < b ? 1 : 0,
        BinaryKind.LessOrEqual => a <= b ? 1 : 0,
        BinaryKind.Greater => a > b ? 1 : 0,
        _ => a >= b ? 1 : 0,
    };
}
