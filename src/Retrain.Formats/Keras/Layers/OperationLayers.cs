using System.Collections.Immutable;
using System.Text.Json;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Arithmetic between layers, which each version of Keras writes down in another way.</summary>
internal static class OperationLayers
{
    private static readonly Dictionary<string, BinaryKind> Binaries = new(StringComparer.Ordinal)
    {
        // Keras 2: names of TensorFlow's functions, of Python's operators, and of nodes.
        ["math.add"] = BinaryKind.Add,
        ["add"] = BinaryKind.Add,
        ["__operators__.add"] = BinaryKind.Add,
        ["nn.bias_add"] = BinaryKind.Add,
        ["AddV2"] = BinaryKind.Add,
        ["BiasAdd"] = BinaryKind.Add,
        ["math.subtract"] = BinaryKind.Sub,
        ["subtract"] = BinaryKind.Sub,
        ["__operators__.sub"] = BinaryKind.Sub,
        ["Sub"] = BinaryKind.Sub,
        ["math.multiply"] = BinaryKind.Mul,
        ["multiply"] = BinaryKind.Mul,
        ["__operators__.mul"] = BinaryKind.Mul,
        ["Mul"] = BinaryKind.Mul,
        ["math.divide"] = BinaryKind.Div,
        ["math.truediv"] = BinaryKind.Div,
        ["truediv"] = BinaryKind.Div,
        ["__operators__.truediv"] = BinaryKind.Div,
        ["RealDiv"] = BinaryKind.Div,
        ["math.maximum"] = BinaryKind.Maximum,
        ["math.minimum"] = BinaryKind.Minimum,
        ["math.pow"] = BinaryKind.Pow,
        ["Pow"] = BinaryKind.Pow,
        ["math.squared_difference"] = BinaryKind.SquaredDifference,

        // Keras 3: classes of keras.ops.numpy; Maximum and Minimum are nodes of TensorFlow too.
        ["Add"] = BinaryKind.Add,
        ["Subtract"] = BinaryKind.Sub,
        ["Multiply"] = BinaryKind.Mul,
        ["Divide"] = BinaryKind.Div,
        ["TrueDivide"] = BinaryKind.Div,
        ["Maximum"] = BinaryKind.Maximum,
        ["Minimum"] = BinaryKind.Minimum,
        ["Power"] = BinaryKind.Pow,
    };

    private static readonly Dictionary<string, UnaryKind> Unaries = new(StringComparer.Ordinal)
    {
        ["math.sqrt"] = UnaryKind.Sqrt,
        ["math.rsqrt"] = UnaryKind.Rsqrt,
        ["math.square"] = UnaryKind.Square,
        ["math.abs"] = UnaryKind.Abs,
        ["math.negative"] = UnaryKind.Neg,
        ["math.exp"] = UnaryKind.Exp,
        ["math.log"] = UnaryKind.Log,
        ["Sqrt"] = UnaryKind.Sqrt,
        ["Rsqrt"] = UnaryKind.Rsqrt,
        ["Square"] = UnaryKind.Square,
        ["Abs"] = UnaryKind.Abs,
        ["Absolute"] = UnaryKind.Abs,
        ["Neg"] = UnaryKind.Neg,
        ["Negative"] = UnaryKind.Neg,
        ["Exp"] = UnaryKind.Exp,
        ["Log"] = UnaryKind.Log,
    };

    private static readonly Dictionary<string, string> Activation = new(StringComparer.Ordinal)
    {
        ["nn.relu"] = "relu",
        ["nn.relu6"] = "relu6",
        ["nn.silu"] = "silu",
        ["nn.swish"] = "silu",
        ["nn.elu"] = "elu",
        ["nn.selu"] = "selu",
        ["nn.sigmoid"] = "sigmoid",
        ["math.sigmoid"] = "sigmoid",
        ["math.tanh"] = "tanh",
        ["nn.tanh"] = "tanh",
        ["nn.softmax"] = "softmax",
        ["nn.softplus"] = "softplus",
        ["math.softplus"] = "softplus",
        ["Relu"] = "relu",
        ["Relu6"] = "relu6",
        ["Elu"] = "elu",
        ["Selu"] = "selu",
        ["Sigmoid"] = "sigmoid",
        ["Tanh"] = "tanh",
        ["Softmax"] = "softmax",
        ["Softplus"] = "softplus",
        ["Silu"] = "silu",
        ["HardSilu"] = "hard_silu",
        ["HardSigmoid"] = "hard_sigmoid",
        ["LogSoftmax"] = "log_softmax",
    };

