using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Whole numbers as the real ones that they stand for, float32.</summary>
/// <param name="From">How they do.</param>
internal sealed record Dequantize(Quantization From) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <summary>Weights stay whole numbers: computed beforehand they would be four times as large, and no runtime could use them.</summary>
    public override bool IsComputedBeforehand => false;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Type(inputs[0], "the input", From.Type);
        From.Check(inputs[0].Shape);
        return [new Fact(ElementType.Float32, inputs[0].Shape)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [From.ToReal(inputs[0])];

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (new Dequantize(Stored(From, stored)), stored);

    /// <summary>A quantisation for a value whose axes are stored in another order.</summary>
    public static Quantization Stored(Quantization quantization, Permutation stored) =>
        quantization.IsPerChannel ? quantization with { Axis = stored.Stored(quantization.Axis) } : quantization;
}
