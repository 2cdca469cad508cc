using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// Builds a network anew, node by node, and remembers for each old value in which order of axes the new one is stored. Transpositions
/// become such an order and vanish; one is written down only where an operator needs another order than that which is there.
/// </summary>
/// <param name="target">Layout for image operators; <see langword="null"/>: that which each has.</param>
internal sealed class LayoutRewriter(DataLayout? target)
{
    private readonly NetworkBuilder builder = new();
    private readonly Dictionary<Value, StoredValue> values = [];
    private readonly Dictionary<(Value Value, Permutation Order), Value> reordered = [];
    private readonly Dictionary<(Value Value, int Axis), (FlatOrder Order, Value Result)> reorderedConstants = [];

    /// <summary>Runs it; once only.</summary>
    public Network Rewrite(Network network)
    {
        foreach (Value input in network.Inputs)
        {
            values[input] = new StoredValue(builder.Input(input), Permutation.Plain(input.Fact.Rank));
        }

        foreach (Node node in network.Nodes)
        {
            try
            {
                Rewrite(node);
            }
            catch (GraphException e) when (!e.Message.StartsWith("node '", StringComparison.Ordinal))
            {
                throw new GraphException($"node '{node.Name}' ({node.Operator.Name}): {e.Message}", e);
            }
        }

        return builder.Build(network.Outputs.Select(o => o with { Value = BringPlain(o.Value) }));
    }

    private void Rewrite(Node node)
    {
        bool isDone = node.Operator switch
        {
            Transpose transpose => MoveAxes(node, transpose.Order),
            Reshape => TryReshape(node),
            ShapeOf => TryShapeOf(node),
            MatMul { TransposeA: false } multiplication => TryMultiply(node, multiplication),
            _ => false,
        };
        if (isDone)
        {
            return;
        }

        switch (node.Operator.Layout)
        {
            case LayoutRule.Image:
                RewriteImages(node, (IImageOperator)node.Operator);
                break;
            case LayoutRule.Elementwise when !TryFlat(node):
                Permutation common = CommonOrder(node.Inputs, node.Outputs[0].Fact.Rank);
                Add(node, node.Operator, [.. node.Inputs.Select(i => BringToBroadcast(i, common))], common);
                break;
            case LayoutRule.Axes:
                RewriteAxes(node);
                break;
            case LayoutRule.Fixed:
                AddPlain(node);
                break;
            default:
                break;
        }
    }

    private void RewriteImages(Node node, IImageOperator images)
    {
        if (target is not { } layout || images.DataLayout == layout || node.Inputs[0].Fact.Rank != 4)
        {
            AddPlain(node);
            return;
        }

        Permutation order = layout == DataLayout.ChannelsFirst ? Permutation.ChannelsFirst : Permutation.ChannelsLast;
        Add(node, images.With(layout), [Bring(node.Inputs[0], order), .. node.Inputs.Skip(1).Select(BringPlain)], order);
    }

    private void RewriteAxes(Node node)
    {
        Permutation order = CommonOrder(node.Inputs, node.Inputs[0].Fact.Rank);
        if (!order.IsPlain && node.Operator.Permute(order) is { } permuted)
        {
            Add(node, permuted.Operator, [.. node.Inputs.Select(i => Bring(i, order))], permuted.Output);
        }
        else
        {
            AddPlain(node);
        }
    }

    /// <summary>A transposition only says anew which stored axis is which.</summary>
    private bool MoveAxes(Node node, Permutation move)
    {
        StoredValue source = Stored(node.Inputs[0]);
        Value value = source.Flat is null ? source.Value : BringPlain(node.Inputs[0]);
        Permutation inverse = move.Inverse();
        values[node.Outputs[0]] = new StoredValue(value, new Permutation([.. source.Order.Axes.Select(a => inverse.Axes[a])]));
        return true;
    }

