using CsCheck;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.Tests.TensorFlow;

/// <summary>
/// Nothing but <see cref="TensorFlowFormatException"/> leaves the readers, and what they let through can be worked on, in little time and
/// memory.
/// </summary>
public sealed class TensorFlowHostileBytesTests
{
    private const string Model = "saved_model.pb";
    private const string Index = "variables/variables.index";
    private const string Data = "variables/variables.data-00000-of-00001";
    private const long MostBytes = 100L << 20;

    private static MemoryFiles Folder => TensorFlowFixtures.Load(TensorFlowFixtures.Committed("saved_models", "nested_functions", "model"));

    [Theory]
    [InlineData(Model)]
    [InlineData(Index)]
    [InlineData(Data)]
    public void Open_ChangedFileOfASavedModel_ThrowsItsOwnExceptionOnly(string name)
    {
        MemoryFiles folder = Folder;
        Attack(folder.All[name], bytes => TensorFlowFixtures.ReadAll(SavedModelFolder.Open(folder.With(name, bytes))));
    }

    [Theory]
    [InlineData(Index)]
    [InlineData(Data)]
    public void Open_ChangedFileOfPartitionedVariables_ThrowsItsOwnExceptionOnly(string name)
    {
        MemoryFiles folder = TensorFlowFixtures.Load(TensorFlowFixtures.Committed("saved_models", "tf1_partitioned_variables", "model"));
        Attack(folder.All[name], bytes => ReadBundle(folder.With(name, bytes)));
    }

    [Fact]
    public void Open_ChangedEntriesUnderRightChecksums_ThrowsItsOwnExceptionOnly()
    {
        // Checksums catch what chance changes; whoever means harm writes them anew.
        MemoryFiles folder = TensorFlowFixtures.Load(TensorFlowFixtures.Committed("saved_models", "tf1_partitioned_variables", "model"));
        List<(byte[] Key, byte[] Value)> entries = SortedTable.Read(folder.All[Index]);
        foreach (int which in new[] { 0, 1, entries.FindIndex(e => BundleEntryProto.Parser.ParseFrom(e.Value).Slices.Count > 0),
            entries.Count - 1 })
        {
            Attack(entries[which].Value, value =>
            {
                using var stream = new MemoryStream();
                var writer = new SortedTableWriter(stream);
                for (int i = 0; i < entries.Count; i++)
                {
                    writer.Add(entries[i].Key, i == which ? value : entries[i].Value);
                }

                writer.Finish();
                ReadBundle(folder.With(Index, stream.ToArray()));
            });
        }
    }

    [Theory]
    [InlineData("graph.pb")]
    [InlineData("graph.pbtxt")]
    public void Read_ChangedGraph_ThrowsItsOwnExceptionOnly(string name) =>
        Attack(File.ReadAllBytes(TensorFlowFixtures.Committed("frozen", "const_encodings", name)), bytes =>
            TensorFlowFixtures.ReadAll(GraphDefFile.Read(bytes)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_ChangedArchive_ThrowsItsOwnExceptionOnly(bool packed)
    {
        byte[] tar = ModelArchiveTests.Tar(Folder.All.Select(f => (f.Key, f.Value)));
        Attack(packed ? ModelArchiveTests.Gzip(tar) : tar, bytes =>
        {
            using var stream = new MemoryStream(bytes);
            TensorFlowFixtures.ReadAll(SavedModelFolder.Open(ModelArchive.Read(stream)));
        });
    }

    [Fact]
    public void Read_RandomBytes_ThrowsItsOwnExceptionOnly() => Gen.Byte.Array[0, 200].Sample(
        bytes =>
        {
            Try(() => GraphDefFile.Read(bytes));
            Try(() => SortedTable.Read(bytes));
            Try(() => TextFormat.Read<GraphDef>(bytes));
        },
        iter: 2000, seed: "0000KOIKya11");

    private static void ReadBundle(MemoryFiles files)
    {
        TensorBundle bundle = TensorBundle.Open(files, "variables/variables")!;
        foreach (string name in bundle.Names)
        {
            Try(() => bundle.Read(name));
        }
    }

    /// <summary>200 changes of one to eight bytes and 50 cuts, the same ones in every run.</summary>
    private static void Attack(byte[] file, Action<byte[]> use)
    {
        var random = new Random(14);
        for (int i = 0; i < 250; i++)
        {
            byte[] bytes = i < 200 ? [.. file] : file[..random.Next(file.Length)];
            for (int change = i < 200 ? random.Next(1, 9) : 0; change > 0; change--)
            {
                // Half of the changes hit the beginning, where names and lengths are dense.
                int at = random.Next(random.Next(2) == 0 ? Math.Min(600, bytes.Length) : bytes.Length);
                bytes[at] = random.Next(3) == 0 ? (byte)0xff : (byte)random.Next(256);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            Try(() => use(bytes));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes,
                $"change {i} took {(GC.GetAllocatedBytesForCurrentThread() - before) >> 20} MB");
        }
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (TensorFlowFormatException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }
}
