using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>
/// A network: what goes in, what comes out, and the steps between, each after those it needs. Immutable. (DESIGN calls it a graph; C#
/// cannot tell a class of that name from this namespace.)
/// </summary>
/// <param name="Inputs">What a caller feeds, in the source model's order.</param>
/// <param name="Outputs">What a caller fetches.</param>
/// <param name="Nodes">In topological order; each leads to an output.</param>
internal sealed record Network(ImmutableArray<Value> Inputs, ImmutableArray<NetworkOutput> Outputs, ImmutableArray<Node> Nodes)
{
    /// <summary>The constants that nodes and outputs read, each once, in the order of their first use.</summary>
    public IEnumerable<Value> Constants =>
        Nodes.SelectMany(n => n.Inputs).Concat(Outputs.Select(o => o.Value)).Where(v => v.Constant is not null).Distinct();

    /// <summary>How often each value is read, outputs included.</summary>
    public Dictionary<Value, int> CountUses()
    {
        var uses = new Dictionary<Value, int>();
        foreach (Value value in Nodes.SelectMany(n => n.Inputs).Concat(Outputs.Select(o => o.Value)))
        {
            uses[value] = uses.GetValueOrDefault(value) + 1;
        }

        return uses;
    }

    /// <summary>Checks the rules that every pass has to keep: names are unique, each value is there before it is read.</summary>
    /// <exception cref="GraphException">One is broken.</exception>
    public void Check()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var present = new HashSet<Value>(Inputs);
        foreach (Value value in Inputs.Concat(Nodes.SelectMany(n => n.Outputs)).Concat(Constants))
        {
            if (!names.Add(value.Name))
            {
                throw new GraphException($"two values have the name '{value.Name}'");
            }
        }

        foreach (Node node in Nodes)
        {
            if (node.Inputs.FirstOrDefault(i => i.Constant is null && !present.Contains(i)) is { } missing)
            {
                throw new GraphException($"{node.Name} reads '{missing.Name}', which nothing before it computes");
            }

            present.UnionWith(node.Outputs);
        }

        if (Outputs.Select(o => o.Value).FirstOrDefault(v => v.Constant is null && !present.Contains(v)) is { } output)
        {
            throw new GraphException($"the output '{output.Name}' is never computed");
        }
    }
}
