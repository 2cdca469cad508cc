using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// A float network as one on signed bytes: activations with one scale and zero point a tensor, weights with a scale for each output of a
/// convolution and zero point 0, biases of 32 bits. Operators that whole numbers cannot do stay as they are, between
/// <see cref="Dequantize"/> and <see cref="Quantize"/>; inputs and outputs stay float32.
/// </summary>
internal sealed class QuantizeNetwork
{
    private readonly NetworkBuilder builder = new();
    private readonly QuantizationPlan plan;
    private readonly Dictionary<Value, Quantization> levelsOf;
    private readonly Dictionary<Value, Value> reals = [];
    private readonly Dictionary<Value, Value> levels = [];
    private readonly Dictionary<Value, Value> constants = [];
    private readonly List<(Value Value, Quantization Levels, Value Result)> others = [];

    private QuantizeNetwork(Network network, IReadOnlyDictionary<Value, ValueRange> ranges)
    {
        plan = new QuantizationPlan(network);
        levelsOf = plan.Levels(ranges);
    }

    /// <summary>Runs it.</summary>
    /// <param name="network">Prepared (<see cref="PrepareForLevels"/>), without fake quantisers (<see cref="TakeFakeQuantizers"/>).</param>
    /// <param name="ranges">
    /// Of all values that are <see cref="QuantizationPlan.Wanted"/>, and those that fake quantisers said.
    /// </param>
    /// <returns>A network of the same inputs, outputs and names; its values on whole numbers have the old ones' names.</returns>
    /// <exception cref="GraphException">A range is missing.</exception>
    public static Network Run(Network network, IReadOnlyDictionary<Value, ValueRange> ranges) =>
        new QuantizeNetwork(network, ranges).Rewrite(network);

    private Network Rewrite(Network network)
    {
        foreach (Value input in network.Inputs)
        {
            reals[input] = builder.Input(input);
        }

        foreach (Node node in network.Nodes)
        {
            if (!plan.IsWhole(node))
            {
                ImmutableArray<Value> results = builder.AddMany(node.Name, node.Operator, [.. node.Inputs.Select(Real)]);
                for (int i = 0; i < results.Length; i++)
                {
                    reals[node.Outputs[i]] = results[i];
                }

                if (node.Operator is Dequantize { From: { Type: ElementType.Int8, IsPerChannel: false } }
                    && builder.Producer(results[0]) is { } dequantize)
                {
                    levels[node.Outputs[0]] = dequantize.Inputs[0];
                }
            }
            else if (!plan.IsAbsorbed(node))
            {
                AddWhole(node);
            }
        }

        return builder.Build(network.Outputs.Select(o => o with { Value = Real(o.Value) }));
    }

    private void AddWhole(Node node)
    {
        Node last = plan.Activation(node) ?? node;
        ImmutableArray<Quantization?> to = [.. last.Outputs.Select(o => levelsOf[o])];
        int data = QuantizationPlan.DataInputs(node);
        var inputs = new List<Value>();
        var from = new List<Quantization?>();
        if (LevelRules.IsHeavy(node.Operator))
        {
            AddWeights(node, inputs, from);
        }
        else
        {
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                Value input = node.Inputs[i];
                Quantization? wanted = i >= data ? null
                    : LevelRules.KeepsLevels(node.Operator) ? to[0]
                    : input.Constant is { } constant ? RangeOf(constant).ToInt8() : levelsOf[input];
                inputs.Add(wanted is null ? Real(input) : Levels(input, wanted));
                from.Add(wanted);
            }
        }

        var whole = new Quantized(node.Operator, [.. from], to)
        {
            Limits = ReferenceEquals(last, node) ? null : QuantizationPlan.Limits(last.Operator),
        };
        ImmutableArray<Value> results = builder.AddMany(last.Name, whole, [.. inputs]);
        for (int i = 0; i < results.Length; i++)
        {
            levels[last.Outputs[i]] = results[i];
        }
    }

    private void AddWeights(Node node, List<Value> inputs, List<Quantization?> from)
    {
        Quantization input = levelsOf[node.Inputs[0]];
        Tensor? bias = node.Inputs.Length > 2 ? node.Inputs[2].Constant : null;

        // Older runtimes know one scale for a product's weights.
        Tensor weights = node.Inputs[1].Constant!;
        Quantization weightLevels = WeightLevels.Of(
            weights, LevelRules.OutputAxis(node.Operator), node.Operator is Conv, bias, input.Scales[0],
            node.Operator is Conv { Groups: > 1 } && weights.Shape[2] == 1);
        inputs.AddRange(Levels(node.Inputs[0], input), Other(
            node.Inputs[1], weightLevels, () => builder.Constant(node.Inputs[1].Name, WeightLevels.Round(weights, weightLevels))));
        from.AddRange(input, weightLevels);
        if (bias is not null)
        {
            Quantization biasLevels = WeightLevels.OfBias(weightLevels, input.Scales[0]);
            inputs.Add(builder.Constant($"{node.Name}/bias", biasLevels.FromReal(bias, MidpointRounding.AwayFromZero)));
            from.Add(biasLevels);
        }
    }

    /// <summary>A value in levels.</summary>
    private Value Levels(Value value, Quantization wanted)
    {
        if (value.Constant is { } constant)
        {
            return Other(value, wanted, () => builder.Constant(value.Name, wanted.FromReal(constant)));
        }

        Quantization own = levelsOf[value];
        if (!levels.TryGetValue(value, out Value? result))
        {
            result = builder.Add($"{value.Name}/levels", new Quantize(own), reals[value]);
            levels[value] = result;
        }

        return IsSame(own, wanted)
            ? result
            : Other(value, wanted, () => builder.Add($"{value.Name}/rescaled", new Quantize(wanted, own), result));
    }

    /// <summary>A value in levels of its reader; several readers with the same share it.</summary>
    private Value Other(Value value, Quantization wanted, Func<Value> make)
    {
        foreach ((Value known, Quantization knownLevels, Value stored) in others)
        {
            if (ReferenceEquals(known, value) && IsSame(knownLevels, wanted))
            {
                return stored;
            }
        }

        Value result = make();
        others.Add((value, wanted, result));
        return result;
    }

    private Value Real(Value value)
    {
        if (value.Constant is { } constant)
        {
            if (!constants.TryGetValue(value, out Value? known))
            {
                constants[value] = known = builder.Constant(value.Name, constant);
            }

            return known;
        }

        if (!reals.TryGetValue(value, out Value? result))
        {
            result = builder.Add($"{value.Name}/real", new Dequantize(levelsOf[value]), levels[value]);
            reals[value] = result;
        }

        return result;
    }

    private static bool IsSame(Quantization a, Quantization b) =>
        a.Type == b.Type && a.Axis == b.Axis && a.Scales.SequenceEqual(b.Scales) && a.ZeroPoints.SequenceEqual(b.ZeroPoints);

    private static ValueRange RangeOf(Tensor constant)
    {
        var range = default(ValueRange);
        foreach (float element in constant.Floats)
        {
            range = range.With(new ValueRange(element, element));
        }

        return range;
    }
}
