using System.Buffers.Binary;
using Google.Protobuf;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Snappier;

namespace Retrain.Formats.Tests.TensorFlow;

public sealed class TensorBundleTests
{
    private const string Prefix = "variables/variables";

    [Fact]
    public void Write_VariablesOfARecordedCheckpoint_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        // TensorFlow's writer put these in the order of their names, as ours does.
        MemoryFiles recorded = TensorFlowFixtures.Load(SharedData.Shared("fixtures", "saved_models", "tf1_simple_save", "model"));
        TensorBundle bundle = TensorBundle.Open(recorded, Prefix)!;
        TensorBundleWriter.Write(folder["v"], bundle.Names.Reverse().Select(n => (n, bundle.Read(n))));
        Assert.Equal(recorded.All[Prefix + ".data-00000-of-00001"], File.ReadAllBytes(folder["v.data-00000-of-00001"]));
        Assert.Equal(recorded.All[Prefix + ".index"], File.ReadAllBytes(folder["v.index"]));
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameVariables()
    {
        using var folder = new TemporaryFolder();
        // Enough entries for several blocks of the index.
        Dictionary<string, Tensor> variables = Enumerable.Range(0, 9000)
            .ToDictionary(i => $"layer_{i % 77}/a_rather_long_name_of_a_block_{i}/weights", i => Tensor.Of([i, 0.5f * i], 2));
        variables["strings"] = Tensor.Of(new byte[][] { "ä"u8.ToArray(), [], new byte[300] }, 3);
        variables["scalar"] = Tensor.Scalar(5L);
        variables["empty"] = Tensor.Of<double>([], 3, 0);
        variables["Ünïcode"] = Tensor.Of([true, false], 1, 2);
        TensorBundleWriter.Write(folder["v"], variables.Select(v => (v.Key, v.Value)));
        TensorBundle bundle = TensorBundle.Open(new FolderFiles(folder.FullPath), "v")!;
        Assert.Equal(variables.Count, bundle.Names.Count);
        Assert.True(new FileInfo(folder["v.index"]).Length > 262144);
        foreach ((string name, Tensor value) in variables)
        {
            TensorProtosTests.AssertSame(value, bundle.Read(name));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("twice")]
    public void Write_BadName_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<ArgumentException>(() =>
            TensorBundleWriter.Write(folder["v"], [("twice", Tensor.Scalar(1f)), (name, Tensor.Scalar(2f))]));
    }

    [Fact]
    public void Read_PartitionedVariable_IsJoinedAndCut()
    {
        MemoryFiles files = TensorFlowFixtures.Load(TensorFlowFixtures.Committed("saved_models", "tf1_partitioned_variables", "model"));
        TensorBundle bundle = TensorBundle.Open(files, Prefix)!;
        const string Name = "module/Conv2d_0/weights";
        Tensor whole = bundle.Read(Name);
        Assert.Equal([3, 3, 3, 8], whole.Shape);
        Tensor second = bundle.ReadSlice(Name, [0, 0, 0, 4], [3, 3, 3, 4]);
        Assert.Equal(whole.Floats.ToArray().Where((_, i) => i % 8 >= 4), second.Floats.ToArray());
        // A box that is no stored part.
        Tensor box = bundle.ReadSlice(Name, [1, 0, 2, 3], [1, 3, 1, 2]);
        Assert.Equal([whole.Floats[(((3 + 0) * 3) + 2) * 8 + 3], whole.Floats[((((3 + 0) * 3) + 2) * 8) + 4]], box.Floats[..2].ToArray());
        Assert.DoesNotContain(bundle.Names, n => n.StartsWith('\0'));
    }

    [Fact]
    public void Open_SnappyBlocks_AreUnpacked()
    {
        MemoryFiles files = TensorFlowFixtures.Load(TensorFlowFixtures.Committed("saved_models", "nested_functions", "model"));
        byte[] packed = Repack(SortedTable.Read(files.All[Prefix + ".index"]));
        Assert.Equal(TensorBundle.Open(files, Prefix)!.Names, TensorBundle.Open(files.With(Prefix + ".index", packed), Prefix)!.Names);
    }

