using System.Collections.Immutable;
using System.Text.Json;
using Retrain.Graph.Ops;
using Retrain.Testing;

namespace Retrain.Graph.Tests.WholeNumbers;

/// <summary>
/// A model of TensorFlow Lite with the values that its reference kernels computed: every tensor of the first sub-graph, and every
/// operator as one of ours.
/// </summary>
internal sealed class RecordedModel
{
    private readonly string folder;
    private readonly JsonElement[] tensors;

    private RecordedModel(string folder)
    {
        this.folder = folder;
        JsonElement meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json"))).RootElement;
        JsonElement graph = meta.GetProperty("subgraphs")[0];
        tensors = [.. graph.GetProperty("tensors").EnumerateArray()];
        Operators = [.. graph.GetProperty("operators").EnumerateArray()];
        SecondOpinion = meta.GetProperty("second_opinion").GetProperty("by_op");
    }

    /// <summary>The operators as the file's description has them.</summary>
    public JsonElement[] Operators { get; }

    /// <summary>By operator: how many values of a second computation differ, and by how much.</summary>
    public JsonElement SecondOpinion { get; }

    /// <summary>Opens the recorded folder.</summary>
    public static RecordedModel Open(string name) => new(SharedData.Shared("fixtures", "tflite", name));

    /// <summary>How a tensor stands for reals; <see langword="null"/>: it is none of whole numbers that do.</summary>
    public Quantization? Quantized(int index)
    {
        JsonElement tensor = tensors[index];
        if (!tensor.TryGetProperty("scale", out JsonElement scale))
        {
            return null;
        }

        return new Quantization(
            TypeOf(tensor),
            [.. scale.EnumerateArray().Select(s => (float)s.GetDouble())],
            [.. tensor.GetProperty("zero_point").EnumerateArray().Select(s => s.GetInt32())],
            tensor.TryGetProperty("quantized_dimension", out JsonElement axis) ? axis.GetInt32() : 0);
    }

    /// <summary>The recorded value.</summary>
    public Tensor Value(int index)
    {
        JsonElement tensor = tensors[index];
        var file = Npy.Read(Path.Combine(folder, tensor.GetProperty("value").GetString()!));
        ElementType type = TypeOf(tensor);
        return type == ElementType.Float32
            ? Tensor.Of(file.Floats(), file.Shape)
            : Elements.FromWhole(type, Array.ConvertAll(file.Integers(), v => (Int128)v), file.Shape);
    }

    /// <summary>What our operator makes of the recorded inputs.</summary>
    public Tensor Run(JsonElement node)
    {
        int[] inputs = [.. node.GetProperty("inputs").EnumerateArray().Select(i => i.GetInt32()).Where(i => i >= 0)];
        int output = node.GetProperty("outputs")[0].GetInt32();
        string op = node.GetProperty("op").GetString()!;
        if (op == "QUANTIZE")
        {
            return new Quantize(Quantized(output)!, Quantized(inputs[0])).Evaluate([Value(inputs[0])])[0];
        }

        (Operator inner, Tensor[] values, Quantization?[] how) = Operator(op, node.GetProperty("options"), inputs, output);
        JsonElement options = node.GetProperty("options");
        string? fused = options.TryGetProperty("fusedActivationFunction", out JsonElement function) ? function.GetString() : null;
        (float, float)? limits = fused switch
        {
            "RELU" => (0, float.PositiveInfinity),
            "RELU6" => (0, 6),
            _ => null,
        };
        return new Quantized(inner, [.. how], [Quantized(output)]) { Limits = limits }.Evaluate(values)[0];
    }

    private static ElementType TypeOf(JsonElement tensor) => tensor.GetProperty("dtype").GetString() switch
    {
        "float32" => ElementType.Float32,
        "int8" => ElementType.Int8,
        "uint8" => ElementType.UInt8,
        "int16" => ElementType.Int16,
        "int32" => ElementType.Int32,
        "int64" => ElementType.Int64,
        var other => throw new NotSupportedException(other),
    };

    private (Operator Inner, Tensor[] Inputs, Quantization?[] How) Operator(string op, JsonElement options, int[] inputs, int output)
    {
        Tensor[] values = [.. inputs.Select(Value)];
        Quantization?[] how = [.. inputs.Select(Quantized)];
        bool isSame = options.TryGetProperty("padding", out JsonElement kind) && kind.GetString() == "SAME";
        Padding padding = isSame ? Padding.Same : Padding.Valid;
        (int, int) strides = Size("strideH", "strideW");
        (int, int) window = Size("filterHeight", "filterWidth");
        (int, int) dilations = Size("dilationHFactor", "dilationWFactor");
        switch (op)
        {
            case "CONV_2D":
                values[1] = Rearrange.Transpose(values[1], new Permutation(1, 2, 3, 0));
                how[1] = how[1]! with { Axis = 3 };
                return (new Conv(strides, dilations, padding, 1, DataLayout.ChannelsLast), values, how);
            case "DEPTHWISE_CONV_2D":
                values[1] = values[1].Reshape(values[1].Shape[1], values[1].Shape[2], 1, values[1].Shape[3]);
                return (new Conv(strides, dilations, padding, values[0].Shape[3], DataLayout.ChannelsLast), values, how);
            case "FULLY_CONNECTED":
                values[0] = values[0].Reshape(values[0].Length / values[1].Shape[1], values[1].Shape[1]);
                return (new MatMul(false, true), values, how);
            case "ADD":
                return (new Binary(BinaryKind.Add), values, how);
            case "MUL":
                return (new Binary(BinaryKind.Mul), values, how);
            case "PAD":
                int[] lengths = values[1].ToInt32();
                return (
                    new Pad(
                        [.. lengths.Where((_, i) => i % 2 == 0)], [.. lengths.Where((_, i) => i % 2 == 1)], PadMode.Constant, 0),
                    [values[0]], [how[0]]);
            case "MAX_POOL_2D":
                return (new MaxPool(window, strides, padding, DataLayout.ChannelsLast), values, how);
            case "AVERAGE_POOL_2D":
                return (new AveragePool(window, strides, padding, false, DataLayout.ChannelsLast), values, how);
            case "MEAN":
                return (
                    new Reduce(ReduceKind.Mean, [.. values[1].ToInt32()], options.GetProperty("keepDims").GetBoolean()),
                    [values[0]], [how[0]]);
            case "CONCATENATION":
                return (new Concat(options.GetProperty("axis").GetInt32()), values, how);
            case "RESHAPE":
                return (new Reshape(), values, [how[0], null]);
            case "RESIZE_BILINEAR":
                return (new Resize(ResizeKind.Bilinear, ResizeCoordinates.HalfPixel, DataLayout.ChannelsLast), values, [how[0], null]);
            case "LEAKY_RELU":
                return (new LeakyRelu((float)options.GetProperty("alpha").GetDouble()), values, how);
            case "HARD_SWISH":
                return (new HardSwish(), values, how);
            case "SOFTMAX":
                return (new Softmax(values[0].Rank - 1), values, how);
            case "LOGISTIC":
                return (new Unary(UnaryKind.Sigmoid), values, how);
            case "TANH":
                return (new Unary(UnaryKind.Tanh), values, how);
            default:
                throw new NotSupportedException($"{op} for tensor {output}");
        }

        (int, int) Size(string height, string width) => options.TryGetProperty(height, out JsonElement h)
            ? (h.GetInt32(), options.GetProperty(width).GetInt32())
            : (1, 1);
    }
}
