using System.Collections.Immutable;
using Retrain.Graph.WholeNumbers;

namespace Retrain.Graph.Ops;

/// <summary>
/// Real numbers as whole ones, or whole numbers of one quantisation as those of another (by TensorFlow Lite's
/// whole-number multiplier).
/// </summary>
/// <param name="To">How the result stands for real numbers.</param>
/// <param name="From">How the input does; <see langword="null"/>: it is float32.</param>
internal sealed record Quantize(Quantization To, Quantization? From = null) : Operator
{
    /// <summary>
    /// What becomes of reals midway between two levels: TensorFlow Lite's kernels round them away from 0, ONNX to the even level, and a
    /// file of either says nothing of it.
    /// </summary>
    public MidpointRounding Ties { get; init; } = MidpointRounding.ToEven;

    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Type(inputs[0], "the input", From?.Type ?? ElementType.Float32);
        To.Check(inputs[0].Shape);
        From?.Check(inputs[0].Shape);
        return [new Fact(To.Type, inputs[0].Shape)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => this switch
    {
        { From: null } => [To.FromReal(inputs[0], Ties)],
        { From: { IsPerChannel: false, Type: not ElementType.Int64 }, To: { IsPerChannel: false, Type: not ElementType.Int64 } } =>
            [WholeRescale.Run(inputs[0], From, To)],
        _ => [To.FromReal(From.ToReal(inputs[0]), MidpointRounding.AwayFromZero)],
    };

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { To = Dequantize.Stored(To, stored), From = From is null ? null : Dequantize.Stored(From, stored) }, stored);
}
