using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Networks;

/// <summary>Reads from a network's first steps which values it was made for.</summary>
internal static class InputRange
{
    /// <summary>
    /// Whoever divides by more, or subtracts more, was made for 0 to 255; nothing in 0 to 1 has such a mean or deviation.
    /// </summary>
    private const double LargestOfUnit = 8;

    /// <summary>
    /// Value of a white pixel: 255 where the network itself scales bytes down; <see langword="null"/>: its first steps do not tell.
    /// </summary>
    /// <param name="network">With one image input.</param>
    public static float? White(Network network)
    {
        Value value = network.Inputs[0];
        foreach (Node node in network.Nodes)
        {
            if (!node.Inputs.Contains(value))
            {
                continue;
            }

            switch (node.Operator)
            {
                case Resize or Slice or Cast:
                    value = node.Outputs[0];
                    break;
                case Binary { Kind: var kind } when node.Inputs is [var first, { Constant: { Length: > 0 } constant }] && first == value:
                    double largest = constant.ToDoubles().Max(Math.Abs);
                    return kind switch
                    {
                        BinaryKind.Mul => largest < 1 / LargestOfUnit ? 255 : null,
                        BinaryKind.Div or BinaryKind.Sub => largest > LargestOfUnit ? 255 : null,
                        _ => null,
                    };
                default:
                    return null;
            }
        }

        return null;
    }
}