    [Theory]
    [InlineData(0, 1, 0, "big-endian")]
    [InlineData(0, 0, 0, "0 data files")]
    [InlineData(1, 0, 2, "version 2")]
    public void Open_HeaderOfAnotherKind_IsRefused(int shards, int endianness, int minConsumer, string named)
    {
        var header = new BundleHeaderProto
        {
            NumShards = endianness == 1 ? 1 : shards,
            Endianness = (BundleHeaderProto.Types.Endianness)endianness,
            Version = new VersionDef { Producer = 1, MinConsumer = minConsumer },
        };
        TensorFlowFormatException e = Assert.Throws<TensorFlowFormatException>(() =>
            TensorBundle.Open(Table(([], header.ToByteArray())), "v"));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("v.index: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EntryThatClaimsTooMuch_IsRefusedWithoutTakingMemory()
    {
        byte[] header = new BundleHeaderProto { NumShards = 1 }.ToByteArray();
        var entry = new BundleEntryProto { Dtype = DataType.DtFloat, Shape = TensorShapes.From([1 << 28]), Size = 1L << 30 };
        MemoryFiles files = Table(([], header), ("w"u8.ToArray(), entry.ToByteArray()));
        TensorFlowFormatException missing = Assert.Throws<TensorFlowFormatException>(() => TensorBundle.Open(files, "v")!.Read("w"));
        Assert.Equal("variable 'w': the file v.data-00000-of-00001 is missing", missing.Message);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TensorFlowFormatException cut = Assert.Throws<TensorFlowFormatException>(() =>
            TensorBundle.Open(files.With("v.data-00000-of-00001", new byte[9]), "v")!.Read("w"));
        Assert.Contains("cut off", cut.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Open_FlippedBitInTheIndex_IsRefused()
    {
        MemoryFiles files = TensorFlowFixtures.Load(TensorFlowFixtures.Committed("saved_models", "nested_functions", "model"));
        byte[] index = [.. files.All[Prefix + ".index"]];
        index[100] ^= 1;
        TensorFlowFormatException e = Assert.Throws<TensorFlowFormatException>(() =>
            TensorBundle.Open(files.With(Prefix + ".index", index), Prefix));
        Assert.Contains("checksum", e.Message, StringComparison.Ordinal);
    }

    private static MemoryFiles Table(params (byte[] Key, byte[] Value)[] entries)
    {
        using var stream = new MemoryStream();
        var writer = new SortedTableWriter(stream);
        foreach ((byte[] key, byte[] value) in entries)
        {
            writer.Add(key, value);
        }

        writer.Finish();
        return new MemoryFiles(new Dictionary<string, byte[]> { ["v.index"] = stream.ToArray() });
    }

    /// <summary>The entries in one block, packed, without prefix compression.</summary>
    private static byte[] Repack(List<(byte[] Key, byte[] Value)> entries)
    {
        using var table = new MemoryStream();
        byte[] data = Block(entries);
        (int Offset, int Length) first = Append(table, Snappy.CompressToArray(data), 1);
        (int Offset, int Length) meta = Append(table, Block([]), 0);
        (int Offset, int Length) index = Append(table, Block([("~"u8.ToArray(), [.. Number(first.Offset), .. Number(first.Length)])]), 0);
        byte[] footer = new byte[SortedTable.FooterLength];
        byte[] handles = [.. Number(meta.Offset), .. Number(meta.Length), .. Number(index.Offset), .. Number(index.Length)];
        handles.CopyTo(footer, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(40), SortedTable.Magic);
        table.Write(footer);
        return table.ToArray();
    }

    private static byte[] Block(List<(byte[] Key, byte[] Value)> entries) =>
        [.. entries.SelectMany(e => (byte[])[0, .. Number(e.Key.Length), .. Number(e.Value.Length), .. e.Key, .. e.Value]), 0, 0, 0, 0, 1,
            0, 0, 0];

    private static (int Offset, int Length) Append(MemoryStream table, byte[] block, byte compression)
    {
        int offset = (int)table.Length;
        table.Write([.. block, compression, .. BitConverter.GetBytes(Crc32C.Mask(Crc32C.Of([.. block, compression])))]);
        return (offset, block.Length);
    }

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[Varint.MaximumLength];
        return bytes[..Varint.Write(bytes, (ulong)value)];
    }
}
