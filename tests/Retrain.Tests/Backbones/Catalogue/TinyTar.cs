using System.IO.Compression;
using System.Text;

namespace Retrain.Tests.Backbones.Catalogue;

/// <summary>Tar archives byte by byte, so that they can lie.</summary>
internal static class TinyTar
{
    /// <summary>A small module: the three files that make one, and a folder. Random bytes, so that it does not shrink.</summary>
    public static byte[] Module(int bytes = 300_000)
    {
        var weights = new byte[bytes];
        new Random(1).NextBytes(weights);
        return Pack(
            Entry("./", '5'),
            Entry("./assets/", '5'),
            Entry("./saved_model.pb", '0', [1, 2, 3]),
            Entry("./tfhub_module.pb", '0', [8, 3]),
            Entry("./variables/variables.data-00000-of-00001", '0', weights));
    }

    public static byte[] Pack(params byte[][] entries) => Gzip(Join(entries));

    public static byte[] Join(params byte[][] entries) => [.. entries.SelectMany(e => e), .. new byte[1024]];

    public static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    /// <param name="name">Up to 100 bytes.</param>
    /// <param name="type">Type flag of the header.</param>
    /// <param name="content">What follows.</param>
    /// <param name="size">What the header says, if not the truth.</param>
    /// <param name="link">Target of a link.</param>
    public static byte[] Entry(string name, char type, byte[]? content = null, long? size = null, string link = "")
    {
        content ??= [];
        var entry = new byte[512 + ((content.Length + 511) / 512 * 512)];
        void Put(int at, string text) => Encoding.UTF8.GetBytes(text).CopyTo(entry, at);
        Put(0, name);
        Put(100, "0000644\0");
        Put(108, "0000000\0");
        Put(116, "0000000\0");
        Put(124, Convert.ToString(size ?? content.Length, 8).PadLeft(11, '0') + "\0");
        Put(136, "00000000000\0");
        Put(148, "        ");
        entry[156] = (byte)type;
        Put(157, link);
        Put(257, "ustar\0" + "00");
        int sum = entry.Take(512).Sum(b => b);
        Put(148, Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ");
        content.CopyTo(entry, 512);
        return entry;
    }

    /// <summary>An extension of the next header.</summary>
    public static byte[] Pax(string key, string value)
    {
        // The length counts its own digits.
        string rest = $" {key}={value}\n";
        int length = Encoding.UTF8.GetByteCount(rest);
        int digits = (length + 3).ToString().Length;
        return Entry("PaxHeader", 'x', Encoding.UTF8.GetBytes((length + digits) + rest));
    }
}
