using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>
/// What a file says of each value: its shape for one photo, since the format has a number for every length, and how its whole numbers
/// stand for reals, which there belongs to the tensor and not to its readers.
/// </summary>
internal sealed class WrittenFacts
{
    private readonly Dictionary<Value, Fact> facts = [];
    private readonly Dictionary<Value, Quantization> levels = [];

    /// <summary>Goes through a network.</summary>
    /// <exception cref="LiteFormatException">
    /// The size of an input is open, or a value has two quantisations; all such values are named.
    /// </exception>
    public WrittenFacts(Network network)
    {
        string[] open = [.. network.Inputs.Where(i => i.Fact.Shape.Skip(1).Any(d => d.Length is null)).Select(i => $"'{i.Name}' {i.Fact}")];
        if (open.Length > 0)
        {
            throw new LiteFormatException(
                $"TensorFlow Lite needs inputs of known size; only the number of photos may be open: {string.Join(", ", open)}");
        }

        foreach (Value input in network.Inputs)
        {
            facts[input] = input.Fact with { Shape = [.. input.Fact.Shape.Select(d => d.Length is null ? 1 : d)], Content = null };
        }

        var conflicts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Node node in network.Nodes)
        {
            ImmutableArray<Fact> outputs = Infer(node);
            for (int i = 0; i < node.Outputs.Length; i++)
            {
                facts[node.Outputs[i]] = outputs[i];
            }

            Read(node, conflicts);
        }

        if (conflicts.Count > 0)
        {
            throw new LiteFormatException($"values with two quantisations: {string.Join(", ", conflicts.Select(c => $"'{c}'"))}");
        }
    }

    /// <summary>Type, and shape for one photo.</summary>
    public Fact Of(Value value) => value.Constant is null ? facts[value] : value.Fact;

    /// <summary>How a computed value's whole numbers stand for reals.</summary>
    public Quantization? Levels(Value value) => levels.GetValueOrDefault(value);

    private ImmutableArray<Fact> Infer(Node node)
    {
        try
        {
            return node.Operator.Infer([.. node.Inputs.Select(Of)]);
        }
        catch (GraphException)
        {
            // What fits several photos only is written with the lengths that are known.
            return [.. node.Outputs.Select(o => o.Fact)];
        }
    }

    private void Read(Node node, SortedSet<string> conflicts)
    {
        (ImmutableArray<Quantization?> inputs, ImmutableArray<Quantization?> outputs) = node.Operator switch
        {
            Quantized quantized => (quantized.Inputs, quantized.Outputs),
            Quantize quantize => ([quantize.From], [quantize.To]),
            Dequantize dequantize => ([dequantize.From], [null]),
            _ => ((ImmutableArray<Quantization?>)[], (ImmutableArray<Quantization?>)[]),
        };
        foreach ((Value value, Quantization? known) in node.Inputs.Zip(inputs).Concat(node.Outputs.Zip(outputs)))
        {
            if (known is not null && value.Constant is null)
            {
                if (levels.TryGetValue(value, out Quantization? before) && !KernelLevels.AreSame(before, known))
                {
                    conflicts.Add(value.Name);
                }

                levels[value] = known;
            }
        }
    }
}
