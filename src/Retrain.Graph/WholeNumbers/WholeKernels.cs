using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.WholeNumbers;

/// <summary>
/// TensorFlow Lite's kernels for whole numbers, level by level as its reference kernels compute them; a file a kernel. What has none here
/// is computed on real numbers and rounded.
/// </summary>
internal static class WholeKernels
{
    /// <summary>The result, or <see langword="null"/>: there is no kernel for the operator with these quantisations.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="inputs">Its inputs.</param>
    public static Tensor? Run(Quantized node, IReadOnlyList<Tensor> inputs)
    {
        if (node.Outputs is not [{ IsPerChannel: false } to] || !Levels.IsActivation(to.Type)
            || node.Inputs.IsEmpty || node.Inputs[0] is not { IsPerChannel: false } from || !Levels.IsActivation(from.Type))
        {
            return null;
        }

        int[] shape = ShapeRules.OutputShape(node, inputs);
        bool isSame = Same(from, to);
        return node.Inner switch
        {
            Conv conv => WholeConv.Run(node, conv, inputs, shape),
            MatMul product => WholeMatMul.Run(node, product, inputs, shape),
            Binary { Kind: BinaryKind.Add or BinaryKind.Sub } sum when node.Inputs[1] is { } second =>
                WholeSum.Run(inputs, (from, second, to), sum.Kind == BinaryKind.Sub, node.Limits, shape),
            Binary { Kind: BinaryKind.Mul } when node.Inputs[1] is { } second =>
                WholeProduct.Run(inputs, (from, second, to), node.Limits, shape),
            MaxPool pool when isSame => WholePools.Max(node, pool, inputs[0], shape),
            AveragePool pool when isSame => WholePools.Average(node, pool, inputs[0], shape),
            Reduce { Kind: ReduceKind.Mean } mean when node.Limits is null => WholeMean.Run(inputs[0], from, to, mean, shape),
            Resize { Kind: ResizeKind.Bilinear } resize when isSame && node.Limits is null =>
                WholeResize.Run(resize, inputs[0], shape),
            LeakyRelu leaky when node.Limits is null => WholeRescale.Leaky(inputs[0], from, to, leaky.Alpha),
            HardSwish when node.Limits is null => WholeHardSwish.Run(inputs[0], from, to),
            Unary { Kind: UnaryKind.Relu } when node.Limits is null =>
                WholeRescale.Run(inputs[0], from, to, (0, float.PositiveInfinity)),
            Clip clip when node.Limits is null => WholeRescale.Run(inputs[0], from, to, (clip.Low, clip.High)),
            Pad pad when isSame => pad.Mode == PadMode.Constant && node.Limits is null ? WholePad.Run(pad, inputs[0], from) : null,
            Reshape or Transpose or Squeeze or ExpandDims or Slice or Concat or Tile or Reverse or BroadcastTo or SpaceToDepth
                or DepthToSpace when isSame && node.Limits is null && AreSame(node.Inputs, to) => node.Inner.Evaluate(inputs)[0],
            _ => null,
        };
    }

    /// <summary>Whether two quantisations of a whole tensor are one.</summary>
    public static bool Same(Quantization a, Quantization b) =>
        !a.IsPerChannel && !b.IsPerChannel && a.Type == b.Type && a.Scales[0] == b.Scales[0] && a.ZeroPoints[0] == b.ZeroPoints[0];

    private static bool AreSame(ImmutableArray<Quantization?> inputs, Quantization to) => inputs.All(i => i is null || Same(i, to));
}
