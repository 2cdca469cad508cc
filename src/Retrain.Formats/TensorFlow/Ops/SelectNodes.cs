using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>One of two elements.</summary>
internal static class SelectNodes
{
    /// <summary>SelectV2: with broadcasting.</summary>
    public static ImmutableArray<Value> ReadV2(NodeReader node) => [node.Add(new Select(), node.Input(0), node.Input(1), node.Input(2))];

    /// <summary>Select: a condition with one axis chooses along the first axis of the others.</summary>
    public static ImmutableArray<Value> Read(NodeReader node)
    {
        Value condition = node.Input(0);
        int rank = node.Fact(1).Rank;
        if (condition.Fact.Rank == 1 && rank > 1)
        {
            condition = node.AddInner("ExpandDims", new ExpandDims([.. Enumerable.Range(1, rank - 1)]), condition);
        }

        return [node.Add(new Select(), condition, node.Input(1), node.Input(2))];
    }

    /// <summary>Select where nothing is broadcast, which all versions know, else SelectV2.</summary>
    public static void Write(NodeWriter writer)
    {
        ImmutableArray<Dimension> shape = writer.Fact(1).Shape;
        bool isOld = IsSame(writer.Fact(2).Shape) && (writer.Fact(0).Rank == 0 || IsSame(writer.Fact(0).Shape));
        writer.Emit(isOld ? "Select" : "SelectV2", writer.Inputs(), ("T", Attr.Of(writer.Fact(1).Type)));

        bool IsSame(ImmutableArray<Dimension> other) => shape.Length == other.Length && shape.Zip(other).All(p => p.First.IsSame(p.Second));
    }
}