    private bool TryReshape(Node node)
    {
        StoredValue input = Stored(node.Inputs[0]);
        ImmutableArray<Dimension> from = node.Inputs[0].Fact.Shape;
        ImmutableArray<Dimension> to = node.Outputs[0].Fact.Shape;
        if (input.Order.IsPlain || input.Flat is not null)
        {
            return false;
        }

        // Axes of length 1 may lie anywhere: the elements follow each other as before.
        FlatOrder? flat = null;
        if (!KeepsElements(input.Order, from))
        {
            ImmutableArray<int> lengths = [.. from.Skip(1).Select(d => d.Length ?? -1)];
            if (to.Length != 2 || input.Order.Axes[0] != 0 || lengths.Contains(-1) || to[1].Length != Tensor.LengthOf(lengths))
            {
                return false;
            }

            flat = new FlatOrder(lengths, new Permutation([.. input.Order.Axes.Skip(1).Select(a => a - 1)]));
        }

        Value result = builder.Add(node.Name, node.Operator, input.Value, BringPlain(node.Inputs[1]));
        values[node.Outputs[0]] = new StoredValue(result, Permutation.Plain(to.Length), flat);
        return true;
    }

    private bool TryShapeOf(Node node)
    {
        StoredValue input = Stored(node.Inputs[0]);
        if (input.Order.IsPlain)
        {
            return false;
        }

        Value shape = builder.Add(node.Name + "/stored", node.Operator, input.Value);
        int[] places = [.. Enumerable.Range(0, input.Order.Rank).Select(a => input.Order.Stored(a))];
        Value result = builder.Add(
            node.Name, new Gather(0), shape, builder.Constant(node.Name + "/order", Tensor.Of(places, places.Length)));
        values[node.Outputs[0]] = new StoredValue(result, Permutation.Plain(1));
        return true;
    }

    private bool TryMultiply(Node node, MatMul multiplication)
    {
        if (Stored(node.Inputs[0]) is not { Flat: { } flat } input || node.Inputs[1].Constant is not { Rank: 2 })
        {
            return false;
        }

        Value weights = ReorderConstant(node.Inputs[1], flat, multiplication.TransposeB ? 1 : 0);
        Add(node, multiplication, [input.Value, weights, .. node.Inputs.Skip(2).Select(BringPlain)], Permutation.Plain(2));
        return true;
    }

    /// <summary>Operators between a flattening and its matrix keep the order of columns, if all inputs can have it.</summary>
    private bool TryFlat(Node node)
    {
        FlatOrder? flat = node.Inputs.Select(i => Stored(i).Flat).FirstOrDefault(f => f is not null);
        if (flat is null || node.Outputs[0].Fact.Rank != 2 || !node.Inputs.All(Fits))
        {
            return false;
        }

        ImmutableArray<Value> inputs = builder.AddMany(node.Name, node.Operator, [.. node.Inputs.Select(Take)]);
        values[node.Outputs[0]] = new StoredValue(inputs[0], Permutation.Plain(2), flat);
        return true;

        bool HasOneColumn(Value value) => value.Fact.Rank == 0 || value.Fact.Shape[^1].Length == 1;

        bool Fits(Value value) => HasOneColumn(value)
            || (value.Constant is null ? flat.IsSame(Stored(value).Flat) : value.Fact.Shape[^1].Length == flat.Columns.Length);

        Value Take(Value value) => HasOneColumn(value) ? BringPlain(value)
            : value.Constant is null ? Stored(value).Value : ReorderConstant(value, flat, value.Fact.Rank - 1);
    }

    private Value ReorderConstant(Value constant, FlatOrder flat, int axis)
    {
        if (!reorderedConstants.TryGetValue((constant, axis), out (FlatOrder Order, Value Result) known) || !known.Order.IsSame(flat))
        {
            known = (flat, builder.Constant(constant.Name + "/reordered", flat.Apply(constant.Constant!, axis)));
            reorderedConstants[(constant, axis)] = known;
        }

        return known.Result;
    }

