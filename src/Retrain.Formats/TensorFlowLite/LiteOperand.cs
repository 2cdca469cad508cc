using Retrain.Graph;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>An input of an operator.</summary>
/// <param name="Value">Its value.</param>
/// <param name="How">How its whole numbers stand for reals; <see langword="null"/>: they do not.</param>
internal readonly record struct LiteOperand(Value Value, Quantization? How)
{
    /// <summary>What is known of the value.</summary>
    public Fact Fact => Value.Fact;

    /// <summary>Number of axes.</summary>
    public int Rank => Value.Fact.Rank;
}
