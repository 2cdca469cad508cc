using System.Collections.Immutable;
using Retrain.Formats.TensorFlowLite.Writing.Fusing;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>One of our nodes while it is turned into operators of the format.</summary>
internal sealed class LiteNodeWriter
{
    private readonly WrittenGraph graph;
    private readonly Node node;
    private readonly Quantized? quantized;

    /// <summary>A node.</summary>
    /// <exception cref="GraphException">Its activation has no word.</exception>
    public LiteNodeWriter(WrittenGraph graph, Node node)
    {
        this.graph = graph;
        this.node = node;
        quantized = node.Operator as Quantized;
        (Operator, Activation) = node.Operator switch
        {
            Quantized whole => (whole.Inner, FusedActivations.Of(whole)),
            Fused fused => (fused.Inner, fused.Activation),
            _ => (node.Operator, Schema.Activation.NONE),
        };
    }

    /// <summary>What is written, without its quantisation and its activation.</summary>
    public Operator Operator { get; }

    /// <summary>What is done behind it.</summary>
    public Schema.Activation Activation { get; }

    /// <summary>Number of inputs.</summary>
    public int InputCount => node.Inputs.Length;

    /// <summary>Number of outputs.</summary>
    public int OutputCount => node.Outputs.Length;

    /// <summary>An input in the network.</summary>
    public Value Value(int input) => node.Inputs[input];

    /// <summary>An output in the network.</summary>
    public Value Result(int output = 0) => node.Outputs[output];

    /// <summary>What is known of an input for one photo.</summary>
    public Fact Fact(int input) => graph.Fact(node.Inputs[input]);

    /// <summary>What is known of an output for one photo.</summary>
    public Fact ResultFact(int output = 0) => graph.Fact(node.Outputs[output]);

    /// <summary>How an input stands for reals.</summary>
    public Quantization? Levels(int input) =>
        node.Inputs[input].Constant is null ? graph.Tensors[Input(input)].Levels : quantized?.Inputs[input];

    /// <summary>How an output stands for reals.</summary>
    public Quantization? ResultLevels(int output = 0) => graph.Tensors[Output(output)].Levels;

    /// <summary>Tensor of an input.</summary>
    public int Input(int input) =>
        graph.Place(node.Inputs[input], node.Inputs[input].Constant is null ? null : Levels(input));

    /// <summary>Tensors of all inputs.</summary>
    public int[] Inputs() => [.. Enumerable.Range(0, node.Inputs.Length).Select(Input)];

    /// <summary>Tensor of an output.</summary>
    public int Output(int output = 0) => graph.Place(node.Outputs[output]);

    /// <summary>Tensor of an input of whole numbers as int32.</summary>
    public int Indices(int input)
    {
        Value value = node.Inputs[input];
        if (value.Constant is { } constant)
        {
            return graph.Constant(value, "int32", value.Name, null, () => Tensor.Of(constant.ToInt32(), constant.Shape.AsSpan()));
        }

        return value.Fact.Type == ElementType.Int32
            ? Input(input)
            : Step("int32", Op.CAST, [Input(input)], ElementType.Int32, [.. Fact(input).Shape],
                OperatorOptions.Cast(WrittenTypes.Of(value.Fact.Type), Schema.TensorType.INT32));
    }

    /// <summary>A constant made of one of the inputs.</summary>
    public int Form(int input, string form, Func<Tensor, Tensor> make, Quantization? levels = null) =>
        graph.Constant(
            node.Inputs[input], form, node.Inputs[input].Name, levels ?? Levels(input), () => make(node.Inputs[input].Constant!));

    /// <summary>As <see cref="Form"/>, for large weights that may be stored in a byte each.</summary>
    /// <param name="axis">Axis with a scale for each index; <see langword="null"/>: one scale for all.</param>
    public int Weights(int input, string form, int? axis, Quantization? levels, Func<Tensor, Tensor> make) =>
        graph.Weights(node.Inputs[input], form, node.Inputs[input].Name, levels, axis, () => make(node.Inputs[input].Constant!));

    /// <summary>A list of whole numbers.</summary>
    public int Ints(string suffix, params ReadOnlySpan<int> numbers) => graph.Ints($"{node.Name}/{suffix}", numbers);

    /// <summary>A number without axes.</summary>
    public int Scalar<T>(string suffix, T number)
        where T : struct => graph.Scalar($"{node.Name}/{suffix}", number);

