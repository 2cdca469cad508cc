using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>The same elements with other axes, or in another type.</summary>
internal static class LiteShapes
{
    /// <summary>CONCATENATION; on whole numbers each input may have a scale of its own.</summary>
    public static ImmutableArray<Value> ReadConcatenation(LiteNodeReader node)
    {
        Schema.ConcatenationOptions options = node.Options(
            Schema.BuiltinOptions.ConcatenationOptions, o => o.BuiltinOptionsAsConcatenationOptions());
        LiteOperand[] all = [.. Enumerable.Range(0, node.InputCount).Select(node.Input)];
        return all.Length > 0
            ? node.Result(options.FusedActivationFunction, new Concat(LiteNodeReader.Axis(options.Axis, all[0].Rank)), all)
            : throw new GraphException("there is nothing to join");
    }

    /// <summary>RESHAPE; older files have the shape among the options.</summary>
    public static ImmutableArray<Value> ReadReshape(LiteNodeReader node)
    {
        if (node.Has(1))
        {
            return node.Result(new Reshape(), node.Input(0), node.Plain(1));
        }

        int[] shape = node.Options(Schema.BuiltinOptions.ReshapeOptions, o => o.BuiltinOptionsAsReshapeOptions()).GetNewShapeArray() ?? [];
        return node.Result(new Reshape(), node.Input(0), new LiteOperand(node.List("shape", shape), null));
    }

    /// <summary>SQUEEZE; without axes, all that are known to have length 1.</summary>
    public static ImmutableArray<Value> ReadSqueeze(LiteNodeReader node)
    {
        ImmutableArray<Dimension> shape = node.Input(0).Fact.Shape;
        int[] listed = node.OptionsOr(
            Schema.BuiltinOptions.SqueezeOptions, o => o.BuiltinOptionsAsSqueezeOptions(), o => o.GetSqueezeDimsArray(), null) ?? [];
        ImmutableArray<int> axes = listed.Length == 0
            ? [.. Enumerable.Range(0, shape.Length).Where(a => shape[a].Length == 1)]
            : [.. listed.Select(a => LiteNodeReader.Axis(a, shape.Length)).Distinct().Order()];
        return node.Result(new Squeeze(axes), node.Input(0));
    }

    /// <summary>EXPAND_DIMS.</summary>
    public static ImmutableArray<Value> ReadExpandDims(LiteNodeReader node) => node.Indices(1) is [int axis]
        ? node.Result(new ExpandDims([LiteNodeReader.Axis(axis, node.Input(0).Rank + 1)]), node.Input(0))
        : throw new GraphException("the axis must be one number");

    /// <summary>TRANSPOSE.</summary>
    public static ImmutableArray<Value> ReadTranspose(LiteNodeReader node) =>
        node.Result(new Transpose(new Permutation(node.Indices(1))), node.Input(0));

    /// <summary>CAST: numbers as they are, whatever reals they stand for.</summary>
    public static ImmutableArray<Value> ReadCast(LiteNodeReader node)
    {
        ElementType type = node.Outputs[0].ElementType ?? throw new GraphException($"numbers of type {node.Outputs[0].Type}");
        return [node.Builder.Add(node.Name, new Cast(type), node.Input(0).Value)];
    }
}
