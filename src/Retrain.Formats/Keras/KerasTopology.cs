using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Retrain.Formats.Keras;

/// <summary>The architecture of a model as Keras writes it in JSON: versions 1 to 3, and TensorFlow.js.</summary>
internal static partial class KerasTopology
{
    /// <summary>Deeper JSON is an attack, not a model: a model in a model takes some four levels.</summary>
    private const int MaximumDepth = 256;

    private static readonly HashSet<string> ModelClasses = new(StringComparer.Ordinal) { "Sequential", "Functional", "Model", "Network" };

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="KerasFormatException">It is none.</exception>
    public static JsonElement ParseJson(ReadOnlyMemory<byte> text)
    {
        try
        {
            ReadOnlyMemory<byte> plain = text.Span.StartsWith("\ufeff"u8)
                ? text[3..]
                : text;
            using var document = JsonDocument.Parse(plain, new JsonDocumentOptions { MaxDepth = MaximumDepth });
            CheckTexts(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new KerasFormatException($"its JSON is damaged or cut off: {e.Message}", e);
        }
    }

    /// <summary>Whether JSON describes a model: it has a class and its settings.</summary>
    public static bool IsModel(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("class_name", out JsonElement name)
            && name.ValueKind == JsonValueKind.String && json.TryGetProperty("config", out _);

    /// <summary>Reads a model's description.</summary>
    /// <exception cref="KerasFormatException">It is none, or broken.</exception>
    public static KerasGraph Read(JsonElement json)
    {
        try
        {
            KerasLayer model = Layer(json, "model");
            return model.Inner ?? throw new KerasFormatException(
                $"'{model.DisplayClass}' is no Sequential and no Functional model: only those say how their layers are joined");
        }
        catch (InvalidOperationException e)
        {
            throw new KerasFormatException($"its architecture is damaged: {e.Message}", e);
        }
    }

    /// <summary>Whether a description is Keras 3's.</summary>
    public static bool IsKeras3(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Any(p =>
            p.NameEquals("batch_shape") || (p.NameEquals("class_name") && p.Value.ValueKind == JsonValueKind.String
                && p.Value.ValueEquals("__keras_tensor__")) || IsKeras3(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().Any(IsKeras3),
        _ => false,
    };

    /// <summary>
    /// The shape that an input layer, or the first layer of a Sequential, was made for; <see langword="null"/>: not said.
    /// </summary>
    public static int?[]? DeclaredShape(KerasConfig config)
    {
        JsonElement? shape = config.Find("batch_shape") ?? config.Find("batch_input_shape") ?? config.Find("build_input_shape");
        if (shape is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() == 1
            && array[0].ValueKind == JsonValueKind.Array)
        {
            shape = array[0];
        }

        return shape is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(
                v => v.ValueKind == JsonValueKind.Null ? (int?)null : KerasConfig.Int("an input's shape", v))]
            : null;
    }

    /// <summary>Texts are checked by the parser only when they are read: halves of characters, bytes that are no UTF-8.</summary>
    private static void CheckTexts(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                _ = json.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in json.EnumerateArray())
                {
                    CheckTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in json.EnumerateObject())
                {
                    _ = property.Name;
                    CheckTexts(property.Value);
                }

                break;
        }
    }

    private static KerasLayer Layer(JsonElement json, string fallbackName)
    {
        if (!IsModel(json))
        {
            throw KerasConfig.Wrong("a layer", json, "class_name and config");
        }

        var self = new KerasConfig(json);
        string className = self.Text("class_name")!;
        var config = new KerasConfig(self.Find("config") ?? default);
        string name = self.Text("name") ?? config.Text("name") ?? fallbackName;
        try
        {
            return new KerasLayer
            {
                ClassName = className,
                Name = name,
                Module = self.Text("module") ?? "",
                RegisteredName = self.Text("registered_name") ?? "",
                Config = config,
                Inner = !ModelClasses.Contains(className) ? null
                    : className == "Sequential" || config.Json.ValueKind == JsonValueKind.Array ? Sequential(name, config)
                    : Functional(name, config),
            };
        }
        catch (KerasFormatException e)
        {
            throw new KerasFormatException(
                e.Message.StartsWith("model '", StringComparison.Ordinal) ? e.Message : $"model '{name}': {e.Message}", e);
        }
    }

    private static KerasGraph Sequential(string name, KerasConfig config)
    {
        // Before 2.2.3 the settings were the list itself.
        JsonElement list = config.Json.ValueKind == JsonValueKind.Array ? config.Json : config.Find("layers") ?? default;
        List<KerasLayer> layers = Layers(list);
        if (layers.Count == 0)
        {
            throw new KerasFormatException("it has no layers");
        }

        if (layers[0].ClassName != "InputLayer")
        {
            KerasConfig shape = DeclaredShape(layers[0].Config) is not null || DeclaredShape(config) is null ? layers[0].Config : config;
            layers.Insert(0, new KerasLayer { ClassName = "InputLayer", Name = InputName(layers), Config = InputOf(layers[0], shape) });
        }

        for (int i = 0; i < layers.Count; i++)
        {
            layers[i] = layers[i] with
            {
                Calls = i == 0
                    ? [Call()]
                    : [Call(new KerasArgument { Reference = new KerasReference(layers[i - 1].Name, 0, 0) })],
            };
        }

        return Graph(name, layers, [new KerasReference(layers[0].Name, 0, 0)], [new KerasReference(layers[^1].Name, 0, 0)]);
    }

    /// <summary>A Sequential of models takes what the first one takes.</summary>
    private static KerasConfig InputOf(KerasLayer first, KerasConfig declared)
    {
        while (DeclaredShape(declared) is null && first.Inner is { Layers: [{ } input, ..] } inner)
        {
            first = inner.Layers.FirstOrDefault(l => inner.Inputs is [var only, ..] && l.Name == only.Layer) ?? input;
            declared = first.Config;
        }

        return declared;
    }

    private static string InputName(List<KerasLayer> layers)
    {
        string name = layers[0].Name + "_input";
        while (layers.Any(l => l.Name == name))
        {
            name += "_";
        }

        return name;
    }

    private static KerasGraph Functional(string name, KerasConfig config)
    {
        JsonElement list = config.Find("layers")
            ?? throw new KerasFormatException("its layers are missing: only Sequential and Functional models say how they are joined");
        List<KerasLayer> layers = Layers(list);
        HashSet<string> names = [.. layers.Select(l => l.Name)];
        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            JsonElement? inbound = new KerasConfig(item).Find("inbound_nodes");
            ImmutableArray<KerasCall> calls = inbound is { ValueKind: JsonValueKind.Array } nodes
                ? [.. nodes.EnumerateArray().Select(n => ReadCall(n, names))]
                : [];
            layers[index] = layers[index] with { Calls = calls.IsEmpty && layers[index].ClassName == "InputLayer" ? [Call()] : calls };
            index++;
        }

        return Graph(name, layers, References(config.Find("input_layers")), References(config.Find("output_layers")));
    }