    /// <summary>A constant that belongs to the node.</summary>
    public int Constant(string suffix, Tensor tensor, Quantization? levels = null) =>
        graph.Constant(node, suffix, $"{node.Name}/{suffix}", levels, () => tensor);

    /// <summary>A constant that belongs to the node and keeps all its bits, however weights are stored.</summary>
    public int Exact(string suffix, Tensor tensor) => graph.Exact(node, suffix, $"{node.Name}/{suffix}", tensor);

    /// <summary>A tensor's own properties.</summary>
    public WrittenTensor Describe(int place) => graph.Tensors[place];

    /// <summary>Adds an operator before the one that has the outputs.</summary>
    /// <returns>Tensor of its result.</returns>
    public int Step(string suffix, Op op, IEnumerable<int> inputs, ElementType type, ImmutableArray<Dimension> shape,
        OperatorOptions options, Quantization? levels = null, int version = 1)
    {
        int place = Declare(suffix, type, shape, levels);
        graph.Add(op, inputs, [place], options, version);
        return place;
    }

    /// <summary>Adds a tensor between operators.</summary>
    public int Declare(string suffix, ElementType type, ImmutableArray<Dimension> shape, Quantization? levels = null)
    {
        // Whatever goes on inside a node goes on for each photo: if their number is open outside, it is open here.
        bool isOpen = shape.Length > 0 && node.Outputs[0].Fact.Shape is [{ Length: null }, ..];
        return graph.Declare(
            $"{node.Name}/{suffix}", type, shape, isOpen ? [-1, .. shape.Skip(1).Select(d => d.Length ?? -1)] : [], levels);
    }

    /// <summary>Adds a step that gives a list of whole numbers, as shapes are.</summary>
    public int Indices(string suffix, Op op, IEnumerable<int> inputs, int length, OperatorOptions options)
    {
        int place = graph.Declare($"{node.Name}/{suffix}", ElementType.Int32, [length], [], null);
        graph.Add(op, inputs, [place], options);
        return place;
    }

    /// <summary>Cuts a float tensor along an axis into equal parts.</summary>
    public int[] Split(string suffix, int input, int axis, int[] sizes)
    {
        WrittenTensor whole = graph.Tensors[input];
        int[] parts = [.. sizes.Select((size, i) => Declare(
            $"{suffix}_{i}", ElementType.Float32, [.. whole.Shape.Select((l, a) => (Dimension)(a == axis ? size : l))]))];
        graph.Add(Op.SPLIT, [Scalar("axis", axis), input], parts, OperatorOptions.Split(sizes.Length, true));
        return parts;
    }

    /// <summary>Adds a float step of the shape of the output.</summary>
    public int Step(string suffix, Op op, IEnumerable<int> inputs, OperatorOptions? options = null) =>
        Step(suffix, op, inputs, ElementType.Float32, ResultFact().Shape, options ?? OperatorOptions.None);

    /// <summary>Adds the operator that has the outputs.</summary>
    public void Emit(Op op, IEnumerable<int> inputs, OperatorOptions options, int version = 1) =>
        graph.Add(op, inputs, Enumerable.Range(0, node.Outputs.Length).Select(Output), options, version);

    /// <summary>
    /// Adds the operator that has the (only) output, where the kernel insists on the levels that come out: others are made of those.
    /// </summary>
    public void Emit(Op op, IEnumerable<int> inputs, OperatorOptions options, Quantization? levels, int version = 1)
    {
        if (quantized is null || levels is null || KernelLevels.AreSame(levels, ResultLevels()))
        {
            Emit(op, inputs, options, version);
            return;
        }

        int plain = Step("levels", op, inputs, levels.Type, ResultFact().Shape, options, levels, version);
        Emit(Op.QUANTIZE, [plain], OperatorOptions.Empty(Schema.BuiltinOptions.QuantizeOptions));
    }

    /// <summary>Tensor of an input in other levels.</summary>
    public int Requantized(int input, Quantization? levels) => levels is null || KernelLevels.AreSame(levels, Levels(input))
        ? Input(input)
        : Step($"levels_{input}", Op.QUANTIZE, [Input(input)], levels.Type, Fact(input).Shape,
            OperatorOptions.Empty(Schema.BuiltinOptions.QuantizeOptions), levels);

    /// <summary>Refuses an operator on whole numbers that the runtime has no kernel for.</summary>
    public void RefuseLevels()
    {
        if (quantized is not null)
        {
            throw new GraphException($"{Operator.Name} on whole numbers");
        }
    }
}
