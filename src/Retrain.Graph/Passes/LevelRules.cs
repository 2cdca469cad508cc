using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// How each operator is done on signed bytes (TensorFlow Lite 8-bit quantization specification): which have weights, which keep their
/// input's levels, which have levels of their own.
/// </summary>
internal static class LevelRules
{
    private static readonly Quantization Probabilities = Quantization.Of(ElementType.Int8, 1f / 256, -128);
    private static readonly Quantization BetweenOnes = Quantization.Of(ElementType.Int8, 1f / 128, 0);

    /// <summary>Whether a node can run on whole numbers.</summary>
    public static bool IsPossible(Node node)
    {
        int data = DataInputs(node);
        return data > 0
            && node.Inputs.Take(data).All(i => i.Fact.Type == ElementType.Float32)
            && node.Inputs.Take(data).Any(i => i.Constant is null)
            && node.Inputs.Skip(data).All(i => i.Constant is not null)
            && node.Outputs.All(o => o.Fact.Type == ElementType.Float32);
    }

    /// <summary>Number of inputs, from the first, that are levels of activations; 0: the node stays with floats.</summary>
    public static int DataInputs(Node node) => node.Operator switch
    {
        Conv { DataLayout: DataLayout.ChannelsLast } => 1,
        MatMul { TransposeA: false } when node.Inputs[1].Fact.Rank == 2 => 1,
        Binary { Kind: BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul } => 2,
        Unary { Kind: UnaryKind.Relu or UnaryKind.Sigmoid or UnaryKind.Tanh } => 1,
        Clip when QuantizationPlan.Limits(node.Operator) is not null => 1,
        LeakyRelu or HardSwish => 1,
        Softmax softmax when softmax.Axis == node.Inputs[0].Fact.Rank - 1 => 1,
        Reduce { Kind: ReduceKind.Mean } => 1,
        AveragePool { DataLayout: DataLayout.ChannelsLast, CountsPadding: false } => 1,
        MaxPool { DataLayout: DataLayout.ChannelsLast } => 1,
        Concat => node.Inputs.Length,
        Pad { Mode: PadMode.Constant, Fill: 0 } or Pad { Mode: PadMode.Reflect or PadMode.Symmetric } => 1,
        Reshape or Squeeze or ExpandDims or Transpose or Slice or Split => 1,
        Resize { DataLayout: DataLayout.ChannelsLast } or SpaceToDepth or DepthToSpace => 1,
        _ => 0,
    };

    /// <summary>Whether a node is what a network is run on whole numbers for.</summary>
    public static bool IsHeavy(Operator @operator) => @operator is Conv or MatMul;

    /// <summary>Whether an operator only moves, chooses or averages numbers, so that levels stand for the same reals behind it.</summary>
    public static bool KeepsLevels(Operator @operator) => @operator is AveragePool or MaxPool or Concat or Pad or Reshape or Squeeze
        or ExpandDims or Transpose or Slice or Split or Resize or SpaceToDepth or DepthToSpace;

    /// <summary>Levels that an operator's results always have.</summary>
    public static Quantization? FixedLevels(Operator @operator) => @operator switch
    {
        Softmax or Unary { Kind: UnaryKind.Sigmoid } => Probabilities,
        Unary { Kind: UnaryKind.Tanh } => BetweenOnes,
        _ => null,
    };

    /// <summary>Whether an operator can do an activation before it rounds.</summary>
    public static bool TakesActivation(Operator @operator) =>
        @operator is Conv or MatMul or Binary { Kind: BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul };

    /// <summary>The axis of a convolution's or product's weights that outputs lie along.</summary>
    public static int OutputAxis(Operator @operator) => @operator is MatMul { TransposeB: true } ? 0 : @operator is MatMul ? 1 : 3;
}
