using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>
/// A TensorFlow node while it is turned into ours: its attributes with their defaults, its inputs, and the network that is being built.
/// What cannot be true of any node that TensorFlow accepts is a <see cref="GraphException"/>; what we cannot do is an
/// <see cref="UnsupportedOpException"/>.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="inputs">Values of its data inputs.</param>
/// <param name="builder">The network.</param>
/// <param name="producer">Version of the program that wrote the graph; 0: before versions were written (or stripped).</param>
internal sealed class NodeReader(NodeDef node, IReadOnlyList<Value> inputs, NetworkBuilder builder, int producer)
{
    // Two for each of TensorFlow's 254 axes, and some.
    private const int MostIndices = 1024;

    /// <summary>The node.</summary>
    public NodeDef NodeDef { get; } = node;

    /// <summary>Its name.</summary>
    public string Name => NodeDef.Name;

    /// <summary>Its operator.</summary>
    public string Op => NodeDef.Op;

    /// <summary>Values of its data inputs.</summary>
    public IReadOnlyList<Value> Inputs { get; } = inputs;

    /// <summary>The network.</summary>
    public NetworkBuilder Builder { get; } = builder;

    /// <summary>Version of the program that wrote the graph.</summary>
    public int Producer { get; } = producer;

    /// <summary>Order of the image axes.</summary>
    public DataLayout Layout => Text("data_format", "NHWC") switch
    {
        "NHWC" => DataLayout.ChannelsLast,
        "NCHW" => DataLayout.ChannelsFirst,
        string other => throw new UnsupportedOpException($"data_format {other}"),
    };

    /// <summary>Padding of a window, with explicit lengths where the node has them.</summary>
    public Padding Padding
    {
        get
        {
            string kind = Text("padding");
            switch (kind)
            {
                case "SAME":
                    return Padding.Same;
                case "VALID":
                    return Padding.Valid;
                case "EXPLICIT":
                    ImmutableArray<int> p = Ints("explicit_paddings");
                    if (p.Length != 8)
                    {
                        throw new GraphException($"explicit_paddings must be 8 numbers, not {p.Length}");
                    }

                    bool isLast = Layout == DataLayout.ChannelsLast;
                    int h = isLast ? 2 : 4;
                    int c = isLast ? 6 : 2;
                    return (p[0] | p[1] | p[c] | p[c + 1]) == 0 && p.All(l => l >= 0)
                        ? Padding.Of(p[h], p[h + 1], p[h + 2], p[h + 3])
                        : throw new UnsupportedOpException($"explicit_paddings {string.Join(", ", p)}");
                default:
                    throw new UnsupportedOpException($"padding '{kind}'");
            }
        }
    }

    /// <summary>An input.</summary>
    /// <exception cref="GraphException">The node has not so many.</exception>
    public Value Input(int i) => i < Inputs.Count ? Inputs[i] : throw new GraphException($"input {i} is missing");

    /// <summary>What is known of an input.</summary>
    public Fact Fact(int i) => Input(i).Fact;

    /// <summary>The tensor of an input that must not depend on what is fed.</summary>
    public Tensor Constant(int i) =>
        Input(i).Constant ?? throw new UnsupportedOpException($"input {i} ('{Inputs[i].Name}') must be constant");

    /// <summary>A constant input of whole numbers: axes, lengths, borders.</summary>
    public int[] Indices(int i) => Constant(i) switch
    {
        { Type: not (ElementType.Int32 or ElementType.Int64) } other =>
            throw new GraphException($"input {i} must be whole numbers, not {other.Type}"),
        { Length: > MostIndices } other => throw new GraphException($"input {i} has {other.Length} numbers; no tensor has so many axes"),
        var constant => constant.ToInt32(),
    };

    /// <summary>A constant input of one number.</summary>
    public int Index(int i) => Indices(i) is [int only] ? only : throw new GraphException($"input {i} must be one number");

    /// <summary>A constant input of numbers.</summary>
    public float[] Numbers(int i) => Array.ConvertAll(Constant(i).ToDoubles(), v => (float)v);

    /// <summary>A constant input that is one number.</summary>
    public float Number(int i) => Numbers(i) is [float only] ? only : throw new GraphException($"input {i} must be one number");

    /// <summary>What is known of a list of whole numbers that a graph computes from shapes; lengths of photos in it are open.</summary>
    public ImmutableArray<Dimension> Content(int i) => Fact(i).Content
        ?? (Fact(i).Constant is not null
            ? [.. Indices(i).Select(v => (Dimension)v)]
            : throw new UnsupportedOpException($"input {i} ('{Inputs[i].Name}') must be constant"));

    /// <summary>An axis of an input, counted from the front.</summary>
    /// <exception cref="GraphException">It has not so many.</exception>
    public static int Axis(int axis, int rank) => axis >= -rank && axis < rank
        ? (axis + rank) % rank
        : throw new GraphException($"axis {axis} does not exist in {rank} axes");