    private static readonly HashSet<string> Nothings = new(StringComparer.Ordinal)
    {
        "identity", "Identity", "stop_gradient", "StopGradient", "cast", "Cast",
    };

    /// <summary>TFOpLambda: the function of TensorFlow by name.</summary>
    public static Value Function(LayerReader layer)
    {
        string name = layer.Config.Text("function") ?? "";
        return Apply(layer, name);
    }

    /// <summary>A class of keras.ops.</summary>
    public static Value Operation(LayerReader layer) => Apply(layer, layer.Layer.ClassName);

    /// <summary>TensorFlowOpLayer: a node of a graph, its constants beside it.</summary>
    public static Value OldNode(LayerReader layer)
    {
        JsonElement node = layer.Config.Find("node_def") ?? default;
        if (node.ValueKind == JsonValueKind.String)
        {
            node = KerasTopology.ParseJson(System.Text.Encoding.UTF8.GetBytes(node.GetString()!));
        }

        string op = new KerasConfig(node).Text("op") ?? "";
        var operands = new List<Value>(layer.Inputs);
        foreach (JsonProperty constant in (layer.Config.Find("constants") is { ValueKind: JsonValueKind.Object } given
            ? given.EnumerateObject() : default).OrderBy(p => p.Name.Length).ThenBy(p => p.Name, StringComparer.Ordinal))
        {
            int place = int.TryParse(constant.Name, out int parsed) ? Math.Clamp(parsed, 0, operands.Count) : operands.Count;
            operands.Insert(place, Number(layer, $"constant_{constant.Name}", constant.Value));
        }

        return Apply(layer, op, operands);
    }

    private static Value Apply(LayerReader layer, string name)
    {
        if (name is "__operators__.getitem" or "GetItem")
        {
            return Part(layer);
        }

        var operands = new List<Value>();
        foreach (LayerArgument argument in layer.Arguments)
        {
            operands.Add(Operand(layer, argument, operands.Count));
        }

        foreach (string second in (string[])["y", "x2", "bias"])
        {
            if (operands.Count == 1 && layer.Named.GetValueOrDefault(second) is { } argument)
            {
                operands.Add(Operand(layer, argument, 1));
            }
        }

        if (operands.Count == 1 && name is "math.reduce_mean" or "Mean" or "math.reduce_max" or "Max")
        {
            return Reduced(layer, name.Contains("ax", StringComparison.Ordinal) ? ReduceKind.Max : ReduceKind.Mean, operands[0]);
        }

        return Apply(layer, name, operands);
    }

    private static Value Apply(LayerReader layer, string name, List<Value> operands)
    {
        if (operands.Count == 2 && Binaries.TryGetValue(name, out BinaryKind binary))
        {
            return layer.Add(new Binary(binary), operands[0], operands[1]);
        }

        if (operands.Count == 1 && Unaries.TryGetValue(name, out UnaryKind unary))
        {
            return layer.Add(new Unary(unary), operands[0]);
        }

        if (operands.Count >= 1 && Nothings.Contains(name))
        {
            // All numbers are floats here.
            return operands[0];
        }

        if (operands.Count == 1 && Activation.TryGetValue(name, out string? activation))
        {
            LayerSteps steps = layer.Steps(operands[0]);
            Activations.Apply(layer, steps, activation);
            return steps.Finish();
        }

        if (operands.Count == 1 && name is "nn.gelu" or "Gelu")
        {
            LayerSteps steps = layer.Steps(operands[0]);
            Activations.Gelu(layer, steps, layer.Config.Bool("approximate", Flag(layer, "approximate", name == "Gelu")));
            return steps.Finish();
        }

        throw new UnsupportedLayerException($"the function '{name}'");
    }