    /// <summary>
    /// The order that most inputs of a rank have; of equally frequent ones not the plain one, which comes from outside of the network.
    /// </summary>
    private Permutation CommonOrder(IEnumerable<Value> inputs, int rank) =>
        inputs.Where(i => i.Constant is null && i.Fact.Rank == rank).Select(i => Stored(i).Order).GroupBy(o => o)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key.IsPlain).Select(g => g.Key)
            .DefaultIfEmpty(Permutation.Plain(rank)).First();

    private Value BringPlain(Value value) => Bring(value, Permutation.Plain(value.Fact.Rank));

    private Value Bring(Value value, Permutation order)
    {
        StoredValue stored = Stored(value);
        if (stored.Flat is null && stored.Order.Equals(order))
        {
            return stored.Value;
        }

        if (!reordered.TryGetValue((value, order), out Value? result))
        {
            result = stored.Flat is { } flat
                ? Unflatten(value.Name, stored.Value, flat)
                : Reorder(value.Name, stored.Value, stored.Order.Inverse().Then(order));
            reordered[(value, order)] = result;
        }

        return result;
    }

    private Value Unflatten(string name, Value value, FlatOrder flat)
    {
        int first = value.Fact.Shape[0].Length ?? -1;
        Value images = AddReshape(name + "/images", value, [first, .. flat.StoredLengths]);
        Value plain = builder.Add(name + "/transposed", new Transpose(flat.ToPlain), images);
        return AddReshape(name + "/plain", plain, [first, flat.Columns.Length]);
    }

    private Value Reorder(string name, Value value, Permutation move)
    {
        ImmutableArray<Dimension> shape = value.Fact.Shape;
        if (!KeepsElements(move, shape) || shape.Count(d => d.Length is null) > 1)
        {
            return builder.Turn(name + "/transposed", value, move);
        }

        // Two reshapings in a row are one.
        Value source = builder.Producer(value) is { Operator: Reshape } node ? node.Inputs[0] : value;
        return AddReshape(name + "/reshaped", source, [.. move.Apply(shape).Select(d => d.Length ?? -1)]);
    }

    private Value AddReshape(string name, Value value, ImmutableArray<int> shape) =>
        builder.Add(name, new Reshape(), value,
            builder.Constant(name + "/shape", Tensor.Of(shape.Select(l => (long)l).ToArray(), shape.Length)));

    /// <summary>An input of an elementwise operator with more axes: its axes are brought to the places that they mean there.</summary>
    private Value BringToBroadcast(Value value, Permutation order)
    {
        int missing = order.Rank - value.Fact.Rank;
        if (missing == 0 || order.IsPlain || value.Fact.Rank == 0)
        {
            return Bring(value, missing == 0 ? order : Permutation.Plain(value.Fact.Rank));
        }

        var own = new Permutation([.. order.Axes.Where(a => a >= missing).Select(a => a - missing)]);
        Value brought = Bring(value, own);

        // Broadcasting adds axes in front by itself.
        int first = order.Axes.TakeWhile(a => a < missing).Count();
        ImmutableArray<int> added = [.. Enumerable.Range(first, order.Rank - first).Where(i => order.Axes[i] < missing)
            .Select(i => i - first)];
        if (added.Length == 0)
        {
            return brought;
        }

        if (!reordered.TryGetValue((value, order), out Value? result))
        {
            result = builder.Add(value.Name + "/expanded", new ExpandDims(added), brought);
            reordered[(value, order)] = result;
        }

        return result;
    }

    private StoredValue Stored(Value value)
    {
        if (!values.TryGetValue(value, out StoredValue stored))
        {
            stored = new StoredValue(builder.Constant(value.Name, value.Constant!), Permutation.Plain(value.Fact.Rank));
            values[value] = stored;
        }

        return stored;
    }

    private void AddPlain(Node node)
    {
        ImmutableArray<Value> outputs = builder.AddMany(node.Name, node.Operator, [.. node.Inputs.Select(BringPlain)]);
        for (int i = 0; i < outputs.Length; i++)
        {
            values[node.Outputs[i]] = new StoredValue(outputs[i], Permutation.Plain(outputs[i].Fact.Rank));
        }
    }

    private void Add(Node node, Operator @operator, ReadOnlySpan<Value> inputs, Permutation order)
    {
        ImmutableArray<Value> outputs = builder.AddMany(node.Name, @operator, inputs);
        for (int i = 0; i < outputs.Length; i++)
        {
            values[node.Outputs[i]] = new StoredValue(outputs[i], order);
        }
    }

    /// <summary>Whether only axes of length 1 move, so that the elements follow each other as before.</summary>
    private static bool KeepsElements(Permutation move, ImmutableArray<Dimension> shape)
    {
        int[] moved = [.. move.Axes.Where(a => shape[a].Length != 1)];
        return moved.AsSpan().SequenceEqual(moved.Order().ToArray());
    }
}
