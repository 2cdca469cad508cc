using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>Lists of tensors, with which a loop goes over the photos of a batch. Their lengths have to be known.</summary>
internal sealed class TensorLists(NetworkBuilder builder, string name)
{
    private const int LongestList = 1024;

    /// <summary>Whether an operator is one of them.</summary>
    public static bool IsOne(string op) => op.StartsWith("TensorList", StringComparison.Ordinal);

    /// <summary>What the node gives: a list, or an item of one.</summary>
    /// <exception cref="UnsupportedOpException">A length or an index is not known, or the operator is another one.</exception>
    public Wire Import(NodeDef node, IReadOnlyList<Wire> inputs) => node.Op switch
    {
        "TensorListReserve" => new Wire.List([.. new Wire?[Number(inputs, 1, LongestList)]]),
        "TensorListFromTensor" => FromTensor(inputs),
        "TensorListGetItem" => List(inputs)[Number(inputs, 1, List(inputs).Length - 1)]
            ?? throw new UnsupportedOpException("it reads an item that was never set"),
        "TensorListSetItem" => new Wire.List(List(inputs).SetItem(Number(inputs, 1, List(inputs).Length - 1), inputs[2])),
        "TensorListStack" => Stack(List(inputs)),
        _ => throw new UnsupportedOpException(""),
    };

    private static ImmutableArray<Wire?> List(IReadOnlyList<Wire> inputs) =>
        (inputs.Count > 0 ? inputs[0] as Wire.List : null)?.Items ?? throw new UnsupportedOpException("it takes something that is no list");

    private static int Number(IReadOnlyList<Wire> inputs, int index, int largest) =>
        index < inputs.Count && inputs[index] is Wire.Tensor { Value.Constant: { Length: 1 } constant }
            && constant.ToInt64()[0] is >= 0 and var number && number <= largest
            ? (int)number
            : throw new UnsupportedOpException("a length or an index depends on the input");

    private Wire.List FromTensor(IReadOnlyList<Wire> inputs)
    {
        Value tensor = (inputs.Count > 0 ? inputs[0] as Wire.Tensor : null)?.Value
            ?? throw new UnsupportedOpException("it takes something that is no tensor");
        if (tensor.Fact is not { Rank: > 0, Shape: [{ Length: { } length and <= LongestList }, ..] })
        {
            throw new UnsupportedOpException("a length or an index depends on the input");
        }

        return new Wire.List([.. Enumerable.Range(0, length).Select(i =>
            (Wire)new Wire.Tensor(
                builder.Add($"{name}/item", new Gather(0), tensor, builder.Constant($"{name}/index", Tensor.Scalar((long)i)))))]);
    }

    private Wire.Tensor Stack(ImmutableArray<Wire?> items)
    {
        Value[] values = [.. items.Select(
            i => (i as Wire.Tensor)?.Value ?? throw new UnsupportedOpException("an item of its list is missing"))];
        return new Wire.Tensor(
            builder.Add(name, new Concat(0), [.. values.Select(v => builder.Add($"{name}/item", new ExpandDims([0]), v))]));
    }
}
