using System.IO.Compression;
using System.Text.Json;

namespace Retrain.Formats.Keras;

/// <summary>A <c>.keras</c> file: a zip archive of an architecture, weights, and a few words about them.</summary>
internal static class KerasArchive
{
    /// <summary>Name of the weights inside.</summary>
    public const string WeightsName = "model.weights.h5";

    private const string ConfigName = "config.json";
    private const string MetadataName = "metadata.json";

    /// <summary>Most bytes of a text inside.</summary>
    private const long MaximumText = 64L << 20;

    /// <summary>Weights hardly pack; whoever unpacks to more than so many times the file means harm.</summary>
    private const long MostUnpacked = 100;

    private const long AlwaysUnpacked = 16L << 20;

    /// <summary>Whether a file is such an archive.</summary>
    public static bool IsArchive(string path, ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("PK\u0003\u0004"u8))
        {
            return false;
        }

        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            return path.EndsWith(".keras", StringComparison.OrdinalIgnoreCase)
                || (zip.GetEntry(ConfigName) is not null && zip.GetEntry(WeightsName) is not null);
        }
        catch (InvalidDataException)
        {
            // A damaged one, which its name may still tell.
            return path.EndsWith(".keras", StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Opens one.</summary>
    /// <exception cref="KerasFormatException">It is none, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static KerasModel Open(string path) => Read(path, zip =>
    {
        JsonElement json = KerasTopology.ParseJson(Unpack(zip, ConfigName, MaximumText)
            ?? throw new KerasFormatException($"the archive holds no {ConfigName}: save the whole model (model.save)"));
        if (zip.GetEntry(WeightsName) is null)
        {
            throw new KerasFormatException($"the archive holds no {WeightsName}: save the whole model (model.save)");
        }

        string version = Unpack(zip, MetadataName, MaximumText) is { } metadata
            && new KerasConfig(KerasTopology.ParseJson(metadata)).Find("keras_version") is { ValueKind: JsonValueKind.String } text
                ? text.GetString()!
                : "";
        long most = Math.Min(Array.MaxLength, Math.Max(AlwaysUnpacked, new FileInfo(path).Length * MostUnpacked));
        return new KerasModel
        {
            Kind = "Keras model (.keras)",
            Version = version,
            Dialect = KerasModels.DialectOf(version, json),
            Graph = KerasTopology.Read(json),
            OpenWeights = () => KerasModels.WeightsIn(new MemoryStream(Read(path, z => Unpack(z, WeightsName, most)!), writable: false)),
            Files = [path],
        };
    });

    private static T Read<T>(string path, Func<ZipArchive, T> read)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            return read(zip);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new KerasFormatException($"the archive is damaged or cut off: {e.Message}", e);
        }
    }

    /// <summary>An entry's content; <see langword="null"/>: there is none of that name.</summary>
    private static byte[]? Unpack(ZipArchive zip, string name, long most)
    {
        if (zip.GetEntry(name) is not { } entry)
        {
            return null;
        }

        if (entry.Length > most)
        {
            throw TooLarge(name, most);
        }

        // What the entry says of its length need not be true.
        using Stream packed = entry.Open();
        byte[] bytes = new byte[entry.Length];
        int count = packed.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count == bytes.Length && packed.ReadByte() < 0
            ? bytes
            : throw new KerasFormatException($"the archive is damaged: {name} has not the length that it should have");
    }

    private static KerasFormatException TooLarge(string name, long most) =>
        new($"{name} in the archive unpacks to more than {most >> 20} MB");
}
