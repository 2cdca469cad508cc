using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>
/// Writes variables as a checkpoint of the second version: <c>PREFIX.index</c> and <c>PREFIX.data-00000-of-00001</c>, as TensorFlow itself
/// would.
/// </summary>
internal static class TensorBundleWriter
{
    /// <summary>Writes both files, over any that are there.</summary>
    /// <param name="prefix">Path of the files up to the dot; the folder must exist.</param>
    /// <param name="variables">In any order; no name twice, none empty. Strings are possible.</param>
    /// <exception cref="ArgumentException">A name is empty or comes twice.</exception>
    public static void Write(string prefix, IEnumerable<(string Name, Tensor Value)> variables)
    {
        (byte[] Key, Tensor Value)[] sorted = [.. variables.Select(v => (Encoding.UTF8.GetBytes(v.Name), v.Value))];
        Array.Sort(sorted, (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        for (int i = 0; i < sorted.Length; i++)
        {
            if (sorted[i].Key.Length == 0 || (i > 0 && sorted[i].Key.AsSpan().SequenceEqual(sorted[i - 1].Key)))
            {
                throw new ArgumentException(
                    $"the variable's name '{Encoding.UTF8.GetString(sorted[i].Key)}' is empty or there twice", nameof(variables));
            }
        }

        using FileStream data = File.Create(prefix + ".data-00000-of-00001");
        using FileStream index = File.Create(prefix + ".index");
        var table = new SortedTableWriter(index);
        var header = new BundleHeaderProto { NumShards = 1, Version = new VersionDef { Producer = 1 } };
        table.Add([], header.ToByteArray());
        foreach ((byte[] key, Tensor value) in sorted)
        {
            long offset = data.Position;
            uint crc = value.Type == ElementType.String ? WriteStrings(data, value.Span<byte[]>()) : WriteRaw(data, value);
            var entry = new BundleEntryProto
            {
                Dtype = DataTypes.FromElementType(value.Type),
                Shape = TensorShapes.From(value.Shape.AsSpan()),
                Offset = offset,
                Size = data.Position - offset,
                Crc32C = Crc32C.Mask(crc),
            };
            table.Add(key, entry.ToByteArray());
        }

        table.Finish();
    }

    private static uint WriteRaw(FileStream data, Tensor value)
    {
        ReadOnlySpan<byte> bytes = TensorBytes.Encode(value);
        data.Write(bytes);
        return Crc32C.Of(bytes);
    }

    private static uint WriteStrings(FileStream data, ReadOnlySpan<byte[]> strings)
    {
        uint crc = 0;
        Span<byte> number = stackalloc byte[sizeof(uint)];
        Span<byte> varint = stackalloc byte[Varint.MaximumLength];
        foreach (byte[] text in strings)
        {
            data.Write(varint[..Varint.Write(varint, (ulong)text.Length)]);
            BinaryPrimitives.WriteInt32LittleEndian(number, text.Length);
            crc = Crc32C.Extend(crc, number);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(number, Crc32C.Mask(crc));
        data.Write(number);
        crc = Crc32C.Extend(crc, number);
        foreach (byte[] text in strings)
        {
            data.Write(text);
            crc = Crc32C.Extend(crc, text);
        }

        return crc;
    }
}
