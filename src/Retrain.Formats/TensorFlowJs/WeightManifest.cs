using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowJs;

/// <summary>The weights of a TensorFlow.js model, read when they are asked for.</summary>
internal sealed class WeightManifest
{
    private const long MostBytes = 1L << 30;
    private const int MostAxes = 16;

    private readonly Dictionary<string, (WeightGroup Group, WeightEntry Entry, long Offset)> places = new(StringComparer.Ordinal);
    private readonly List<WeightGroup> groups = [];

    private WeightManifest()
    {
    }

    /// <summary>Names of all weights, in the file's order.</summary>
    public IReadOnlyCollection<string> Names => places.Keys;

    /// <summary>What the manifest says of each weight.</summary>
    public IEnumerable<WeightEntry> Entries => places.Values.Select(p => p.Entry);

    /// <summary>Paths of the weight files.</summary>
    public IEnumerable<string> Files => groups.SelectMany(g => g.Paths).Distinct(StringComparer.Ordinal);

    /// <summary>Reads a manifest.</summary>
    /// <param name="json">The list of groups; <see langword="null"/>: the model has no weights.</param>
    /// <param name="folder">Where the weight files lie.</param>
    /// <exception cref="TensorFlowJsFormatException">
    /// It is broken, a file is missing, or the files are too short for the weights.
    /// </exception>
    public static WeightManifest Read(JsonElement? json, string folder)
    {
        var manifest = new WeightManifest();
        foreach (JsonElement group in Items(json, "weightsManifest"))
        {
            ImmutableArray<string> files = [.. Items(Find(group, "paths"), "paths").Select(Inside)];
            ImmutableArray<WeightEntry> entries = [.. Items(Find(group, "weights"), "weights").Select(Entry)];
            manifest.Add(new WeightGroup(folder, files, entries));
        }

        return manifest;
    }

    /// <summary>
    /// A weight in its own type, halves and whole numbers that stand for it brought back; <see langword="null"/>: none of that name.
    /// </summary>
    /// <exception cref="TensorFlowJsFormatException">Its file is damaged.</exception>
    public Tensor? Find(string name)
    {
        if (!places.TryGetValue(name, out var place))
        {
            return null;
        }

        (WeightGroup group, WeightEntry entry, long offset) = place;
        ReadOnlySpan<int> shape = entry.Shape.AsSpan();
        if (entry.Type == "string")
        {
            return Tensor.Of(Texts(group, entry, offset), shape);
        }

        byte[] bytes = new byte[entry.Count * entry.ElementSize];
        group.Read(entry.Name, offset, bytes);
        if (entry.Stored.Length > 0)
        {
            float[] numbers = entry.Stored switch
            {
                "float16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), v => (float)v),
                "uint16" => Array.ConvertAll(
                    MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), q => (float)((q * entry.Scale) + entry.Minimum)),
                _ => Array.ConvertAll(bytes, q => (float)((q * entry.Scale) + entry.Minimum)),
            };
            return entry.Type == "int32"
                ? Tensor.Of(Array.ConvertAll(numbers, v => (int)Math.Clamp(Math.Floor(v + 0.5), int.MinValue, int.MaxValue)), shape)
                : Tensor.Of(numbers, shape);
        }

