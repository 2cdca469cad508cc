using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>
/// Values of variables as a checkpoint of the second version holds them (REFERENCE 8.2): an index and one or more data files. The index is
/// read at once, values when
/// they are asked for. Safe for several threads.
/// </summary>
internal sealed class TensorBundle
{
    private const int MaximumShards = 99999;
    private readonly ModelFiles files;
    private readonly string prefix;
    private readonly int shards;
    private readonly Dictionary<string, BundleEntryProto> entries;

    private TensorBundle(ModelFiles files, string prefix, int shards, Dictionary<string, BundleEntryProto> entries,
        IReadOnlyList<string> names)
    {
        this.files = files;
        this.prefix = prefix;
        this.shards = shards;
        this.entries = entries;
        Names = names;
    }

    /// <summary>Names of the variables, in the order of bytes; parts of variables that were cut are not among them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads the index.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="prefix">What the names of all its files begin with: <c>variables/variables</c>.</param>
    /// <returns><see langword="null"/>: there is no index.</returns>
    /// <exception cref="TensorFlowFormatException">It is damaged, or of a kind that we do not read.</exception>
    public static TensorBundle? Open(ModelFiles files, string prefix)
    {
        string file = prefix + ".index";
        if (files.ReadWhole(file) is not { } bytes)
        {
            return null;
        }

        TensorBundle bundle;
        try
        {
            bundle = Read(files, prefix, bytes);
        }
        catch (TensorFlowFormatException e)
        {
            throw new TensorFlowFormatException($"{file}: {e.Message}", e);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new TensorFlowFormatException($"{file}: an entry is damaged", e);
        }

        bundle.CheckDataLengths();
        return bundle;
    }

    /// <summary>Whether there is a variable of that name.</summary>
    public bool Contains(string name) => entries.ContainsKey(name);

    /// <summary>Element type and lengths of a variable, as the index states them.</summary>
    /// <exception cref="TensorFlowFormatException">There is no such variable.</exception>
    public (DataType Type, TensorShapeProto? Shape) Describe(string name) => (Find(name).Dtype, Find(name).Shape);

    /// <summary>The value of a variable; the parts of one that was cut are joined.</summary>
    /// <exception cref="TensorFlowFormatException">There is no such variable, or it is damaged; the message names it.</exception>
    public Tensor Read(string name) => Named(name, () =>
    {
        BundleEntryProto entry = Find(name);
        return entry.Slices.Count == 0 ? ReadStored(entry) : Join(name, entry);
    });

    /// <summary>A box out of a variable.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="start">First place along each axis.</param>
    /// <param name="lengths">Length along each axis; the shape of the result.</param>
    /// <exception cref="TensorFlowFormatException">As for <see cref="Read"/>, or the box does not lie inside the variable.</exception>
    public Tensor ReadSlice(string name, IReadOnlyList<int> start, IReadOnlyList<int> lengths) => Named(name, () =>
    {
        BundleEntryProto entry = Find(name);
        int[] shape = ShapeOf(entry);
        foreach (TensorSliceProto slice in entry.Slices)
        {
            (int[] at, int[] size) = Box(slice, shape);
            if (at.SequenceEqual(start) && size.SequenceEqual(lengths))
            {
                return ReadPart(name, entry, slice, size);
            }
        }

        Tensor whole = entry.Slices.Count == 0 ? ReadStored(entry) : Join(name, entry);
        return TensorBoxes.Cut(whole, [.. start], [.. lengths]);
    });

    private static TensorBundle Read(ModelFiles files, string prefix, byte[] index)
    {
        List<(byte[] Key, byte[] Value)> table = SortedTable.Read(index);
        if (table.Count == 0 || table[0].Key.Length != 0)
        {
            throw new TensorFlowFormatException("a table without the header of a checkpoint");
        }

        BundleHeaderProto header = BundleHeaderProto.Parser.ParseFrom(table[0].Value);
        if (header.Endianness != BundleHeaderProto.Types.Endianness.Little)
        {
            throw new TensorFlowFormatException("the variables were written on a big-endian machine, which is not supported");
        }

        if (header.NumShards is < 1 or > MaximumShards)
        {
            throw new TensorFlowFormatException($"{header.NumShards} data files are not possible");
        }

        if ((header.Version?.MinConsumer ?? 0) > 1)
        {
            throw new TensorFlowFormatException($"the format's version {header.Version!.MinConsumer} is newer than the supported 1");
        }

        var entries = new Dictionary<string, BundleEntryProto>(table.Count, StringComparer.Ordinal);
        var names = new List<string>(table.Count);
        foreach ((byte[] key, byte[] value) in table.Skip(1))
        {
            string name = KeyText(key);
            entries[name] = BundleEntryProto.Parser.ParseFrom(value);
            if (key[0] != 0)
            {
                names.Add(name);
            }
        }

        return new TensorBundle(files, prefix, header.NumShards, entries, names);
    }

