using System.Collections.Immutable;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx;

/// <summary>
/// Reads one node of a file. Whatever it cannot do it says as a <see cref="GraphException"/>, which makes the node an unsupported one.
/// </summary>
internal sealed class OnnxNodeReader(
    NodeProto node, long opset, string prefix, ImmutableArray<Value?> inputs, NetworkBuilder builder,
    Func<TensorProto, Graph.Tensor> tensors)
{
    /// <summary>Version of the standard operators that the file means.</summary>
    public long Opset => opset;

    /// <summary>Its operator.</summary>
    public string OpType => node.OpType;

    /// <summary>Number of inputs that are listed, left out or not.</summary>
    public int InputCount => inputs.Length;

    /// <summary>Number of outputs that are listed.</summary>
    public int OutputCount => node.Output.Count;

    /// <summary>Whether an optional input is there.</summary>
    public bool Has(int input) => input < inputs.Length && inputs[input] is not null;

    /// <summary>Whether somebody may read an output.</summary>
    public bool Gives(int output) => output < node.Output.Count && node.Output[output].Length > 0;

    /// <summary>An input that must be there.</summary>
    public Value Input(int index) => Has(index) ? inputs[index]! : throw new GraphException($"input {index} is missing");

    /// <summary>An input whose number of axes is given.</summary>
    public Value Images(int index = 0) => Input(index) is { Fact.Rank: 4 } value
        ? value
        : throw new GraphException($"{Input(index).Fact.Rank} axes; only images, [N, C, H, W], are supported");

    /// <summary>An input that must not depend on the network's input.</summary>
    public Graph.Tensor Constant(int index)
    {
        Value value = Input(index);
        if (value.Constant is null && value.Fact.Content is { } content && content.All(d => d.Length is not null))
        {
            long[] numbers = [.. content.Select(d => (long)d.Length!.Value)];
            return value.Fact.Rank == 0 ? Graph.Tensor.Of(numbers) : Graph.Tensor.Of(numbers, numbers.Length);
        }

        return value.Constant
            ?? throw new GraphException($"its input '{value.Name}' depends on the photo; only constants are supported there");
    }

    /// <summary>A whole number.</summary>
    public long Int(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    /// <summary>A whole number that fits 32 bits.</summary>
    public int Int32(string name, int otherwise) => Narrow(Int(name, otherwise));

    /// <summary>A flag.</summary>
    public bool Flag(string name, bool otherwise) => Int(name, otherwise ? 1 : 0) != 0;

    /// <summary>A number.</summary>
    public float Float(string name, float otherwise) => Attribute(name)?.F ?? otherwise;

    /// <summary>A word.</summary>
    public string Text(string name, string otherwise) => Attribute(name)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>Whole numbers; <see langword="null"/>: not given.</summary>
    public int[]? Ints(string name) => Attribute(name)?.Ints.Select(Narrow).ToArray();

    /// <summary>Two whole numbers, for height and width.</summary>
    public (int Height, int Width) Pair(string name, int otherwise) => Ints(name) switch
    {
        null => (otherwise, otherwise),
        [int height and > 0, int width and > 0] => (height, width),
        int[] other => throw new GraphException($"{name} are [{string.Join(", ", other)}]; two positive numbers are supported"),
    };

    /// <summary>
    /// Whole numbers that older operators have as an attribute and newer ones as an input; <see langword="null"/>: not given.
    /// </summary>
    public int[]? IntsOrInput(string name, int input) => Has(input) ? [.. Constant(input).ToInt64().Select(Narrow)] : Ints(name);

    /// <summary>An attribute as it is.</summary>
    public AttributeProto? Attribute(string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    /// <summary>A tensor that an attribute holds.</summary>
    public Graph.Tensor Tensor(TensorProto tensor) => tensors(tensor);

    /// <summary>Checks an attribute that is supported with one value only.</summary>
    public void Expect(string name, long otherwise, long expected)
    {
        if (Int(name, otherwise) != expected)
        {
            throw new GraphException($"{name} = {Int(name, otherwise)} is not supported");
        }
    }

    /// <summary>An axis, counted from the front.</summary>
    public static int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw new GraphException($"axis {axis} of {rank}");

    /// <summary>Axes, counted from the front, ascending.</summary>
    public static ImmutableArray<int> Axes(IEnumerable<int> axes, int rank) => [.. axes.Select(a => Axis(a, rank)).Distinct().Order()];

    /// <summary>A constant beside the node.</summary>
    public Value Store(string suffix, Graph.Tensor tensor) => builder.Constant($"{Name}/{suffix}", tensor);

    /// <summary>A scalar of an input's type.</summary>
    public Value Scalar(string suffix, double value, ElementType type = ElementType.Float32) => Store(suffix, OnnxScalars.Of(type, value));

    /// <summary>A list of whole numbers.</summary>
    public Value List(string suffix, params IEnumerable<long> numbers)
    {
        long[] list = [.. numbers];
        return Store(suffix, Graph.Tensor.Of(list, list.Length));
    }

    /// <summary>Adds a node in between.</summary>
    public Value Step(string suffix, Operator @operator, params ReadOnlySpan<Value> values) =>
        builder.Add($"{Name}/{suffix}", @operator, values);

    /// <summary>Adds the node that gives the outputs.</summary>
    public ImmutableArray<Value> Result(Operator @operator, params ReadOnlySpan<Value> values) => builder.AddMany(Name, @operator, values);

    /// <summary>
    /// A list of lengths for a shape: numbers as they are, open ones taken from the axes of a value. A constant where one open length at
    /// most is left.
    /// </summary>
    /// <param name="lengths">
    /// A number, -1 (what is left over), or <see langword="null"/>: that of the axis in <paramref name="axes"/>.
    /// </param>
    /// <param name="axes">For each length an axis of <paramref name="of"/>.</param>
    /// <param name="of">The value.</param>
    public Value Shape(IReadOnlyList<long?> lengths, IReadOnlyList<int> axes, Value of)
    {
        long?[] known = [.. lengths.Select((l, i) => l ?? of.Fact.Shape[axes[i]].Length)];
        if (known.Count(l => l is null or -1) <= 1)
        {
            return List("shape", known.Select(l => l ?? -1));
        }

        Value shape = Step("shape_of", new ShapeOf(ElementType.Int64), of);
        Value[] parts = [.. known.Select(
            (l, i) => l is { } length ? List("length", length) : Step("length", new Gather(0), shape, List("axis", axes[i])))];
        return Step("shape", new Concat(0), parts);
    }

    /// <summary>Name for nodes and messages.</summary>
    public string Name => prefix + (node.Output.FirstOrDefault(o => o.Length > 0) ?? node.Name);

    /// <summary>The node as another operator with other inputs, whose result goes into this one.</summary>
    /// <param name="opType">A standard operator; it gets the same attributes.</param>
    /// <param name="suffix">For the name of its result.</param>
    /// <param name="values">Its inputs; <see langword="null"/> where an optional one is left away.</param>
    /// <param name="version">Version of the standard operators; <see langword="null"/>: the file's.</param>
    public OnnxNodeReader As(string opType, string suffix, ImmutableArray<Value?> values, long? version = null)
    {
        var inner = new NodeProto { OpType = opType };
        inner.Attribute.AddRange(node.Attribute);
        inner.Output.Add((node.Output.FirstOrDefault(o => o.Length > 0) ?? node.Name) + "/" + suffix);
        return new OnnxNodeReader(inner, version ?? opset, prefix, values, builder, tensors);
    }

    /// <summary>An input with its axes in another order.</summary>
    public Value Turned(string suffix, Value value, Permutation order) => builder.Turn($"{Name}/{suffix}", value, order);

    private static int Narrow(long value) =>
        value is >= int.MinValue and <= int.MaxValue ? (int)value : value < 0 ? int.MinValue : int.MaxValue;
}
