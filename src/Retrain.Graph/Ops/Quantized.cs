using System.Collections.Immutable;
using Retrain.Graph.WholeNumbers;

namespace Retrain.Graph.Ops;

/// <summary>
/// An operator done on whole numbers, as TensorFlow Lite does it: inputs and outputs are levels, and the result is the level nearest to
/// what the operator gives for the reals that they stand for.
/// </summary>
/// <param name="Inner">The operator on real numbers.</param>
/// <param name="Inputs">
/// How each input stands for reals; <see langword="null"/>: it goes to the operator as it is (float32, a shape).
/// </param>
/// <param name="Outputs">How each output does; <see langword="null"/>: it stays what the operator gives.</param>
internal sealed record Quantized(Operator Inner, ImmutableArray<Quantization?> Inputs, ImmutableArray<Quantization?> Outputs) : Operator
{
    /// <inheritdoc/>
    public override string Name => $"Quantized {Inner.Name}";

    /// <summary>
    /// Real limits of the outputs, an activation (ReLU, ReLU6) that is done before rounding; <see langword="null"/>: none.
    /// </summary>
    public (float Low, float High)? Limits { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        if (inputs.Count != Inputs.Length)
        {
            throw new GraphException($"{inputs.Count} inputs, and quantisations for {Inputs.Length}");
        }

        var reals = new Fact[inputs.Count];
        for (int i = 0; i < reals.Length; i++)
        {
            reals[i] = inputs[i];
            if (Inputs[i] is { } quantization)
            {
                ShapeRules.Type(inputs[i], $"input {i}", quantization.Type);
                quantization.Check(inputs[i].Shape);
                reals[i] = new Fact(ElementType.Float32, inputs[i].Shape);
            }
        }

        ImmutableArray<Fact> results = Inner.Infer(reals);
        if (results.Length != Outputs.Length)
        {
            throw new GraphException($"{results.Length} outputs, and quantisations for {Outputs.Length}");
        }

        return [.. results.Select((fact, i) => Outputs[i] is { } quantization ? Levels(fact, quantization) : fact)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        if (WholeKernels.Run(this, inputs) is { } whole)
        {
            return [whole];
        }

        Tensor[] results = Inner.Evaluate([.. inputs.Select((t, i) => Inputs[i] is { } quantization ? quantization.ToReal(t) : t)]);
        for (int i = 0; i < results.Length; i++)
        {
            if (Limits is { } limits)
            {
                results[i] = results[i].Map(v => Math.Clamp(v, limits.Low, limits.High));
            }

            results[i] = Outputs[i] is { } quantization ? quantization.FromReal(results[i], MidpointRounding.AwayFromZero) : results[i];
        }

        return results;
    }

    private static Fact Levels(Fact fact, Quantization quantization)
    {
        ShapeRules.Type(fact, "the output", ElementType.Float32);
        quantization.Check(fact.Shape);
        return new Fact(quantization.Type, fact.Shape);
    }
}
