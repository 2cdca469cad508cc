using System.Collections.Immutable;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx;

/// <summary>
/// If and Loop. Neither is an operator here: the branch that is taken and the rounds of a loop stand in the network as if the file had them
/// written out. So condition and number of rounds must not depend on the photo.
/// </summary>
internal static class OnnxBranches
{
    private const int MostRounds = 1_000;

    /// <summary>Reads a graph inside a node with the values of its inputs.</summary>
    /// <returns>The values of its outputs.</returns>
    public delegate ImmutableArray<Value> Unfold(GraphProto graph, IReadOnlyList<Value> inputs);

    /// <summary>Reads an If: the branch that is taken. The other may hold anything.</summary>
    public static ImmutableArray<Value> If(OnnxNodeReader node, Unfold unfold) =>
        unfold(Graph(node, Truth(node.Input(0)) switch
        {
            true => "then_branch",
            false => "else_branch",
            null => throw new GraphException($"its condition '{node.Input(0).Name}' depends on the photo"),
        }), []);

    /// <summary>
    /// Reads a Loop: its rounds one behind the other. What each round gives beside is put together along a new first axis.
    /// </summary>
    public static ImmutableArray<Value> Loop(OnnxNodeReader node, Unfold unfold)
    {
        GraphProto body = Graph(node, "body");
        long most = node.Has(0) ? node.Constant(0).ToInt64()[0] : long.MaxValue;
        Value goesOn = node.Has(1) ? node.Input(1) : node.Store("condition", Tensor.Of(new[] { true }));
        Value[] carried = [.. Enumerable.Range(2, Math.Max(0, node.InputCount - 2)).Select(node.Input)];
        int lists = body.Output.Count - 1 - carried.Length;
        if (lists < 0)
        {
            throw new GraphException($"the body gives {body.Output.Count} values for {carried.Length} that it takes");
        }

        var parts = new List<Value>[lists];
        for (int i = 0; i < lists; i++)
        {
            parts[i] = [];
        }

        for (long round = 0; round < most; round++)
        {
            if (Truth(goesOn) is not { } next)
            {
                throw new GraphException("the number of rounds depends on the photo");
            }

            if (!next)
            {
                break;
            }

            if (round >= MostRounds)
            {
                throw new GraphException($"more than {MostRounds} rounds");
            }

            ImmutableArray<Value> results = unfold(body, [node.Store("round", Tensor.Of(new[] { round })), goesOn, .. carried]);
            goesOn = results[0];
            carried = [.. results.Skip(1).Take(carried.Length)];
            for (int i = 0; i < lists; i++)
            {
                parts[i].Add(node.Step("part", new ExpandDims([0]), results[1 + carried.Length + i]));
            }
        }

        return parts.All(p => p.Count > 0)
            ? [.. carried, .. parts.Select(p => node.Step("parts", new Concat(0), [.. p]))]
            : throw new GraphException("a loop without rounds gives lists of nothing");
    }

    private static bool? Truth(Value value) => value.Constant is { Length: 1, Type: not ElementType.String } known
        ? known.ToDoubles()[0] != 0
        : null;

    private static GraphProto Graph(OnnxNodeReader node, string name) =>
        node.Attribute(name)?.G ?? throw new GraphException($"{name} is missing");
}
