using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Retrain.Graph.Ops;

/// <summary>
/// Inputs: shape (a list). Numbers in [0, 1), other ones each time. Only training needs it; a pass removes it from dropout that is
/// switched off.
/// </summary>
internal sealed record RandomUniform : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        return [new Fact(ElementType.Float32, ShapeRules.Lengths(inputs[0], "the shape"))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = ShapeRules.OutputShape(this, inputs);
        byte[] bits = RandomNumberGenerator.GetBytes(ShapeRules.Fit(4L * Tensor.LengthOf(shape)));

        // 24 bits each: as many as float32 tells apart below 1.
        return [Tensor.Of(Array.ConvertAll(MemoryMarshal.Cast<byte, uint>(bits).ToArray(), b => (b >> 8) * (1f / (1 << 24))), shape)];
    }
}
