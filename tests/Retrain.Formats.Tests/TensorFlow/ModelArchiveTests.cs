using System.Formats.Tar;
using System.IO.Compression;
using Retrain.Formats.TensorFlow;

namespace Retrain.Formats.Tests.TensorFlow;

public sealed class ModelArchiveTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("./", false)]
    [InlineData("some/folder/", true)]
    public void Open_ModelOfTensorFlow2_WorksWhereverItLies(string root, bool packed)
    {
        using var folder = new TemporaryFolder();
        MemoryFiles files = TensorFlowFixtures.Load(TensorFlowFixtures.Committed("saved_models", "nested_functions", "model"));
        byte[] tar = Tar([.. files.All.Select(f => (root + f.Key, f.Value)), (root + "assets/big.bin", new byte[1000])]);
        string path = folder.Write("4.tgz", packed ? Gzip(tar) : tar);
        TensorFlowModel model = TensorFlowModels.Open(path);
        Assert.Equal("SavedModel (TensorFlow 2)", model.Kind);
        File.Delete(path);
        Assert.True(TensorFlowFixtures.ReadAll(model) > 8);
    }

    [Theory]
    [InlineData("../saved_model.pb", "leads out")]
    [InlineData("a/../../saved_model.pb", "leads out")]
    [InlineData("/etc/passwd", "leads out")]
    [InlineData("..\\saved_model.pb", "leads out")]
    [InlineData("readme.txt", "holds no saved_model.pb")]
    public void Read_EntryNotConfined_IsRefused(string name, string named)
    {
        using var stream = new MemoryStream(Gzip(Tar([(name, "x"u8.ToArray())])));
        Assert.Contains(named, Assert.Throws<TensorFlowFormatException>(() => ModelArchive.Read(stream)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    public void Read_Link_IsRefused(TarEntryType type)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            var entry = new PaxTarEntry(type, "saved_model.pb");
            if (type != TarEntryType.Fifo)
            {
                entry.LinkName = "/etc/passwd";
            }

            writer.WriteEntry(entry);
        }

        stream.Position = 0;
        Assert.Contains(type.ToString(), Assert.Throws<TensorFlowFormatException>(() => ModelArchive.Read(stream)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoModels_AreNamed()
    {
        using var stream = new MemoryStream(Tar([("a/saved_model.pb", [1]), ("b/saved_model.pb", [1])]));
        Assert.Contains("a/, b/", Assert.Throws<TensorFlowFormatException>(() => ModelArchive.Read(stream)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void LimitedStream_MoreThanItsLimit_Throws()
    {
        using var stream = new LimitedStream(new MemoryStream(new byte[100]), 60);
        byte[] buffer = new byte[50];
        Assert.Equal(50, stream.Read(buffer));
        Assert.Throws<TensorFlowFormatException>(() => stream.Read(buffer));
    }

    internal static byte[] Tar(IEnumerable<(string Name, byte[] Content)> files)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return stream.ToArray();
    }

    internal static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }
}
