using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Networks;

/// <summary>Finds the last layer of a classifier, whose input are the features.</summary>
internal static class LastLayer
{
    /// <summary>
    /// The network up to what its last dense layer takes, or its last convolution where that sees one pixel; as it is where it ends in
    /// neither.
    /// </summary>
    /// <param name="network">With one output.</param>
    public static Network Without(Network network)
    {
        Dictionary<Value, Node> producers = network.Nodes.SelectMany(n => n.Outputs.Select(o => (o, n))).ToDictionary(p => p.o, p => p.n);
        Value value = network.Outputs[0].Value;
        while (producers.TryGetValue(value, out Node? node))
        {
            switch (node.Operator)
            {
                case MatMul when node.Inputs[1].Constant is not null && node.Inputs[0].Fact.Rank == 2:
                case Conv when node.Outputs[0].Fact.Shape is [_, { Length: 1 }, { Length: 1 }, _] && IsOnePixel(node.Inputs[0].Fact):
                    return Cut(network, node.Inputs[0]);
                case Softmax or LogSoftmax or Unary or Clip or Reshape or Squeeze:
                    value = node.Inputs[0];
                    break;
                case Binary when node.Inputs.Count(i => i.Constant is null) == 1:
                    value = node.Inputs.First(i => i.Constant is null);
                    break;
                default:
                    return network;
            }
        }

        return network;
    }

    private static bool IsOnePixel(Fact fact) => fact.Shape is [_, { Length: 1 }, { Length: 1 }, _];

    /// <summary>Drops what the features do not need.</summary>
    private static Network Cut(Network network, Value features)
    {
        var needed = new HashSet<Value> { features };
        var kept = new List<Node>();
        foreach (Node node in Enumerable.Reverse(network.Nodes))
        {
            if (node.Outputs.Any(needed.Contains))
            {
                needed.UnionWith(node.Inputs);
                kept.Add(node);
            }
        }

        kept.Reverse();
        return new Network(network.Inputs, [new NetworkOutput(features.Name, features)], [.. kept]);
    }
}
