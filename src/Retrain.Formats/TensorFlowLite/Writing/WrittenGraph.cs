using System.Collections.Immutable;
using Retrain.Graph;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>Tensors, operators and buffers of a file that is being written.</summary>
internal sealed class WrittenGraph
{
    /// <summary>Buffer of tensors that are computed.</summary>
    private const int Computed = 0;

    private readonly LiteWeights weights;
    private readonly WrittenFacts facts;
    private readonly List<WrittenTensor> tensors = [];
    private readonly List<WrittenOperator> operators = [];
    private readonly List<WrittenOperator> widenings = [];
    private readonly List<ReadOnlyMemory<byte>> buffers = [ReadOnlyMemory<byte>.Empty];
    private readonly Dictionary<Value, int> places = [];
    private readonly Dictionary<(object Source, string Form), int> constants = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>An empty file for a network.</summary>
    public WrittenGraph(WrittenFacts facts, LiteWeights weights)
    {
        this.facts = facts;
        this.weights = weights;
    }

    /// <summary>The tensors.</summary>
    public IReadOnlyList<WrittenTensor> Tensors => tensors;

    /// <summary>The operators in the order in which they run; those that widen weights come first.</summary>
    public IEnumerable<WrittenOperator> Operators => widenings.Concat(operators);

    /// <summary>Contents of the buffers; the first one is empty.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Buffers => buffers;

    /// <summary>What is known of a value for one photo.</summary>
    public Fact Fact(Value value) => facts.Of(value);

    /// <summary>Gives a computed value its tensor.</summary>
    public int Declare(Value value, string name)
    {
        int place = Declare(name, value.Fact.Type, Fact(value).Shape, Signature(value.Fact), facts.Levels(value));
        places.Add(value, place);
        return place;
    }

    /// <summary>Whether a value has its tensor.</summary>
    public bool Has(Value value) => places.ContainsKey(value);

    /// <summary>Tensor of a value; that of a constant is added where it is needed first.</summary>
    /// <param name="value">The value.</param>
    /// <param name="levels">How a constant's whole numbers stand for reals.</param>
    public int Place(Value value, Quantization? levels = null)
    {
        if (places.TryGetValue(value, out int place))
        {
            return place;
        }

        return value.Constant is { } tensor
            ? Constant(value, "", value.Name, levels, () => tensor)
            : Declare(value, value.Name);
    }

    /// <summary>Adds a tensor between two operators.</summary>
    /// <param name="name">Made unique.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="shape">Shape for one photo.</param>
    /// <param name="signature">The shape with open lengths, where it has some.</param>
    /// <param name="levels">How whole numbers stand for reals.</param>
    public int Declare(
        string name, ElementType type, ImmutableArray<Dimension> shape, ImmutableArray<int> signature, Quantization? levels)
    {
        tensors.Add(new WrittenTensor(
            Unique(name), WrittenTypes.Of(type), [.. shape.Select(d => d.Length ?? 1)], signature, levels, Computed));
        return tensors.Count - 1;
    }

    /// <summary>A constant; of one source in one form there is one.</summary>
    /// <param name="source">What it was made from.</param>
    /// <param name="form">What was made of it.</param>
    /// <param name="name">Made unique.</param>
    /// <param name="levels">How whole numbers stand for reals.</param>
    /// <param name="make">Makes it.</param>
    public int Constant(object source, string form, string name, Quantization? levels, Func<Tensor> make)
    {
        (object, string) key = (source, $"{form} {levels?.Scales[0]} {levels?.ZeroPoints[0]}");
        if (!constants.TryGetValue(key, out int place))
        {
            Tensor tensor = make();
            place = weights == LiteWeights.Float16 && HalfWeights.Of(tensor) is { } halves
                ? Widened(name, tensor, halves)
                : Store(name, WrittenTypes.Of(tensor.Type), tensor.Shape, levels, Bytes(tensor));
            constants.Add(key, place);
        }

        return place;
    }

