using Retrain.Backbones.Catalogue;
using Retrain.Foundation;

namespace Retrain.Tests.Backbones.Catalogue;

public sealed class ModuleArchiveTests : IDisposable
{
    private static readonly ArchiveLimits Small = new() { UnpackedBytes = 1 << 20, Entries = 20, PathLength = 60, Depth = 4 };

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, byte[]> Hostile() => new()
    {
        { "'../evil', which leads out", TinyTar.Pack(TinyTar.Entry("../evil", '0', [1])) },
        { "'a/../../evil', which leads out", TinyTar.Pack(TinyTar.Entry("a/../../evil", '0', [1])) },
        { "'/etc/evil', which is absolute", TinyTar.Pack(TinyTar.Entry("/etc/evil", '0', [1])) },
        { "'C:/evil', which holds ':'", TinyTar.Pack(TinyTar.Entry("C:/evil", '0', [1])) },
        { @"'..\evil', which holds '\'", TinyTar.Pack(TinyTar.Entry(@"..\evil", '0', [1])) },
        { "which leads out", TinyTar.Pack(TinyTar.Pax("path", "../evil"), TinyTar.Entry("good", '0', [1])) },
        { "which holds control characters", TinyTar.Pack(TinyTar.Pax("path", "good\0.evil"), TinyTar.Entry("good", '0', [1])) },
        { "ends in a full stop", TinyTar.Pack(TinyTar.Entry("a./b", '0', [1])) },
        { "a symbolic link, 'link'", TinyTar.Pack(TinyTar.Entry("link", '2', link: "/etc/passwd")) },
        { "a hard link, 'link'", TinyTar.Pack(TinyTar.Entry("link", '1', link: "/etc/passwd")) },
        { "a device, 'dev'", TinyTar.Pack(TinyTar.Entry("dev", '3')) },
        { "a device, 'dev'", TinyTar.Pack(TinyTar.Entry("dev", '4')) },
        { "a pipe, 'pipe'", TinyTar.Pack(TinyTar.Entry("pipe", '6')) },
        { "'./A' twice", TinyTar.Pack(TinyTar.Entry("a", '0', [1]), TinyTar.Entry("./A", '0', [2])) },
        { "'a' twice", TinyTar.Pack(TinyTar.Entry("a/b", '0', [1]), TinyTar.Entry("a", '0', [2])) },
        { "'a/b' below a file", TinyTar.Pack(TinyTar.Entry("a", '0', [1]), TinyTar.Entry("a/b", '0', [2])) },
        { "a file without a name", TinyTar.Pack(TinyTar.Entry("./.", '0', [1])) },
        { "more than 20 entries", TinyTar.Pack([.. Enumerable.Range(0, 21).Select(i => TinyTar.Entry($"f{i}", '0'))]) },
        { "70 characters (limit 60)", TinyTar.Pack(TinyTar.Entry(new string('x', 70), '0', [1])) },
        { "5 folders deep (limit 4)", TinyTar.Pack(TinyTar.Entry("a/b/c/d/e", '0', [1])) },
        { "more than 1048576 bytes", TinyTar.Pack(TinyTar.Entry("bomb", '0', [1], size: 2 << 20)) },
        { "more than 1048576 bytes", TinyTar.Pack(TinyTar.Entry("a", '0', new byte[600_000]), TinyTar.Entry("b", '0', new byte[600_000])) },
        { "more than 1048576 bytes", TinyTar.Gzip([.. TinyTar.Join(TinyTar.Entry("a", '0', [1])), .. new byte[3 << 20]]) },
        { "header extension of 2000000000 bytes", TinyTar.Pack(TinyTar.Entry("PaxHeader", 'x', [1], size: 2_000_000_000)) },
        { "header extension of 2000000000 bytes", TinyTar.Pack(TinyTar.Entry("././@LongLink", 'L', [1], size: 2_000_000_000)) },
        { "two sizes for 'a'", TinyTar.Pack(TinyTar.Pax("size", "0"), TinyTar.Entry("a", '0', [1])) },
        { "a folder with content", TinyTar.Pack(TinyTar.Entry("a/", '5', [1])) },
        { "damaged or not complete", TinyTar.Pack(TinyTar.Entry("a", '0', [1], size: 5000)) },
        { "damaged or not complete", TinyTar.Module()[..1000] },
        { "damaged or not complete", Flipped(TinyTar.Module(), ^6) },
        { "is a web page", "<!DOCTYPE html><html></html>"u8.ToArray() },
        { "packed by bzip2", "BZh91AY&SY"u8.ToArray() },
        { "a zip file", "PK\u0003\u0004"u8.ToArray() },
        { "is empty", [] },
        { "a file of 7 bytes", "nothing"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Unpack_HostileArchive_IsRefusedByName(string expected, byte[] archive)
    {
        RetrainException fault = Assert.Throws<RetrainException>(() => Unpack(archive));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Empty(Directory.GetFiles(folder.FullPath, "*evil*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Unpack_Mutations_GiveNothingButOurErrors()
    {
        byte[] plain = TinyTar.Join(
            TinyTar.Entry("a/", '5'),
            TinyTar.Pax("path", "long"),
            TinyTar.Entry("b", '0', [1, 2, 3]),
            TinyTar.Entry("c", '0', new byte[700]));
        var random = new Random(7);
        for (int i = 0; i < 400; i++)
        {
            byte[] mutant = (byte[])plain.Clone();
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }

            try
            {
                Unpack(i % 2 == 0 ? mutant : mutant[..random.Next(mutant.Length)], $"out{i}");
            }
            catch (RetrainException)
            {
                // As it should be.
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Unpack_GoodArchive_GivesItsFiles(bool packed)
    {
        byte[] plain = TinyTar.Join(
            TinyTar.Entry("pax_global_header", 'g', "13 comment=x\n"u8.ToArray()),
            TinyTar.Entry("./", '5'),
            TinyTar.Entry("assets/", '5'),
            TinyTar.Entry("assets/", '5'),
            TinyTar.Entry("./variables/x", '0', [1, 2, 3]),
            TinyTar.Entry("empty", '0'));
        IReadOnlyList<ArchiveFile> files = Unpack(packed ? TinyTar.Gzip(plain) : plain);
        Assert.Equal([new ArchiveFile("variables/x", 3), new ArchiveFile("empty", 0)], files);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["out", "variables", "x"]));
        Assert.True(Directory.Exists(folder["out", "assets"]));
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Flipped(byte[] bytes, Index at)
    {
        bytes[at] ^= 1;
        return bytes;
    }

    private IReadOnlyList<ArchiveFile> Unpack(byte[] archive, string target = "out") =>
        ModuleArchive.Unpack(
            folder.Write("archive", archive), folder[target], "http://host/m", Small, TestContext.Current.CancellationToken);
}