    /// <summary>
    /// Throws where a data file ends before what the index says is in it. A copy that broke off is noticed here, before any work is
    /// done, even if what is missing is not needed. Files that are missing as a whole are named when something of them is asked for.
    /// </summary>
    private void CheckDataLengths()
    {
        foreach (IGrouping<int, KeyValuePair<string, BundleEntryProto>> shard in entries.GroupBy(e => e.Value.ShardId))
        {
            (string key, BundleEntryProto last) = shard.MaxBy(e => (decimal)e.Value.Offset + e.Value.Size);
            if (shard.Key >= 0 && shard.Key < shards && files.Length(DataFile(shard.Key)) is { } length && last.Offset > length - last.Size)
            {
                // In the key of a part the name lies between two zeros.
                throw CutOff(key.Split('\0').FirstOrDefault(n => n.Length > 0, ""), shard.Key, length, last);
            }
        }
    }

    private TensorFlowFormatException CutOff(string name, int shard, long length, BundleEntryProto entry) => new(
        $"variable '{name}': {DataFile(shard)} is cut off: it has {length} bytes, but is to have {(decimal)entry.Offset + entry.Size}");

    private string DataFile(int shard) => $"{prefix}.data-{shard:00000}-of-{shards:00000}";

    // Keys of parts are no text; they begin with a zero, which names do not.
    private static string KeyText(byte[] key) => key[0] == 0 ? Encoding.Latin1.GetString(key) : Encoding.UTF8.GetString(key);

    private static int[] ShapeOf(BundleEntryProto entry) =>
        TensorShapes.Known(entry.Shape, DataTypes.SizeInMemory(TensorBytes.Element(entry.Dtype)));

