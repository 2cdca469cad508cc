using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Networks;

/// <summary>What a network costs.</summary>
/// <param name="Bytes">Bytes of its constants.</param>
/// <param name="MultiplyAdds">
/// Multiplications with their additions, for one photo, in convolutions and matrix products; <see langword="null"/>: a shape is not
/// known.
/// </param>
internal sealed record NetworkCost(long Bytes, long? MultiplyAdds)
{
    /// <summary>Counts.</summary>
    /// <param name="network">With one image input.</param>
    public static NetworkCost Of(Network network) =>
        new(network.Constants.Select(c => c.Constant!).Where(t => t.Type != ElementType.String).Sum(t => (long)t.Bytes().Length),
            Count(network));

    private static long? Count(Network network)
    {
        try
        {
            Network one = Rewriter.Precede(
                network, (builder, input) => builder.Input(input.Name, input.Fact.Type, [1, .. input.Fact.Shape.AsSpan()[1..]]));
            return one.Nodes.Aggregate((long?)0, (sum, node) => checked(sum + Of(node)));
        }
        catch (Exception e) when (e is GraphException or OverflowException)
        {
            // A network for batches of another size only.
            return null;
        }
    }

    private static long? Of(Node node) => (node.Operator is Quantized whole ? whole.Inner : node.Operator) switch
    {
        Conv => Product(node.Outputs[0]) * Product(node.Inputs[1].Fact.Shape.AsSpan()[..3]),
        ConvTranspose => Product(node.Inputs[0]) * Product(node.Inputs[1].Fact.Shape.AsSpan()[..3]),
        MatMul { TransposeA: var swapped } => Product(node.Outputs[0]) * node.Inputs[0].Fact.Shape[swapped ? ^2 : ^1].Length,
        _ => 0,
    };

    private static long? Product(Value value) => Product(value.Fact.Shape.AsSpan());

    private static long? Product(ReadOnlySpan<Dimension> lengths)
    {
        long? product = 1;
        foreach (Dimension length in lengths)
        {
            product = checked(product * length.Length);
        }

        return product;
    }
}
