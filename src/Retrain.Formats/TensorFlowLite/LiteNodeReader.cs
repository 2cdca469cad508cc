using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>
/// An operator of a file while it is turned into ours. Whatever its elements are, a method in <c>Ops</c> names the operator on real
/// numbers once: <see cref="Result"/> makes a <see cref="Quantized"/> of it where the output is of whole numbers. What cannot be done
/// is a <see cref="GraphException"/> with the reason.
/// </summary>
/// <param name="op">The operator.</param>
/// <param name="inputs">Its inputs; <see langword="null"/>: left away.</param>
/// <param name="outputs">What the file says of its outputs.</param>
/// <param name="builder">The network.</param>
internal sealed class LiteNodeReader(
    LiteOperator op, ImmutableArray<LiteOperand?> inputs, ImmutableArray<LiteTensor> outputs, NetworkBuilder builder)
{
    private const int MostIndices = 1024;

    /// <summary>The operator's name, <c>CONV_2D</c>.</summary>
    public string Op => op.Name;

    /// <summary>Name of the node: that of its first output.</summary>
    public string Name => outputs[0].Name;

    /// <summary>What the file says of its outputs.</summary>
    public ImmutableArray<LiteTensor> Outputs => outputs;

    /// <summary>The network.</summary>
    public NetworkBuilder Builder => builder;

    /// <summary>Number of inputs, those left away included.</summary>
    public int InputCount => inputs.Length;

    /// <summary>Whether an input is there.</summary>
    public bool Has(int i) => i < inputs.Length && inputs[i] is not null;

    /// <summary>An input.</summary>
    /// <exception cref="GraphException">It was left away.</exception>
    public LiteOperand Input(int i) =>
        i < inputs.Length && inputs[i] is { } input ? input : throw new GraphException($"input {i} is missing");

    /// <summary>An input as it is stored: shapes, axes, indices.</summary>
    public LiteOperand Plain(int i) => new(Input(i).Value, null);

    /// <summary>An input as real numbers.</summary>
    public Value Real(int i) => Real(Input(i));

    /// <summary>An operand as real numbers.</summary>
    public Value Real(LiteOperand operand) => operand.How is { } from
        ? builder.Add($"{operand.Value.Name}/real", new Dequantize(from), operand.Value)
        : operand.Value;

    /// <summary>All inputs as real numbers.</summary>
    public Value[] Reals() => [.. Enumerable.Range(0, inputs.Length).Select(Real)];

    /// <summary>A constant input of whole numbers: axes, lengths, borders.</summary>
    public int[] Indices(int i) => Constant(i) switch
    {
        { Type: not (ElementType.Int32 or ElementType.Int64 or ElementType.Int16) } other =>
            throw new GraphException($"input {i} must be whole numbers, not {other.Type}"),
        { Length: > MostIndices } other => throw new GraphException($"input {i} has {other.Length} numbers; no tensor has so many axes"),
        var constant => constant.ToInt32(),
    };

    /// <summary>The value of an input that must not depend on what is fed.</summary>
    public Tensor Constant(int i) => Input(i).Value.Constant ?? throw new GraphException($"input {i} must be constant");

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(int axis, int rank) => axis >= -rank && axis < rank
        ? (axis + rank) % rank
        : throw new GraphException($"axis {axis} does not exist in {rank} axes");

    /// <summary>The operator's options.</summary>
    /// <exception cref="GraphException">It has none, or those of another operator.</exception>
    public T Options<T>(Schema.BuiltinOptions type, Func<Schema.Operator, T> read) => op.Table.BuiltinOptionsType == type
        ? read(op.Table)
        : throw new GraphException($"the options are {op.Table.BuiltinOptionsType}, expected {type}");

    /// <summary>As <see cref="Options"/>, with an answer for operators that were written without any.</summary>
    public TResult OptionsOr<T, TResult>(
        Schema.BuiltinOptions type, Func<Schema.Operator, T> read, Func<T, TResult> pick, TResult otherwise) =>
        op.Table.BuiltinOptionsType == type ? pick(read(op.Table)) : otherwise;

    /// <summary>Adds a node that is part of the operator, on real numbers.</summary>
    public Value Step(string suffix, Operator @operator, params ReadOnlySpan<Value> values) =>
        builder.Add($"{Name}/{suffix}", @operator, values);

    /// <summary>A number in the type of what it is used with.</summary>
    public Value Scalar(string suffix, float number) => builder.Constant($"{Name}/{suffix}", Tensor.Scalar(number));

    /// <summary>A list of lengths.</summary>
    public Value List(string suffix, params ReadOnlySpan<int> numbers) =>
        builder.Constant($"{Name}/{suffix}", Tensor.Of(numbers.ToArray(), numbers.Length));

    /// <summary>The same operand with its axes in another order.</summary>
    public LiteOperand Transposed(string suffix, LiteOperand x, params int[] order)
    {
        if (x.Rank != order.Length)
        {
            throw new GraphException($"{suffix} must have {order.Length} axes, not {x.Rank}");
        }

        return new LiteOperand(
            builder.Add($"{Name}/{suffix}", new Transpose(new Permutation(order)), x.Value),
            x.How is { IsPerChannel: true } how ? how with { Axis = Array.IndexOf(order, how.Axis) } : x.How);
    }

    /// <summary>The same elements in another shape, with the same meaning.</summary>
    public LiteOperand Reshaped(string suffix, LiteOperand x, params int[] shape)
    {
        Value to = List($"{suffix}/shape", shape);
        return new LiteOperand(
            x is { How: { IsPerChannel: false } how, Value.Constant: null }
                ? builder.Add($"{Name}/{suffix}", new Quantized(new Reshape(), [how, null], [how]), x.Value, to)
                : builder.Add($"{Name}/{suffix}", new Reshape(), x.Value, to),
            x.How);
    }

    /// <summary>The operator's answer: on whole numbers where the file says so, else on real ones.</summary>
    /// <param name="inner">The operator on real numbers.</param>
    /// <param name="operands">With what.</param>
    public ImmutableArray<Value> Result(Operator inner, params ReadOnlySpan<LiteOperand> operands) =>
        Result(Schema.Activation.NONE, inner, operands);

    /// <summary>As <see cref="Result(Operator, ReadOnlySpan{LiteOperand})"/>, with an activation behind.</summary>
    public ImmutableArray<Value> Result(Schema.Activation activation, Operator inner, params ReadOnlySpan<LiteOperand> operands)
    {
        if (outputs[0].Quantization is not null)
        {
            var whole = new Quantized(inner, [.. Hows(operands)], [.. outputs.Select(o => o.Quantization)]) { Limits = Limits(activation) };
            return builder.AddMany(Name, whole, Values(operands));
        }

        Value[] reals = new Value[operands.Length];
        for (int i = 0; i < reals.Length; i++)
        {
            reals[i] = Real(operands[i]);
        }

        return activation == Schema.Activation.NONE
            ? builder.AddMany(Name, inner, reals)
            : [Activate(activation, builder.Add($"{Name}/linear", inner, reals))];
    }

    /// <summary>The last of several steps on real numbers, rounded where the output is of whole ones.</summary>
    public ImmutableArray<Value> Last(Operator @operator, params ReadOnlySpan<Value> values) =>
        Last(Schema.Activation.NONE, @operator, values);

    /// <summary>As <see cref="Last(Operator, ReadOnlySpan{Value})"/>, with an activation behind.</summary>
    public ImmutableArray<Value> Last(Schema.Activation activation, Operator @operator, params ReadOnlySpan<Value> values)
    {
        if (outputs[0].Quantization is { } to)
        {
            Value real = Step("unrounded", @operator, values);
            Value active = activation == Schema.Activation.NONE ? real : Activate(activation, real, "/active");
            return [builder.Add(Name, new Quantize(to), active)];
        }

        return activation == Schema.Activation.NONE
            ? builder.AddMany(Name, @operator, values)
            : [Activate(activation, builder.Add($"{Name}/linear", @operator, values))];
    }

    /// <summary>Values on real numbers as the operator's outputs.</summary>
    public ImmutableArray<Value> Rounded(ImmutableArray<Value> reals) =>
        [.. reals.Select((real, i) => i < outputs.Length && outputs[i].Quantization is { } to
            ? builder.Add(outputs[i].Name, new Quantize(to), real)
            : real)];

    private static Quantization?[] Hows(ReadOnlySpan<LiteOperand> operands)
    {
        var hows = new Quantization?[operands.Length];
        for (int i = 0; i < hows.Length; i++)
        {
            hows[i] = operands[i].How;
        }

        return hows;
    }

    private static Value[] Values(ReadOnlySpan<LiteOperand> operands)
    {
        var values = new Value[operands.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = operands[i].Value;
        }

        return values;
    }

    private static (float Low, float High)? Limits(Schema.Activation activation) => activation switch
    {
        Schema.Activation.NONE => null,
        Schema.Activation.RELU => (0, float.PositiveInfinity),
        Schema.Activation.RELU6 => (0, 6),
        Schema.Activation.RELU_N1_TO_1 => (-1, 1),
        _ => throw new GraphException($"the activation {activation} on whole numbers"),
    };

    private Value Activate(Schema.Activation activation, Value value, string suffix = "") => builder.Add(
        Name + suffix,
        activation switch
        {
            Schema.Activation.RELU => new Unary(UnaryKind.Relu),
            Schema.Activation.RELU6 => new Clip(0, 6),
            Schema.Activation.RELU_N1_TO_1 => new Clip(-1, 1),
            Schema.Activation.TANH => new Unary(UnaryKind.Tanh),
            _ => throw new GraphException($"the activation {activation}"),
        },
        value);
}