    private static bool Flag(LayerReader layer, string name, bool fallback) => layer.Named.GetValueOrDefault(name)?.Json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => fallback,
    };

    private static Value Operand(LayerReader layer, LayerArgument argument, int index) => argument switch
    {
        { Value: { } value } => value,
        { Items: { } items } when items.Any(i => i.Values.Any()) => throw new UnsupportedLayerException("a list of tensors"),
        _ => Number(layer, $"operand_{index}", argument.Json),
    };

    private static Value Number(LayerReader layer, string name, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Undefined || json.ValueKind == JsonValueKind.String)
        {
            throw new UnsupportedLayerException("an operand that is no number");
        }

        // A holder gives the numbers a name, which the errors need.
        float[] numbers = new KerasConfig(JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { ["an operand"] = json }))
            .Numbers("an operand") ?? throw new UnsupportedLayerException("an operand that is no number");
        return layer.Constant(name, numbers is [float only] ? Tensor.Scalar(only) : Tensor.Of(numbers, numbers.Length));
    }

    private static Value Reduced(LayerReader layer, ReduceKind kind, Value input)
    {
        JsonElement axis = layer.Named.GetValueOrDefault("axis")?.Json ?? layer.Config.Find("axis") ?? default;
        ImmutableArray<int> axes = axis.ValueKind switch
        {
            JsonValueKind.Number => [LayerReader.Axis(KerasConfig.Int("axis", axis), input.Fact.Rank)],
            JsonValueKind.Array => [.. axis.EnumerateArray().Select(
                a => LayerReader.Axis(KerasConfig.Int("axis", a), input.Fact.Rank)).Order()],
            _ => throw new UnsupportedLayerException("a mean over all axes"),
        };
        return layer.Add(new Reduce(kind, axes, Flag(layer, "keepdims", layer.Config.Bool("keepdims", false))), input);
    }

    /// <summary>x[..., ::-1] and the like.</summary>
    private static Value Part(LayerReader layer)
    {
        LayerArgument written = layer.Named.GetValueOrDefault("slice_spec")
            ?? (layer.Arguments.Length > 1 ? layer.Arguments[1] : throw new UnsupportedLayerException("a part without a place"));
        JsonElement json = written.Json;
        JsonElement[] parts = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
        int rank = layer.Input.Fact.Rank;
        int rest = Array.FindIndex(parts, IsRest);
        (List<int> axes, List<int> starts, List<int> ends, List<int> steps) = ([], [], [], []);
        for (int i = 0; i < parts.Length; i++)
        {
            if (i == rest)
            {
                continue;
            }

            int axis = rest >= 0 && i > rest ? rank - parts.Length + i : i;
            var part = new KerasConfig(parts[i]);
            if (parts[i].ValueKind != JsonValueKind.Object || axis < 0 || axis >= rank)
            {
                throw new UnsupportedLayerException("a part by numbers");
            }

            part = part.Find("config") is { ValueKind: JsonValueKind.Object } inner ? new KerasConfig(inner) : part;
            int step = part.Int("step") ?? 1;
            if (part.Int("start") is null && part.Int("stop") is null && step == 1)
            {
                continue;
            }

            axes.Add(axis);
            starts.Add(part.Int("start") ?? (step > 0 ? 0 : int.MaxValue));
            ends.Add(part.Int("stop") ?? (step > 0 ? int.MaxValue : int.MinValue));
            steps.Add(step);
        }

        return axes.Count == 0 ? layer.Input : layer.Add(new Slice([.. axes], [.. starts], [.. ends], [.. steps]), layer.Input);
    }

    private static bool IsRest(JsonElement part) => part.ValueKind switch
    {
        JsonValueKind.String => part.GetString() is "..." or "Ellipsis",
        JsonValueKind.Object => new KerasConfig(part).Find("class_name") is { ValueKind: JsonValueKind.String } name
            && name.ValueEquals("__ellipsis__"),
        _ => false,
    };
}
