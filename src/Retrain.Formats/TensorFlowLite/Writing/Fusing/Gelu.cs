using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Passes;

namespace Retrain.Formats.TensorFlowLite.Writing.Fusing;

/// <summary>x times the probability that a normally distributed number is smaller.</summary>
/// <param name="IsApproximate">Whether by way of tanh.</param>
internal sealed record Gelu(bool IsApproximate) : Operator
{
    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs) => [new Fact(inputs[0].Type, inputs[0].Shape)];

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [inputs[0].Map(IsApproximate ? Approximate : Exact)];

    /// <summary>Several of our operators are this one of the runtime's.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step)
    {
        if (ElementFunctions.Source(step, Exact) is { } exact)
        {
            return step.Replace(new Gelu(false), exact);
        }

        return ElementFunctions.Source(step, Approximate) is { } approximate ? step.Replace(new Gelu(true), approximate) : null;
    }

    private static double Exact(double x) => x / 2 * (1 + SpecialFunctions.Erf(x / Math.Sqrt(2)));

    private static double Approximate(double x) => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));
}