    /// <summary>A constant that keeps all its bits, however weights are stored.</summary>
    public int Exact(object source, string form, string name, Tensor tensor)
    {
        if (!constants.TryGetValue((source, form), out int place))
        {
            place = Store(name, WrittenTypes.Of(tensor.Type), tensor.Shape, null, Bytes(tensor));
            constants.Add((source, form), place);
        }

        return place;
    }

    /// <summary>
    /// Weights of an operator that takes large ones as whole numbers beside floats: stored in a byte each where that is asked for.
    /// </summary>
    /// <param name="axis">Axis with a scale for each index; <see langword="null"/>: one scale for all.</param>
    public int Weights(object source, string form, string name, Quantization? levels, int? axis, Func<Tensor> make)
    {
        if (weights != LiteWeights.Int8)
        {
            return Constant(source, form, name, levels, make);
        }

        Tensor tensor = make();
        return ByteWeights.Of(tensor, axis) is var (bytes, scales)
            ? Constant(source, form, name, scales, () => bytes)
            : Constant(source, form, name, levels, () => tensor);
    }

    /// <summary>Whole numbers as a list.</summary>
    public int Ints(string name, params ReadOnlySpan<int> numbers)
    {
        int[] list = numbers.ToArray();
        return Constant("list", string.Join(' ', list), name, null, () => Tensor.Of(list, list.Length));
    }

    /// <summary>A number without axes.</summary>
    public int Scalar<T>(string name, T number)
        where T : struct =>
        Constant(typeof(T), FormattableString.Invariant($"{number}"), name, null, () => Tensor.Scalar(number));

    /// <summary>Adds an operator.</summary>
    /// <param name="version">Least version that its settings ask for; types may ask for more.</param>
    public void Add(Op op, IEnumerable<int> inputs, IEnumerable<int> outputs, OperatorOptions options, int version = 1) =>
        operators.Add(Make(op, [.. inputs], [.. outputs], options, version));

    /// <summary>The open lengths of a shape as -1; empty where none is open.</summary>
    public static ImmutableArray<int> Signature(Fact fact) =>
        fact.KnownShape is null ? [.. fact.Shape.Select(d => d.Length ?? -1)] : [];

    private WrittenOperator Make(Op op, ImmutableArray<int> inputs, ImmutableArray<int> outputs, OperatorOptions options, int version)
    {
        WrittenTensor[] read = [.. inputs.Where(i => i >= 0).Select(i => tensors[i])];
        return new WrittenOperator(op, Math.Max(version, OperatorVersions.Of(op, read, tensors[outputs[0]])), inputs, outputs, options);
    }

    private int Widened(string name, Tensor tensor, Tensor halves)
    {
        int half = Store(name + "_float16", Schema.TensorType.FLOAT16, tensor.Shape, null, Bytes(halves));
        int wide = Declare(name, ElementType.Float32, [.. tensor.Shape.Select(l => (Dimension)l)], [], null);
        widenings.Add(Make(Op.DEQUANTIZE, [half], [wide], OperatorOptions.Empty(Schema.BuiltinOptions.DequantizeOptions), 1));
        return wide;
    }

    private int Store(string name, Schema.TensorType type, ImmutableArray<int> shape, Quantization? levels, byte[] content)
    {
        // A tensor without elements has an empty buffer of its own: the first one means that it is computed.
        buffers.Add(content);
        tensors.Add(new WrittenTensor(Unique(name), type, shape, [], levels, buffers.Count - 1));
        return tensors.Count - 1;
    }

    private static byte[] Bytes(Tensor tensor)
    {
        byte[] bytes = tensor.Bytes().ToArray();
        if (!BitConverter.IsLittleEndian && tensor.Length > 0)
        {
            int size = bytes.Length / tensor.Length;
            for (int i = 0; i < bytes.Length; i += size)
            {
                bytes.AsSpan(i, size).Reverse();
            }
        }

        return bytes;
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int i = 1; !names.Add(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }
}
