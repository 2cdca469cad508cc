using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>A function of each element.</summary>
/// <param name="Kind">Which.</param>
internal sealed record Unary(UnaryKind Kind) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Elementwise;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        switch (Kind)
        {
            case UnaryKind.Abs or UnaryKind.Neg or UnaryKind.Square or UnaryKind.Sign:
                ShapeRules.Number(inputs[0], "the input");
                break;
            case UnaryKind.Not:
                ShapeRules.Type(inputs[0], "the input", ElementType.Bool);
                break;
            default:
                ShapeRules.Type(inputs[0], "the input", ElementType.Float32);
                break;
        }

        return [new Fact(inputs[0].Type, inputs[0].Shape)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        Tensor x = inputs[0];
        if (Kind == UnaryKind.Not)
        {
            return [Tensor.Of(Array.ConvertAll(x.Span<bool>().ToArray(), v => !v), x.Shape.AsSpan())];
        }

        if (x.Type == ElementType.Float32)
        {
            return [x.Map(Function())];
        }

        return x.Type == ElementType.Float64
            ? [Tensor.Of(Array.ConvertAll(x.ToDoubles(), v => Function()(v)), x.Shape.AsSpan())]
            : [Elements.FromWhole(x.Type, Array.ConvertAll(x.ToWhole(), Whole), x.Shape.AsSpan())];
    }

    private static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    private Int128 Whole(Int128 x) => Kind switch
    {
        UnaryKind.Abs => x < 0 ? -x : x,
        UnaryKind.Neg => -x,
        UnaryKind.Square => x * x,
        _ => Int128.Sign(x),
    };

    private Func<double, double> Function() => Kind switch
    {
        UnaryKind.Abs => Math.Abs,
        UnaryKind.Neg => x => -x,
        UnaryKind.Square => x => x * x,
        UnaryKind.Sign => Sign,
        UnaryKind.Relu => x => x < 0 ? 0 : x,
        UnaryKind.Selu => x => x < 0 ? 1.7580993408473766 * SpecialFunctions.ExpMinusOne(x) : 1.0507009873554805 * x,
        UnaryKind.Softplus => SpecialFunctions.Softplus,
        UnaryKind.Sigmoid => x => 1 / (1 + Math.Exp(-x)),
        UnaryKind.Tanh => Math.Tanh,
        UnaryKind.Erf => SpecialFunctions.Erf,
        UnaryKind.Exp => Math.Exp,
        UnaryKind.Log => Math.Log,
        UnaryKind.Log1p => SpecialFunctions.LogOnePlus,
        UnaryKind.Sqrt => Math.Sqrt,
        UnaryKind.Rsqrt => x => 1 / Math.Sqrt(x),
        UnaryKind.Reciprocal => x => 1 / x,
        UnaryKind.Floor => Math.Floor,
        UnaryKind.Ceiling => Math.Ceiling,
        UnaryKind.Round => x => Math.Round(x, MidpointRounding.ToEven),
        UnaryKind.Sin => Math.Sin,
        UnaryKind.Cos => Math.Cos,
        _ => throw new GraphException($"{Kind} is no function of numbers"),
    };
}
