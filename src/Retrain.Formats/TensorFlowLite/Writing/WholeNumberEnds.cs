using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>
/// Whole numbers at the ends of a network that is done on whole numbers: programs on small devices feed pixels as they are and want no
/// floats at all.
/// </summary>
internal static class WholeNumberEnds
{
    /// <summary>From a level of signed bytes to the level of unsigned ones that stands for the same real.</summary>
    private const int ToUnsigned = 128;

    /// <summary>Takes the conversions from and to reals away, or puts those between the two kinds of bytes in their place.</summary>
    /// <param name="network">
    /// Its inputs go to <see cref="Quantize"/> nodes only, its outputs come from <see cref="Dequantize"/> nodes.
    /// </param>
    /// <param name="type">Int8 or UInt8; Float32: the network stays as it is.</param>
    /// <exception cref="LiteFormatException">An end is not of that kind; all such ends are named.</exception>
    public static Network Apply(Network network, ElementType type)
    {
        if (type == ElementType.Float32)
        {
            return network;
        }

        if (type is not (ElementType.Int8 or ElementType.UInt8))
        {
            throw new LiteFormatException($"inputs and outputs of type {type}; Float32, Int8 and UInt8 are possible");
        }

        var faults = new List<string>();
        var builder = new NetworkBuilder();
        var renewed = new Dictionary<Value, Value>();
        foreach (Value input in network.Inputs)
        {
            Node[] readers = [.. network.Nodes.Where(n => n.Inputs.Contains(input))];
            if (Levels(readers) is { } levels && network.Outputs.All(o => o.Value != input))
            {
                Value fed = builder.Input(input.Name, type, input.Fact.Shape.AsSpan());
                foreach (Node reader in readers)
                {
                    renewed[reader.Outputs[0]] = levels.Type == type
                        ? fed
                        : builder.Add(reader.Name, new Quantize(levels, As(levels, type)), fed);
                }
            }
            else
            {
                faults.Add($"the input '{input.Name}' is read as reals");
            }
        }

        Dictionary<Value, Node> producers =
            network.Nodes.SelectMany(n => n.Outputs.Select(o => (o, n))).ToDictionary(p => p.o, p => p.n);
        faults.AddRange(network.Outputs.Where(o => LevelsOf(o) is null).Select(o => $"the output '{o.Name}' is made as reals"));
        if (faults.Count > 0)
        {
            throw new LiteFormatException($"{string.Join(", ", faults)}: quantise the network first");
        }

        foreach (Node node in network.Nodes.Where(n => !renewed.ContainsKey(n.Outputs[0])))
        {
            Value[] inputs = [.. node.Inputs.Select(i => i.Constant is not null ? i : renewed[i])];
            foreach ((Value old, Value made) in node.Outputs.Zip(builder.AddMany(node.Name, node.Operator, inputs)))
            {
                renewed[old] = made;
            }
        }

        return builder.Build(network.Outputs.Select(o =>
        {
            Quantization levels = LevelsOf(o)!;
            Value whole = renewed[producers[o.Value].Inputs[0]];
            return o with
            {
                Value = levels.Type == type ? whole : builder.Add($"{o.Name}_bytes", new Quantize(As(levels, type), levels), whole),
            };
        }));

        Quantization? LevelsOf(NetworkOutput output) =>
            producers.GetValueOrDefault(output.Value)?.Operator is Dequantize { From: { IsPerChannel: false } from } && IsByte(from)
                ? from
                : null;
    }

    /// <summary>Levels that all readers make of a value; <see langword="null"/>: one does something else.</summary>
    private static Quantization? Levels(Node[] readers) =>
        readers is [{ Operator: Quantize { From: null, To: { IsPerChannel: false } to } }, ..] && IsByte(to)
        && readers.All(r => r.Operator is Quantize { From: null } other && KernelLevels.AreSame(other.To, to))
            ? to
            : null;

    private static bool IsByte(Quantization levels) => levels.Type is ElementType.Int8 or ElementType.UInt8;

    private static Quantization As(Quantization levels, ElementType type) => Quantization.Of(
        type, levels.Scales[0], levels.ZeroPoints[0] + (type == ElementType.UInt8 ? ToUnsigned : -ToUnsigned));
}