    /// <summary>Length of an axis that has to be known.</summary>
    public int Length(int input, int axis) => axis < Fact(input).Rank
        ? Fact(input).Shape[axis].Length ?? throw new UnsupportedOpException($"the length of axis {axis} of input {input} must be known")
        : throw new GraphException($"input {input} must have more than {axis} axes");

    /// <summary>A whole number.</summary>
    public int Int(string name, int? fallback = null) =>
        Find(name, AttrValue.ValueOneofCase.I) is { } value ? Narrow(name, value.I) : fallback ?? throw Missing(name);

    /// <summary>A list of whole numbers; empty if the attribute is not there.</summary>
    public ImmutableArray<int> Ints(string name) =>
        Find(name, AttrValue.ValueOneofCase.List) is { } value ? [.. value.List.I.Select(v => Narrow(name, v))] : [];

    /// <summary>A list of texts; empty if the attribute is not there.</summary>
    public ImmutableArray<string> Texts(string name) =>
        Find(name, AttrValue.ValueOneofCase.List) is { } value ? [.. value.List.S.Select(v => v.ToStringUtf8())] : [];

    /// <summary>A number.</summary>
    public float Float(string name, float? fallback = null) => Find(name, AttrValue.ValueOneofCase.F)?.F ?? fallback ?? throw Missing(name);

    /// <summary>Yes or no.</summary>
    public bool Bool(string name, bool? fallback = null) => Find(name, AttrValue.ValueOneofCase.B)?.B ?? fallback ?? throw Missing(name);

    /// <summary>A text.</summary>
    public string Text(string name, string? fallback = null) =>
        Find(name, AttrValue.ValueOneofCase.S)?.S.ToStringUtf8() ?? fallback ?? throw Missing(name);

    /// <summary>A type, as the file has it.</summary>
    public DataType DataType(string name, DataType? fallback = null) =>
        Find(name, AttrValue.ValueOneofCase.Type)?.Type ?? fallback ?? throw Missing(name);

    /// <summary>A type that we have.</summary>
    public ElementType Type(string name, DataType? fallback = null)
    {
        DataType type = DataType(name, fallback);
        return DataTypes.ToElementType(type) ?? throw new UnsupportedOpException($"{name} {type}");
    }

    /// <summary>Height and width of a list for all four image axes: strides, windows, dilations. [1, 1] if it is not there.</summary>
    public (int Height, int Width) Size(string name) => Ints(name) is { IsEmpty: false } list ? Size(name, list) : (1, 1);

    /// <summary>Height and width out of numbers for all four image axes.</summary>
    public (int Height, int Width) Size(string name, IReadOnlyList<int> list)
    {
        if (list.Count != 4 || list.Any(v => v < 1))
        {
            throw new GraphException($"{name} must be four numbers above 0, not [{string.Join(", ", list)}]");
        }

        (int h, int w, int c) = Layout == DataLayout.ChannelsLast ? (1, 2, 3) : (2, 3, 1);
        return list[0] == 1 && list[c] == 1
            ? (list[h], list[w])
            : throw new UnsupportedOpException($"{name} [{string.Join(", ", list)}] over photos or channels");
    }

    /// <summary>Adds the node under its own name.</summary>
    public Value Add(Operator op, params ReadOnlySpan<Value> inputs) => Builder.Add(Name, op, inputs);

    /// <summary>Adds the node under its own name, with all outputs.</summary>
    public ImmutableArray<Value> AddMany(Operator op, params ReadOnlySpan<Value> inputs) => Builder.AddMany(Name, op, inputs);

    /// <summary>Adds a node that is part of it.</summary>
    public Value AddInner(string suffix, Operator op, params ReadOnlySpan<Value> inputs) => Builder.Add($"{Name}/{suffix}", op, inputs);

    /// <summary>Adds a constant that belongs to it.</summary>
    public Value Constant(string suffix, Tensor tensor) => Builder.Constant($"{Name}/{suffix}", tensor);

    /// <summary>A constant in another shape, or a node that brings it there.</summary>
    public Value Reshaped(string suffix, Value value, params ReadOnlySpan<int> shape)
    {
        if (value.Constant is { } tensor)
        {
            return Constant(suffix, tensor.Reshape(shape));
        }

        return AddInner(suffix, new Reshape(), value, Constant($"{suffix}/shape", Tensor.Of(shape.ToArray(), shape.Length)));
    }

    private static GraphException Missing(string name) => new($"attribute {name} is missing");

    private static int Narrow(string name, long value) => value is >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw new GraphException($"attribute {name} is {value}, which is too large");

    private AttrValue? Find(string name, AttrValue.ValueOneofCase kind)
    {
        if (!NodeDef.Attr.TryGetValue(name, out AttrValue? value))
        {
            return null;
        }

        return value.ValueCase == kind ? value : throw new GraphException($"attribute {name} is {value.ValueCase}, not {kind}");
    }
}
