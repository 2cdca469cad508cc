using System.Text.Json;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Activation functions by name.</summary>
internal static class Activations
{
    private const double InverseSqrt2 = 0.70710678118654752;

    private static readonly Dictionary<string, Action<LayerReader, LayerSteps>> Functions = new(StringComparer.Ordinal)
    {
        ["linear"] = (_, _) => { },
        ["relu"] = (_, s) => s.Then("Relu", new Unary(UnaryKind.Relu)),
        ["relu6"] = (_, s) => s.Then("Relu6", new Clip(0, 6)),
        ["leaky_relu"] = (_, s) => s.Then("LeakyRelu", new LeakyRelu(0.2f)),
        ["elu"] = (_, s) => s.Then("Elu", new Elu(1)),
        ["selu"] = (_, s) => s.Then("Selu", new Unary(UnaryKind.Selu)),
        ["sigmoid"] = (_, s) => s.Then("Sigmoid", new Unary(UnaryKind.Sigmoid)),
        ["tanh"] = (_, s) => s.Then("Tanh", new Unary(UnaryKind.Tanh)),
        ["softplus"] = (_, s) => s.Then("Softplus", new Unary(UnaryKind.Softplus)),
        ["softsign"] = Softsign,
        ["exponential"] = (_, s) => s.Then("Exp", new Unary(UnaryKind.Exp)),
        ["softmax"] = (_, s) => s.Then("Softmax", new Softmax(s.Fact.Rank - 1)),
        ["log_softmax"] = (_, s) => s.Then("LogSoftmax", new LogSoftmax(s.Fact.Rank - 1)),
        ["hard_sigmoid"] = HardSigmoid,
        ["hard_silu"] = (l, s) => Gated(s, HardGate(l, s.Current)),
        ["hard_swish"] = (l, s) => Gated(s, HardGate(l, s.Current)),
        ["silu"] = Silu,
        ["swish"] = Silu,
        ["gelu"] = (l, s) => Gelu(l, s),
        ["mish"] = (l, s) => Gated(s, l.Inner("Tanh", new Unary(UnaryKind.Tanh),
            l.Inner("Softplus", new Unary(UnaryKind.Softplus), s.Current))),
        ["log_sigmoid"] = (l, s) => s.Set("Neg", new Unary(UnaryKind.Neg),
            l.Inner("Softplus", new Unary(UnaryKind.Softplus), l.Inner("negative", new Unary(UnaryKind.Neg), s.Current))),
        ["hard_tanh"] = (_, s) => s.Then("Clip", new Clip(-1, 1)),
    };

    /// <summary>Names of all.</summary>
    public static IEnumerable<string> Names => Functions.Keys;

    /// <summary>Adds an activation as a layer's settings name it.</summary>
    public static void Apply(LayerReader layer, LayerSteps steps, JsonElement? activation)
    {
        switch (activation)
        {
            case null:
                return;
            case { ValueKind: JsonValueKind.String } name:
                Apply(layer, steps, name.GetString()!);
                return;
            case { ValueKind: JsonValueKind.Object } written when new KerasConfig(written) is var self:
                // A function: {"class_name": "function", "config": "relu6"}; a layer: {"class_name": "LeakyReLU", "config": {...}}.
                if (self.Find("config") is { ValueKind: JsonValueKind.String } function)
                {
                    Apply(layer, steps, function.GetString()!);
                    return;
                }

                ActivationLayers.Apply(layer, steps, self.Text("class_name") ?? "", new KerasConfig(self.Find("config") ?? default));
                return;
            default:
                throw KerasConfig.Wrong("activation", activation.Value, "a name");
        }
    }

    /// <summary>Adds an activation.</summary>
    public static void Apply(LayerReader layer, LayerSteps steps, string name)
    {
        // "keras.activations.relu", "Custom>relu6": the last part is the function's own name, but an author's stays an author's.
        string plain = name.StartsWith("keras", StringComparison.Ordinal) ? name[(name.LastIndexOfAny(['.', '>']) + 1)..] : name;
        if (!Functions.TryGetValue(plain, out var function))
        {
            throw new UnsupportedLayerException($"activation '{name}'");
        }

        function(layer, steps);
    }

    /// <summary>x (1 + erf(x / sqrt 2)) / 2; or its approximation by tanh.</summary>
    public static void Gelu(LayerReader layer, LayerSteps steps, bool isApproximate = false)
    {
        Value x = steps.Current;
        Value inner;
        if (isApproximate)
        {
            Value cube = layer.Inner("cube", new Binary(BinaryKind.Mul), layer.Inner("square", new Unary(UnaryKind.Square), x), x);
            Value sum = layer.Inner("sum", new Binary(BinaryKind.Add), x,
                layer.Inner("cubic", new Binary(BinaryKind.Mul), cube, layer.Scalar("cubic/factor", 0.044715)));
            inner = layer.Inner("Tanh", new Unary(UnaryKind.Tanh),
                layer.Inner("scaled", new Binary(BinaryKind.Mul), sum, layer.Scalar("scaled/factor", Math.Sqrt(2 / Math.PI))));
        }
        else
        {
            inner = layer.Inner("Erf", new Unary(UnaryKind.Erf),
                layer.Inner("scaled", new Binary(BinaryKind.Mul), x, layer.Scalar("scaled/factor", InverseSqrt2)));
        }

        Value gate = layer.Inner("gate", new Binary(BinaryKind.Add), inner, layer.Scalar("gate/one", 1));
        steps.Set(
            "halved", new Binary(BinaryKind.Mul), layer.Inner("gated", new Binary(BinaryKind.Mul), x, gate), layer.Scalar("half", 0.5));
    }

    /// <summary>clip(0.2 x + 0.5, 0, 1) in Keras 2 and TensorFlow.js, relu6(x + 3) / 6 in Keras 3.</summary>
    private static void HardSigmoid(LayerReader layer, LayerSteps steps)
    {
        if (layer.Dialect == KerasDialect.Keras3)
        {
            steps.Then("add", new Binary(BinaryKind.Add), layer.Scalar("add/three", 3)).Then("Relu6", new Clip(0, 6))
                .Then("sixth", new Binary(BinaryKind.Div), layer.Scalar("sixth/six", 6));
            return;
        }

        steps.Then("mul", new Binary(BinaryKind.Mul), layer.Scalar("mul/fifth", 0.2))
            .Then("add", new Binary(BinaryKind.Add), layer.Scalar("add/half", 0.5)).Then("Clip", new Clip(0, 1));
    }

    private static Value HardGate(LayerReader layer, Value x) =>
        layer.Inner("sixth", new Binary(BinaryKind.Div),
            layer.Inner("Relu6", new Clip(0, 6), layer.Inner("add", new Binary(BinaryKind.Add), x, layer.Scalar("add/three", 3))),
            layer.Scalar("sixth/six", 6));

    private static void Silu(LayerReader layer, LayerSteps steps) =>
        Gated(steps, layer.Inner("Sigmoid", new Unary(UnaryKind.Sigmoid), steps.Current));

    private static void Gated(LayerSteps steps, Value gate) => steps.Set("mul", new Binary(BinaryKind.Mul), steps.Current, gate);

    private static void Softsign(LayerReader layer, LayerSteps steps)
    {
        Value x = steps.Current;
        Value size = layer.Inner("size", new Binary(BinaryKind.Add),
            layer.Inner("Abs", new Unary(UnaryKind.Abs), x), layer.Scalar("size/one", 1));
        steps.Set("Softsign", new Binary(BinaryKind.Div), x, size);
    }
}