    private static List<KerasLayer> Layers(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw KerasConfig.Wrong("layers", list, "a list");
        }

        var layers = new List<KerasLayer>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonElement item in list.EnumerateArray())
        {
            KerasLayer layer = Layer(item, $"layer_{layers.Count}");
            string storage = SnakeCase(layer.ClassName);
            int before = counts.GetValueOrDefault(storage);
            counts[storage] = before + 1;
            layers.Add(layer with { StorageName = before == 0 ? storage : $"{storage}_{before}" });
        }

        return layers;
    }

    private static KerasGraph Graph(
        string name, List<KerasLayer> layers, ImmutableArray<KerasReference> inputs, ImmutableArray<KerasReference> outputs)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (layers.FirstOrDefault(l => !seen.Add(l.Name)) is { } twice)
        {
            throw new KerasFormatException($"it has two layers '{twice.Name}'");
        }

        if (outputs.IsEmpty)
        {
            throw new KerasFormatException("it has no output");
        }

        if (inputs.Concat(outputs).Concat(layers.SelectMany(l => l.Calls).SelectMany(c => c.References))
            .Where(r => !seen.Contains(r.Layer)).Select(r => r.Layer).FirstOrDefault() is { } missing)
        {
            throw new KerasFormatException($"it uses a layer '{missing}', which it does not have");
        }

        return new KerasGraph(name, [.. WithOwnNumbers(layers, inputs, outputs)], inputs, outputs);
    }

    /// <summary>
    /// Calls of a model inside a model are counted from 1 where Keras counts its construction as the first; the reader counts from 0.
    /// </summary>
    private static IEnumerable<KerasLayer> WithOwnNumbers(
        List<KerasLayer> layers, ImmutableArray<KerasReference> inputs, ImmutableArray<KerasReference> outputs)
    {
        Dictionary<string, int> greatest = layers.SelectMany(l => l.Calls).SelectMany(c => c.References).Concat(inputs).Concat(outputs)
            .GroupBy(r => r.Layer, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Max(r => r.Node), StringComparer.Ordinal);
        return layers.Select(l => l.Inner is not null && greatest.GetValueOrDefault(l.Name) >= l.Calls.Length
            ? l with { Calls = l.Calls.Insert(0, Call()) }
            : l);
    }

    private static KerasCall Call(params ImmutableArray<KerasArgument> arguments) =>
        new(arguments, ImmutableDictionary<string, KerasArgument>.Empty);

    private static KerasCall ReadCall(JsonElement json, HashSet<string> names)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            var call = new KerasConfig(json);
            return new KerasCall(
                call.Find("args") is { ValueKind: JsonValueKind.Array } list
                    ? [.. list.EnumerateArray().Select(a => Argument(a, names))]
                    : [],
                Named(call.Find("kwargs") ?? default, names));
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            throw KerasConfig.Wrong("a call in inbound_nodes", json, "a list or an object");
        }

        JsonElement[] items = json.GetArrayLength() > 0 && json[0].ValueKind == JsonValueKind.String ? [json] : [.. json.EnumerateArray()];
        ImmutableArray<KerasArgument> tensors = [.. items.Select(i => OldTensor(i, names))];
        JsonElement named = items.Length > 0 && items[0].GetArrayLength() > 3 ? items[0][3] : default;
        return new KerasCall(
            tensors.Length == 1 ? tensors : [new KerasArgument { Items = tensors }], Named(named, names));
    }

    private static ImmutableDictionary<string, KerasArgument> Named(JsonElement json, HashSet<string> names) =>
        json.ValueKind == JsonValueKind.Object
            ? json.EnumerateObject().DistinctBy(p => p.Name).ToImmutableDictionary(p => p.Name, p => Argument(p.Value, names))
            : ImmutableDictionary<string, KerasArgument>.Empty;

    /// <summary>["conv", 0, 0, {...}], or ["_CONSTANT_VALUE", -1, 127.5, {...}].</summary>
    private static KerasArgument OldTensor(JsonElement json, HashSet<string> names) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() is 3 or 4 && json[0].ValueKind == JsonValueKind.String
            ? json[0].GetString() == "_CONSTANT_VALUE" && !names.Contains("_CONSTANT_VALUE")
                ? new KerasArgument { Json = json[2] }
                : new KerasArgument { Reference = Reference(json) }
            : throw KerasConfig.Wrong("a tensor in inbound_nodes", json, "layer, call and number");

    private static KerasArgument Argument(JsonElement json, HashSet<string> names)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object when new KerasConfig(json) is var self
                && self.Find("class_name") is { ValueKind: JsonValueKind.String } name && name.ValueEquals("__keras_tensor__"):
                JsonElement history = new KerasConfig(self.Find("config") ?? default).Find("keras_history") ?? default;
                return history.ValueKind == JsonValueKind.Array && history.GetArrayLength() == 3
                    ? new KerasArgument { Reference = Reference(history) }
                    : throw KerasConfig.Wrong("keras_history", history, "layer, call and number");
            case JsonValueKind.Array when IsTensor(json, names):
                return new KerasArgument { Reference = Reference(json) };
            case JsonValueKind.Array:
                return new KerasArgument { Items = [.. json.EnumerateArray().Select(a => Argument(a, names))], Json = json };
            default:
                return new KerasArgument { Json = json };
        }
    }

    private static bool IsTensor(JsonElement json, HashSet<string> names) =>
        json.GetArrayLength() == 3 && json[0].ValueKind == JsonValueKind.String && names.Contains(json[0].GetString()!)
            && json[1].ValueKind == JsonValueKind.Number && json[2].ValueKind == JsonValueKind.Number;

    private static KerasReference Reference(JsonElement json) => new(
        json[0].ValueKind == JsonValueKind.String ? json[0].GetString()! : throw KerasConfig.Wrong("a layer's name", json[0], "a text"),
        KerasConfig.Int("the number of a call", json[1]),
        KerasConfig.Int("the number of an output", json[2]));

    private static ImmutableArray<KerasReference> References(JsonElement? json)
    {
        switch (json)
        {
            case { ValueKind: JsonValueKind.Object } named:
                return [.. named.EnumerateObject().SelectMany(p => References(p.Value))];
            case { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() is 3 or 4 && list[0].ValueKind == JsonValueKind.String:
                return [Reference(list)];
            case { ValueKind: JsonValueKind.Array } list:
                return [.. list.EnumerateArray().SelectMany(i => References(i))];
            case null:
                return [];
            default:
                throw KerasConfig.Wrong("input_layers or output_layers", json.Value, "layers");
        }
    }

    /// <summary>The name that Keras gives a class in a weights file.</summary>
    private static string SnakeCase(string name) =>
        LowerUpper().Replace(WordStart().Replace(NoWord().Replace(name, ""), "$1_$2"), "$1_$2").ToLowerInvariant();

    [GeneratedRegex(@"\W+", RegexOptions.CultureInvariant)]
    private static partial Regex NoWord();

    [GeneratedRegex("(.)([A-Z][a-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex WordStart();

    [GeneratedRegex("([a-z])([A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex LowerUpper();
}
