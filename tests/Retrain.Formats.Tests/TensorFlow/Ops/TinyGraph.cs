using System.Collections.Immutable;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.Tests.TensorFlow.Ops;

/// <summary>Reads and runs graphs of few nodes; nothing but what the op tests need.</summary>
internal static class TinyGraph
{
    /// <summary>Reads a graph of constants, placeholders, identities and ops.</summary>
    public static Network Read(GraphDef graph, IReadOnlyDictionary<string, Tensor> feeds, IEnumerable<string> outputs)
    {
        var builder = new NetworkBuilder();
        var nodes = graph.Node.ToDictionary(n => n.Name);
        var values = new Dictionary<string, ImmutableArray<Value>>();
        return builder.Build(outputs.Select(o => new NetworkOutput(o, Find(o))));

        Value Find(string reference)
        {
            string[] parts = reference.Split(':');
            if (!values.TryGetValue(parts[0], out ImmutableArray<Value> found))
            {
                values.Add(parts[0], found = Convert(nodes[parts[0]]));
            }

            return found[parts.Length > 1 ? int.Parse(parts[1]) : 0];
        }

        ImmutableArray<Value> Convert(NodeDef node) => node.Op switch
        {
            "Const" => [builder.Constant(node.Name, TensorProtos.Read(node.Attr["value"].Tensor))],
            "Placeholder" => [builder.Input(node.Name, feeds[node.Name].Type, [.. feeds[node.Name].Shape.Select(l => (Dimension)l)])],
            "Identity" or "StopGradient" or "PreventGradient" or "Snapshot" or "PlaceholderWithDefault" => [Find(node.Input[0])],
            _ => TensorFlowOps.Read(
                new NodeReader(node, [.. node.Input.Where(i => i[0] != '^').Select(Find)], builder, graph.Versions?.Producer ?? 0)),
        };
    }

    /// <summary>Runs one TensorFlow node; inputs that are not constant are placeholders.</summary>
    public static ImmutableArray<Tensor> Run(NodeDef node, IReadOnlyList<Feed> inputs, int producer = 0)
    {
        var builder = new NetworkBuilder();
        Value[] values =
        [
            .. inputs.Select((f, i) => f.IsConstant
                ? builder.Constant($"constant{i}", f.Tensor)
                : builder.Input($"input{i}", f.Tensor.Type, [.. f.Tensor.Shape.Select(l => (Dimension)l)])),
        ];
        ImmutableArray<Value> outputs = TensorFlowOps.Read(new NodeReader(node, values, builder, producer));
        Network network = builder.Build(outputs.Select((v, i) => new NetworkOutput($"{i}", v)));
        Dictionary<string, Tensor> results = ReferenceEvaluator.Run(
            network, inputs.Index().Where(f => !f.Item.IsConstant).ToDictionary(f => $"input{f.Index}", f => f.Item.Tensor));
        return [.. results.OrderBy(r => int.Parse(r.Key)).Select(r => r.Value)];
    }

    /// <summary>A network of one of our operators.</summary>
    public static (Network Network, Dictionary<string, Tensor> Feeds) Build(OperatorCase @case)
    {
        var builder = new NetworkBuilder();
        Dictionary<string, Tensor> feeds = [];
        Value[] inputs =
        [
            .. @case.Inputs.Select((f, i) =>
            {
                if (f.IsConstant)
                {
                    return builder.Constant($"constant{i}", f.Tensor);
                }

                feeds.Add($"input{i}", f.Tensor);
                return builder.Input($"input{i}", f.Tensor.Type, [.. f.Tensor.Shape.Select(l => (Dimension)l)]);
            }),
        ];
        ImmutableArray<Value> outputs = builder.AddMany(@case.Name, @case.Operator, inputs);
        return (builder.Build(outputs.Select((v, i) => new NetworkOutput(i == 0 ? @case.Name : $"{@case.Name}_{i}", v))), feeds);
    }
}
