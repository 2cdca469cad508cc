using System.Collections.Immutable;

namespace Retrain.Graph.Passes;

/// <summary>Builds a network anew, node by node, with a rule that may replace each.</summary>
internal static class Rewriter
{
    /// <summary>What takes the place of a node's outputs; <see langword="null"/>: the node stays.</summary>
    public delegate ImmutableArray<Value>? Rule(RewriteStep step);

    /// <summary>Adds nodes behind the only output of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="add">Gets the value of the output and returns the one that takes its place under the same name.</param>
    public static Network Extend(Network network, Func<NetworkBuilder, Value, Value> add) => Run(network, _ => null, null, add);

    /// <summary>Adds nodes between the inputs of a network and whoever reads them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="add">Adds the new input of that name and returns the value that takes the old one's place.</param>
    public static Network Precede(Network network, Func<NetworkBuilder, Value, Value> add) => Run(network, _ => null, add, null);

    /// <summary>Runs a rule over a network.</summary>
    public static Network Run(Network network, Rule rule) => Run(network, rule, null, null);

    private static Network Run(
        Network network, Rule rule, Func<NetworkBuilder, Value, Value>? precede, Func<NetworkBuilder, Value, Value>? extend)
    {
        Dictionary<Value, int> uses = network.CountUses();
        var builder = new NetworkBuilder();
        var renewed = new Dictionary<Value, Value>();
        foreach (Value input in network.Inputs)
        {
            renewed[input] = precede is null ? builder.Input(input) : precede(builder, input);
        }

        foreach (Node node in network.Nodes)
        {
            var step = new RewriteStep(node, [.. node.Inputs.Select(Renew)], builder, uses);
            ImmutableArray<Value> outputs = rule(step) ?? builder.AddMany(node.Name, node.Operator, step.Inputs.AsSpan());
            for (int i = 0; i < outputs.Length; i++)
            {
                renewed[node.Outputs[i]] = outputs[i];
            }
        }

        return builder.Build(
            network.Outputs.Select(o => o with { Value = extend is null ? Renew(o.Value) : extend(builder, Renew(o.Value)) }));

        Value Renew(Value value)
        {
            if (!renewed.TryGetValue(value, out Value? result))
            {
                result = builder.Constant(
                    value.Name, value.Constant ?? throw new GraphException($"'{value.Name}' is read before it is computed"));
                renewed[value] = result;
            }

            return result;
        }
    }
}
