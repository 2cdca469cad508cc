using System.Buffers.Binary;
using System.Text.Json;
using Retrain.Formats.TensorFlow;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowJs.Writing;

/// <summary>A tensor of the manifest.</summary>
/// <param name="Name">The constant's node.</param>
/// <param name="Value">Float32, int32 or bool: what TensorFlow.js has.</param>
/// <param name="IsHalf">Stored as half floats.</param>
internal sealed record StoredWeight(string Name, Tensor Value, bool IsHalf)
{
    /// <summary>Bytes that it takes.</summary>
    public long Length => Value.Length * (long)(IsHalf ? 2 : DataTypes.SizeInMemory(Value.Type));

    /// <summary>Its bytes, little-endian.</summary>
    public ReadOnlySpan<byte> Encode()
    {
        if (!IsHalf)
        {
            return TensorBytes.Encode(Value);
        }

        ReadOnlySpan<float> floats = Value.Floats;
        byte[] halves = new byte[2 * floats.Length];
        for (int i = 0; i < floats.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(halves.AsSpan(2 * i), (Half)floats[i]);
        }

        return halves;
    }
}

/// <summary>Weights one after the other, cut into files of one size; a tensor may lie across two.</summary>
internal static class WeightFiles
{
    /// <summary>Writes them.</summary>
    /// <param name="folder">Must exist.</param>
    /// <param name="weights">In the manifest's order.</param>
    /// <param name="shardBytes">Size of a file; the last one is smaller.</param>
    /// <returns>Names of the files.</returns>
    /// <exception cref="IOException">The disk says no.</exception>
    public static string[] Write(string folder, IReadOnlyList<StoredWeight> weights, int shardBytes)
    {
        long total = weights.Sum(w => w.Length);
        int count = (int)Math.Max(1, (total + shardBytes - 1) / shardBytes);
        string[] names = [.. Enumerable.Range(1, count).Select(i => $"group1-shard{i}of{count}.bin")];
        int shard = 0;
        long room = shardBytes;
        FileStream file = File.Create(Path.Combine(folder, names[0]));
        try
        {
            foreach (StoredWeight weight in weights)
            {
                ReadOnlySpan<byte> bytes = weight.Encode();
                while (bytes.Length > 0)
                {
                    if (room == 0)
                    {
                        file.Flush(flushToDisk: true);
                        file.Dispose();
                        file = File.Create(Path.Combine(folder, names[++shard]));
                        room = shardBytes;
                    }

                    int taken = (int)Math.Min(room, bytes.Length);
                    file.Write(bytes[..taken]);
                    room -= taken;
                    bytes = bytes[taken..];
                }
            }

            file.Flush(flushToDisk: true);
        }
        finally
        {
            file.Dispose();
        }

        return names;
    }

    /// <summary>Writes <c>weightsManifest</c>.</summary>
    public static void WriteManifest(Utf8JsonWriter json, IReadOnlyList<StoredWeight> weights, IReadOnlyList<string> files)
    {
        json.WriteStartArray("weightsManifest");
        json.WriteStartObject();
        json.WriteStartArray("paths");
        foreach (string file in files)
        {
            json.WriteStringValue(file);
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (StoredWeight weight in weights)
        {
            json.WriteStartObject();
            json.WriteString("name", weight.Name);
            json.WriteStartArray("shape");
            foreach (int length in weight.Value.Shape)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WriteString("dtype", NameOf(weight.Value.Type));
            if (weight.IsHalf)
            {
                json.WriteStartObject("quantization");
                json.WriteString("dtype", "float16");
                json.WriteString("original_dtype", "float32");
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string NameOf(ElementType type) => type switch
    {
        ElementType.Float32 => "float32",
        ElementType.Int32 => "int32",
        ElementType.Bool => "bool",
        _ => throw new GraphException($"TensorFlow.js has no weights of type {type}"),
    };
}