        return entry.Type switch
        {
            "float32" => Tensor.FromBytes(ElementType.Float32, bytes, shape),
            "int32" => Tensor.FromBytes(ElementType.Int32, bytes, shape),
            "uint8" => Tensor.FromBytes(ElementType.UInt8, bytes, shape),
            "float16" => Tensor.Of(Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), v => (float)v), shape),
            _ => Tensor.FromBytes(ElementType.Bool, bytes, shape),
        };
    }

    private void Add(WeightGroup group)
    {
        groups.Add(group);
        long offset = 0;
        foreach (WeightEntry entry in group.Entries)
        {
            if (!places.TryAdd(entry.Name, (group, entry, offset)))
            {
                throw new TensorFlowJsFormatException($"the manifest lists two weights '{entry.Name}'");
            }

            long bytes = entry.Type == "string"
                ? Texts(group, entry, offset).Sum(t => 4L + t.Length)
                : (long)entry.Count * entry.ElementSize;
            offset += bytes;
            if (offset > group.Length)
            {
                // Says where, and how long each file is.
                group.Read(entry.Name, offset - bytes, new byte[Math.Min(bytes, 1 << 20)]);
                group.Read(entry.Name, offset - 1, new byte[1]);
            }
        }
    }

    /// <summary>Each with its length in four bytes before it.</summary>
    private static byte[][] Texts(WeightGroup group, WeightEntry entry, long offset)
    {
        if (entry.Count * 4L > group.Length - offset)
        {
            throw new TensorFlowJsFormatException($"the weight files end before '{entry.Name}' does, which has {entry.Count} texts");
        }

        byte[][] texts = new byte[entry.Count][];
        byte[] head = new byte[4];
        for (int i = 0; i < texts.Length; i++)
        {
            group.Read(entry.Name, offset, head);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(head);
            if (length > group.Length - offset - 4)
            {
                throw new TensorFlowJsFormatException(
                    $"the weight files end before '{entry.Name}' does, whose text {i} has {length} bytes");
            }

            texts[i] = new byte[length];
            group.Read(entry.Name, offset + 4, texts[i]);
            offset += 4L + length;
        }

        return texts;
    }

    private static WeightEntry Entry(JsonElement json)
    {
        string name = Text(json, "name") ?? throw new TensorFlowJsFormatException("the manifest lists a weight without a name");
        string type = Text(json, "dtype") ?? "float32";
        int[] shape = [.. Items(Find(json, "shape"), $"the shape of '{name}'").Select(l =>
            l.ValueKind == JsonValueKind.Number && l.TryGetInt32(out int length) && length >= 0
                ? length
                : throw new TensorFlowJsFormatException($"weight '{name}' has the length {l}"))];
        JsonElement quantization = Find(json, "quantization") ?? default;
        string stored = Text(quantization, "dtype") ?? "";
        var entry = new WeightEntry(name, type, [.. shape], stored, Number(quantization, "scale", 1), Number(quantization, "min", 0));
        if (type is not ("float32" or "int32" or "uint8" or "bool" or "string" or "float16")
            || stored is not ("" or "uint8" or "uint16" or "float16")
            || (stored.Length > 0 && type is not ("float32" or "int32" or "float16")))
        {
            throw new TensorFlowJsFormatException(
                $"weight '{name}' is of type {type}{(stored.Length > 0 ? $", stored as {stored}" : "")}, which is not supported");
        }

        long bytes = 1;
        foreach (int length in shape)
        {
            bytes = bytes <= MostBytes ? bytes * length : bytes;
        }

        return shape.Length <= MostAxes && bytes <= MostBytes / 4 && !shape.Any(l => l > MostBytes)
            ? entry
            : throw new TensorFlowJsFormatException($"weight '{name}' of shape [{string.Join(", ", shape)}] is too large");
    }

    /// <summary>A file beside the model: nothing else is read, whatever its name says.</summary>
    private static string Inside(JsonElement json)
    {
        string name = json.ValueKind == JsonValueKind.String ? json.GetString()! : "";
        string[] parts = name.Split('/', '\\');
        return name.Length > 0 && !Path.IsPathRooted(name) && !name.Contains('\0') && !name.Contains(':')
            && parts.All(p => p is not ("" or "." or ".."))
            ? Path.Combine(parts)
            : throw new TensorFlowJsFormatException($"the weight file '{name}' does not lie beside the model");
    }

    private static JsonElement? Find(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    private static string? Text(JsonElement json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static double Number(JsonElement json, string name, double fallback) =>
        Find(json, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double value) ? value : fallback;

    private static JsonElement[] Items(JsonElement? json, string name) => json switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        _ => throw new TensorFlowJsFormatException($"{name} is no list"),
    };
}
