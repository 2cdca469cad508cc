using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>
/// A use of a layer while it is turned into nodes: its settings, what goes in, its weights, and the network that is being built. What is
/// wrong with it is a <see cref="KerasFormatException"/> or <see cref="GraphException"/>; what we cannot do is an
/// <see cref="UnsupportedLayerException"/>.
/// </summary>
internal sealed class LayerReader
{
    private readonly KerasPlace place;
    private readonly IKerasWeights weights;
    private readonly IDictionary<string, Value> cache;
    private int read;

    /// <summary>Begins.</summary>
    /// <param name="place">The layer.</param>
    /// <param name="name">Name of what comes out.</param>
    /// <param name="dialect">Who is to run it.</param>
    /// <param name="arguments">What it is called with, by place.</param>
    /// <param name="named">The same, by name.</param>
    /// <param name="builder">The network.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="cache">Weights of this layer that were read already: a layer may be used several times.</param>
    public LayerReader(
        KerasPlace place, string name, KerasDialect dialect, ImmutableArray<LayerArgument> arguments,
        IReadOnlyDictionary<string, LayerArgument> named, NetworkBuilder builder, IKerasWeights weights, IDictionary<string, Value> cache)
    {
        this.place = place;
        this.weights = weights;
        this.cache = cache;
        Name = name;
        Dialect = dialect;
        Arguments = arguments;
        Named = named;
        Builder = builder;
        Inputs = [.. arguments.SelectMany(a => a.Values)];
        Inputs = Inputs.IsEmpty ? [.. named.Values.SelectMany(a => a.Values)] : Inputs;
    }

    /// <summary>The layer.</summary>
    public KerasLayer Layer => place.Layer;

    /// <summary>Name of what comes out.</summary>
    public string Name { get; }

    /// <summary>Its settings.</summary>
    public KerasConfig Config => Layer.Config;

    /// <summary>Who is to run it.</summary>
    public KerasDialect Dialect { get; }

    /// <summary>What it is called with, by place.</summary>
    public ImmutableArray<LayerArgument> Arguments { get; }

    /// <summary>What it is called with, by name.</summary>
    public IReadOnlyDictionary<string, LayerArgument> Named { get; }

    /// <summary>All tensors among what it is called with by place; where there are none, by name.</summary>
    public ImmutableArray<Value> Inputs { get; }

    /// <summary>The network.</summary>
    public NetworkBuilder Builder { get; }

    /// <summary>The tensor of a layer that takes one.</summary>
    public Value Input => Inputs.Length > 0 ? Inputs[0] : throw new KerasFormatException("it is called without a tensor");

    /// <summary>The tensor of a layer that takes pictures, or maps of features.</summary>
    public Value Image
    {
        get
        {
            RequireChannelsLast();
            return Input.Fact.Rank == 4
                ? Input
                : throw new KerasFormatException($"it takes {Input.Fact}; four axes (photos, height, width, channels) are needed");
        }
    }

    /// <summary>A weight; each call reads the next one.</summary>
    /// <param name="names">Its names in the versions of Keras.</param>
    public Value Weight(params string[] names) => FindWeight(names)
        ?? throw new KerasFormatException($"the file has no weight '{names[0]}' for it");

    /// <summary>As <see cref="Weight"/>; <see langword="null"/>: the file has none.</summary>
    public Value? FindWeight(params string[] names)
    {
        string key = $"{read++}";
        if (!cache.TryGetValue(key, out Value? value))
        {
            if (weights.Find(place, read - 1, names) is not { } tensor)
            {
                return null;
            }

            value = Constant(names[0], tensor.Type == ElementType.Float32 ? tensor : tensor.Cast(ElementType.Float32));
            cache[key] = value;
        }

        return value;
    }

    /// <summary>Adds a node that is part of the layer.</summary>
    public Value Inner(string suffix, Operator op, params ReadOnlySpan<Value> inputs) => Builder.Add($"{Name}/{suffix}", op, inputs);

    /// <summary>Adds a constant that belongs to it.</summary>
    public Value Constant(string suffix, Tensor tensor) => Builder.Constant($"{Name}/{suffix}", tensor);

    /// <summary>A number.</summary>
    public Value Scalar(string suffix, double number) => Constant(suffix, Tensor.Scalar((float)number));

    /// <summary>A list of whole numbers: a shape or the like.</summary>
    public Value Lengths(string suffix, params int[] lengths) =>
        Constant(suffix, Tensor.Vector([.. lengths.Select(l => (long)l)]));

    /// <summary>A constant in another shape.</summary>
    public Value Reshaped(string suffix, Value constant, params int[] shape) => Constant(suffix, constant.Constant!.Reshape(shape));

    /// <summary>Begins a row of steps.</summary>
    public LayerSteps Steps(Value start) => new(this, start);

    /// <summary>One node under the layer's own name.</summary>
    public Value Add(Operator op, params ReadOnlySpan<Value> inputs) => Builder.Add(Name, op, inputs);

    /// <summary>An axis of a tensor, counted from the front.</summary>
    public static int Axis(int axis, int rank) => axis >= -rank && axis < rank
        ? (axis + rank) % rank
        : throw new KerasFormatException($"axis {axis} does not exist in {rank} axes");

    /// <summary>A length that has to be a number.</summary>
    public static int Known(Dimension length, string what) =>
        length.Length ?? throw new UnsupportedLayerException($"{what} must be known");

    /// <summary>Refuses channels before pixels, which no processor runs with Keras either.</summary>
    public void RequireChannelsLast()
    {
        if (Config.Text("data_format") is { } format and not ("channels_last" or "channelsLast"))
        {
            throw new UnsupportedLayerException($"data_format {format}");
        }
    }
}
