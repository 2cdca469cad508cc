using System.Collections.Immutable;
using System.Text.Json;
using Retrain.Formats.Keras.Layers;
using Retrain.Graph;

namespace Retrain.Formats.Keras;

/// <summary>From layers and weights to a network. What is done to pictures in training only is left out.</summary>
internal sealed class KerasNetworkReader
{
    /// <summary>
    /// A model inside a model may be used several times, each time once more in the network; a file of a few bytes could double it often.
    /// </summary>
    private const int MostUses = 100_000;

    private const int LargestSide = 16384;

    private readonly KerasModel model;
    private readonly KerasReadOptions options;
    private readonly IKerasWeights weights;
    private readonly NetworkBuilder builder = new();
    private readonly Dictionary<string, Value?> layers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Value>> caches = new(StringComparer.Ordinal);
    private readonly List<UnsupportedNode> unsupported = [];
    private int uses;

    private KerasNetworkReader(KerasModel model, KerasReadOptions options, IKerasWeights weights)
    {
        this.model = model;
        this.options = options;
        this.weights = weights;
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="KerasFormatException">It is broken; the layer is named. What is not supported is in the result.</exception>
    public static KerasNetwork Read(KerasModel model, KerasReadOptions? options = null)
    {
        using IKerasWeights weights = model.OpenWeights();
        return new KerasNetworkReader(model, options ?? new KerasReadOptions(), weights).Read();
    }

    private KerasNetwork Read()
    {
        KerasGraph graph = model.Graph;
        Value?[] inputs = [.. graph.Inputs.Select((r, i) => (Value?)Input(r.Layer, graph.InputShape(i)))];
        Value?[] outputs = Graph(graph, null, inputs);
        string[] names = [.. graph.Outputs.Select((o, i) => graph.Outputs.Count(p => p.Layer == o.Layer) > 1 ? $"{o.Layer}:{i}" : o.Layer)];
        return new KerasNetwork(builder, [.. names.Zip(outputs)], layers, [.. unsupported.Distinct()]);
    }

    /// <summary>Pictures are [N, H, W, 3]: whatever number of them a file names, a network takes any.</summary>
    private Value Input(string name, int?[]? declared)
    {
        if (declared is null)
        {
            throw new KerasFormatException($"layer '{name}' (InputLayer): the file does not say which shape goes in");
        }

        if (declared.Any(l => l < 0))
        {
            throw new KerasFormatException($"layer '{name}' (InputLayer): no tensor has the shape [{string.Join(", ", declared)}]");
        }

        Dimension[] shape = [.. declared.Select((l, i) => i == 0 ? Dimension.Photos : new Dimension(l))];
        if (shape.Length == 4)
        {
            shape[1] = Side(name, declared[1], options.Height);
            shape[2] = Side(name, declared[2], options.Width);
            shape[3] = declared[3] ?? 3;
        }

        return builder.Input(name, ElementType.Float32, shape);
    }

    private static Dimension Side(string name, int? declared, int? wanted) => (declared, wanted) switch
    {
        ( > LargestSide, _) => throw new KerasFormatException($"layer '{name}' (InputLayer): a side of {declared} pixels"),
        (null, { } given) => given,
        (null, null) => Dimension.Open,
        _ => declared.Value,
    };

    /// <summary>Calls the layers of a model, each after those it needs.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="around">Where it stands; <see langword="null"/>: it is the outermost.</param>
    /// <param name="inputs">What goes in.</param>
    private Value?[] Graph(KerasGraph graph, KerasPlace? around, Value?[] inputs)
    {
        var byName = graph.Layers.ToDictionary(l => l.Name, StringComparer.Ordinal);
        var values = new Dictionary<(string, int), Value?[]>();
        for (int i = 0; i < graph.Inputs.Length; i++)
        {
            values[(graph.Inputs[i].Layer, graph.Inputs[i].Node)] =
                [i < inputs.Length ? inputs[i] : throw new KerasFormatException(
                    $"model '{graph.Name}' takes {graph.Inputs.Length} tensors, and is called with {inputs.Length}")];
        }

        foreach ((KerasLayer layer, int call) in Order(graph, byName, [.. values.Keys]))
        {
            values[(layer.Name, call)] = Use(layer, call, around, reference => Value(values, reference));
        }

        return [.. graph.Outputs.Select(o => Value(values, o))];
    }

    /// <summary>What the outputs need, each call after those that it needs.</summary>
    private static List<(KerasLayer Layer, int Call)> Order(
        KerasGraph graph, Dictionary<string, KerasLayer> layers, HashSet<(string, int)> given)
    {
        var order = new List<(KerasLayer, int)>();
        var open = new HashSet<(string, int)>();
        var done = new HashSet<(string, int)>(given);
        var stack = new Stack<((string Layer, int Call) Key, bool IsLeaving)>();
        foreach (KerasReference output in Enumerable.Reverse(graph.Outputs))
        {
            stack.Push(((output.Layer, output.Node), false));
        }

        while (stack.TryPop(out var next))
        {
            (string name, int call) = next.Key;
            KerasLayer layer = layers[name];
            if (next.IsLeaving)
            {
                open.Remove(next.Key);
                done.Add(next.Key);
                order.Add((layer, call));
                continue;
            }

            if (done.Contains(next.Key))
            {
                continue;
            }

            if (!open.Add(next.Key))
            {
                throw new KerasFormatException($"the layers around '{name}' are joined in a circle");
            }

            if (call < 0 || call >= layer.Calls.Length)
            {
                throw new KerasFormatException($"call {call} of layer '{name}' is used, but it has {layer.Calls.Length}");
            }

            stack.Push((next.Key, true));
            foreach (KerasReference needed in layer.Calls[call].References.Reverse())
            {
                (string, int) key = (needed.Layer, needed.Node);
                if (open.Contains(key))
                {
                    throw new KerasFormatException($"the layers '{name}' and '{needed.Layer}' are joined in a circle");
                }

                if (!done.Contains(key))
                {
                    stack.Push((key, false));
                }
            }
        }

        return order;
    }

    private static Value? Value(Dictionary<(string, int), Value?[]> values, KerasReference reference)
    {
        Value?[] outputs = values[(reference.Layer, reference.Node)];
        return reference.Tensor >= 0 && reference.Tensor < outputs.Length
            ? outputs[reference.Tensor]
            : throw new KerasFormatException(
                $"output {reference.Tensor} of layer '{reference.Layer}' is used, but it has {outputs.Length}");
    }

    private Value?[] Use(KerasLayer layer, int call, KerasPlace? around, Func<KerasReference, Value?> resolve)
    {
        if (++uses > MostUses)
        {
            throw new KerasFormatException($"it uses layers more than {MostUses} times");
        }

        KerasPlace place = around?.Inside(layer) ?? new KerasPlace([layer]);
        KerasCall written = layer.Calls[call];
        Value?[] inputs = [.. written.References.Select(resolve)];
        if (layer.Inner is { } inner)
        {
            Value?[] results = Graph(inner, place, inputs);
            Remember(place, results.Length > 0 ? results[0] : null);
            return results;
        }

        if (layer.ClassName == "InputLayer")
        {
            throw new KerasFormatException($"layer '{place.Path}' (InputLayer) is no input of its model");
        }

        Value? value = Plain(place, written, inputs, resolve);
        Remember(place, value);
        return [value];
    }

    private Value? Plain(KerasPlace place, KerasCall written, Value?[] inputs, Func<KerasReference, Value?> resolve)
    {
        KerasLayer layer = place.Layer;
        try
        {
            Func<LayerReader, Value> read = KerasLayers.Find(layer) ?? throw new UnsupportedLayerException(
                layer.ClassName is "Lambda" ? "it holds Python code, which is never run" : "");
            RefuseOtherWeights(layer);
            if (inputs.Contains(null))
            {
                return null;
            }

            LayerArgument Argument(KerasArgument argument) => new()
            {
                Value = argument.Reference is { } reference ? resolve(reference) : null,
                Items = argument.Items is { } items ? [.. items.Select(Argument)] : null,
                Json = argument.Json,
            };
            if (!caches.TryGetValue(place.Path, out Dictionary<string, Value>? cache))
            {
                caches[place.Path] = cache = new Dictionary<string, Value>(StringComparer.Ordinal);
            }

            ImmutableDictionary<string, LayerArgument> named =
                written.Named.ToImmutableDictionary(n => n.Key, n => Argument(n.Value), StringComparer.Ordinal);
            return read(new LayerReader(
                place, NameOf(place), model.Dialect, [.. written.Arguments.Select(Argument)], named, builder, weights, cache));
        }
        catch (UnsupportedLayerException e)
        {
            unsupported.Add(new UnsupportedNode(place.Path, layer.DisplayClass, e.Message));
            return null;
        }
        catch (Exception e) when (e is GraphException or KerasFormatException or OverflowException or ArgumentException)
        {
            throw new KerasFormatException($"layer '{place.Path}' ({layer.DisplayClass}): {e.Message}", e);
        }
    }

    /// <summary>Weights that stand for others: whole numbers with scales, small matrices to be added.</summary>
    private static void RefuseOtherWeights(KerasLayer layer)
    {
        if (layer.Config.Find("dtype") is { ValueKind: JsonValueKind.Object } policy
            && (new KerasConfig(policy).Text("class_name") ?? "").Contains("Quantized", StringComparison.Ordinal))
        {
            throw new UnsupportedLayerException("quantised weights");
        }

        if (layer.Config.Find("lora_rank") is not null)
        {
            throw new UnsupportedLayerException("lora_rank");
        }
    }

    /// <summary>The layer's own name, which people type, unless a layer of another model has it.</summary>
    private string NameOf(KerasPlace place) =>
        layers.ContainsKey(place.Layer.Name) && !layers.ContainsKey(place.Path) ? place.Path : place.Layer.Name;

    private void Remember(KerasPlace place, Value? value)
    {
        if (place.Steps.Length == 1 || !layers.ContainsKey(place.Layer.Name))
        {
            layers[place.Layer.Name] = value;
        }

        layers[place.Path] = value;
    }
}