    private static Tensor Named(string name, Func<Tensor> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is TensorFlowFormatException or GraphException)
        {
            throw new TensorFlowFormatException($"variable '{name}': {e.Message}", e);
        }
    }

    private BundleEntryProto Find(string name) =>
        entries.GetValueOrDefault(name) ?? throw new TensorFlowFormatException($"there is no variable '{name}' in {prefix}.index");

    private Tensor ReadStored(BundleEntryProto entry)
    {
        int[] shape = ShapeOf(entry);
        string file = DataFile(entry.ShardId);
        if (entry.ShardId < 0 || entry.ShardId >= shards || entry.Offset < 0 || entry.Size < 0)
        {
            throw new TensorFlowFormatException(
                $"its place is damaged: data file {entry.ShardId} of {shards}, offset {entry.Offset}, {entry.Size} bytes");
        }

        bool strings = DataTypes.WithoutReference(entry.Dtype) == DataType.DtString;
        long expected = (long)Tensor.LengthOf(shape) * DataTypes.SizeInFile(entry.Dtype);
        if (entry.Size > TensorShapes.MaximumBytes || (!strings && entry.Size != expected))
        {
            throw new TensorFlowFormatException(
                $"{entry.Size} bytes are stored, {DataTypes.Name(entry.Dtype)} {TensorShapes.Describe(entry.Shape)} takes {expected}");
        }

        long length = files.Length(file) ?? throw new TensorFlowFormatException($"the file {file} is missing");
        if (entry.Offset > length - entry.Size)
        {
            throw new TensorFlowFormatException(
                $"{file} is cut off: it has {length} bytes, the variable needs those up to {(decimal)entry.Offset + entry.Size}");
        }

        byte[] bytes = new byte[entry.Size];
        files.Read(file, entry.Offset, bytes);
        uint crc = 0;
        Tensor value = strings ? ReadStrings(bytes, shape, out crc) : TensorBytes.Decode(entry.Dtype, bytes, shape);
        if (Crc32C.Mask(strings ? crc : Crc32C.Of(bytes)) != entry.Crc32C)
        {
            throw new TensorFlowFormatException($"its bytes in {file} are damaged: the checksum does not fit");
        }

        return value;
    }

    /// <summary>Lengths, their checksum, the strings. Checksums count each length as four bytes, however it is stored.</summary>
    private static Tensor ReadStrings(ReadOnlySpan<byte> bytes, int[] shape, out uint crc)
    {
        int count = Tensor.LengthOf(shape);
        if (count > bytes.Length)
        {
            throw new TensorFlowFormatException($"{bytes.Length} bytes cannot hold {count} strings");
        }

        crc = 0;
        int[] lengths = new int[count];
        Span<byte> number = stackalloc byte[sizeof(uint)];
        for (int i = 0; i < count; i++)
        {
            lengths[i] = Varint.ReadLength(ref bytes, bytes.Length);
            BinaryPrimitives.WriteInt32LittleEndian(number, lengths[i]);
            crc = Crc32C.Extend(crc, number);
        }

        if (bytes.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Crc32C.Mask(crc))
        {
            throw new TensorFlowFormatException("the lengths of its strings are damaged: their checksum does not fit");
        }

        crc = Crc32C.Extend(crc, bytes[..sizeof(uint)]);
        bytes = bytes[sizeof(uint)..];
        crc = Crc32C.Extend(crc, bytes);
        if (lengths.Sum(n => (long)n) != bytes.Length)
        {
            throw new TensorFlowFormatException(
                $"its strings have {lengths.Sum(n => (long)n)} bytes together, but {bytes.Length} are stored");
        }

        byte[][] strings = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            strings[i] = bytes[..lengths[i]].ToArray();
            bytes = bytes[lengths[i]..];
        }

        return Tensor.Of(strings, shape);
    }

    private Tensor Join(string name, BundleEntryProto entry)
    {
        int[] shape = ShapeOf(entry);
        var parts = new List<(int[] Start, Tensor Value)>();
        long covered = 0;
        foreach (TensorSliceProto slice in entry.Slices)
        {
            (int[] start, int[] lengths) = Box(slice, shape);
            Tensor part = ReadPart(name, entry, slice, lengths);
            covered += part.Length;
            if (covered > Tensor.LengthOf(shape))
            {
                break;
            }

            parts.Add((start, part));
        }

        return covered == Tensor.LengthOf(shape)
            ? TensorBoxes.Join(parts, shape)
            : throw new TensorFlowFormatException($"its parts do not make up its shape {TensorShapes.Describe(entry.Shape)}");
    }

    private Tensor ReadPart(string name, BundleEntryProto whole, TensorSliceProto slice, int[] lengths)
    {
        string key = Encoding.Latin1.GetString(SliceKey.Of(name, slice));
        BundleEntryProto part = entries.GetValueOrDefault(key) ?? throw new TensorFlowFormatException("one of its parts is missing");
        return part.Dtype == whole.Dtype && part.Slices.Count == 0 && ShapeOf(part).AsSpan().SequenceEqual(lengths)
            ? ReadStored(part)
            : throw new TensorFlowFormatException("one of its parts has another type or shape than the whole says");
    }

    private static (int[] Start, int[] Lengths) Box(TensorSliceProto slice, int[] shape)
    {
        if (slice.Extent.Count != shape.Length)
        {
            throw new TensorFlowFormatException("one of its parts has another number of axes than the whole");
        }

        int[] start = new int[shape.Length];
        int[] lengths = [.. shape];
        for (int i = 0; i < shape.Length; i++)
        {
            TensorSliceProto.Types.Extent extent = slice.Extent[i];
            if (extent.HasLengthCase == TensorSliceProto.Types.Extent.HasLengthOneofCase.None)
            {
                continue;
            }

            if (extent.Start < 0 || extent.Length < 0 || extent.Start > shape[i] || extent.Length > shape[i] - extent.Start)
            {
                throw new TensorFlowFormatException("one of its parts lies outside the whole");
            }

            (start[i], lengths[i]) = ((int)extent.Start, (int)extent.Length);
        }

        return (start, lengths);
    }
}
