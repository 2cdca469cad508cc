using System.Collections.Immutable;
using Retrain.Graph;

namespace Retrain.Formats.Keras;

/// <summary>A Keras model as nodes, with what stands in its way.</summary>
/// <param name="builder">The nodes.</param>
/// <param name="outputs">Names and values of the model's outputs; <see langword="null"/>: a layer before it is not supported.</param>
/// <param name="layers">Every layer's value by its name, and by its path where it lies in a model inside.</param>
/// <param name="unsupported">All layers that are not supported.</param>
internal sealed class KerasNetwork(
    NetworkBuilder builder,
    ImmutableArray<(string Name, Value? Value)> outputs,
    IReadOnlyDictionary<string, Value?> layers,
    ImmutableArray<UnsupportedNode> unsupported)
{
    /// <summary>Names of the model's outputs: of the layers that they come from.</summary>
    public ImmutableArray<string> Outputs { get; } = [.. outputs.Select(o => o.Name)];

    /// <summary>Names that <see cref="Build"/> takes, in the model's order.</summary>
    public IEnumerable<string> Layers => layers.Keys;

    /// <summary>All layers that are not supported, each once, in the model's order.</summary>
    public ImmutableArray<UnsupportedNode> Unsupported { get; } = unsupported;

    /// <summary>What is known of an output; <see langword="null"/>: nothing, for a layer before it is not supported.</summary>
    public Fact? OutputFact(int index) => outputs[index].Value?.Fact;

    /// <summary>Whether there is an output or a layer of that name.</summary>
    public bool Has(string name) => layers.ContainsKey(name) || Outputs.Contains(name);

    /// <summary>The part that leads to an output or a layer.</summary>
    /// <exception cref="KerasFormatException">A layer before it is not supported; all such layers are named.</exception>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Network Build(string name)
    {
        int output = Outputs.IndexOf(name);
        Value value = (output >= 0 ? outputs[output].Value : layers[name]) ?? throw new KerasFormatException(
            "the model uses what is not supported here: " + string.Join(", ", Unsupported.Select(
                u => $"'{u.Node}' ({u.Op}{(u.Reason.Length > 0 ? ": " + u.Reason : "")})")));
        return builder.Build(new NetworkOutput(name, value));
    }
}
