using System.IO.Compression;
using System.Text;
using Retrain.Formats.Keras;
using Retrain.Testing;

namespace Retrain.Formats.Tests.Keras;

/// <summary>Nothing but <see cref="KerasFormatException"/> leaves the readers, whatever a file holds, in little time and memory.</summary>
public sealed class KerasHostileBytesTests
{
    private const long MostBytes = 200L << 20;

    [Fact]
    public void Open_ChangedHdf5File_ThrowsItsOwnExceptionOnly()
    {
        using var folder = new TemporaryFolder();
        byte[] file = File.ReadAllBytes(SharedData.Fixture("keras", "teachable_machine_h5", "keras_model.h5"));
        Mutations.Attack<KerasFormatException>(file, 400, 30_000, MostBytes, bytes => ReadAll(folder.Write("model.h5", bytes)));
    }

    [Fact]
    public void Open_ChangedHeadsOfHdf5Objects_ThrowsItsOwnExceptionOnly()
    {
        // Trees, lists of names and heads of objects are what a reader follows.
        using var folder = new TemporaryFolder();
        byte[] file = File.ReadAllBytes(SharedData.Fixture("keras", "teachable_machine_h5", "keras_model.h5"));
        int[] heads = [.. new[] { "TREE", "SNOD", "HEAP", "GCOL" }.SelectMany(s => Places(file, Encoding.ASCII.GetBytes(s)))];
        var random = new Random(3);
        for (int i = 0; i < 400; i++)
        {
            byte[] bytes = [.. file];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = heads[random.Next(heads.Length)] + 4 + random.Next(60);
                bytes[Math.Min(at, bytes.Length - 1)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)random.Next(8);
            }

            try
            {
                ReadAll(folder.Write("model.h5", bytes));
            }
            catch (KerasFormatException)
            {
                // As it should.
            }
        }
    }

    [Fact]
    public void Open_ChangedArchive_ThrowsItsOwnExceptionOnly()
    {
        using var folder = new TemporaryFolder();
        byte[] file = Archive(new()
        {
            ["config.json"] = Encoding.UTF8.GetBytes("""
                {"class_name":"Sequential","config":{"name":"m","layers":[
                {"class_name":"InputLayer","config":{"batch_shape":[null,2],"name":"x"}},
                {"class_name":"Dropout","config":{"name":"d","rate":0.5}}]}}
                """),
            ["metadata.json"] = "{\"keras_version\":\"3.8.0\"}"u8.ToArray(),
            ["model.weights.h5"] = Empty,
        }, CompressionLevel.Optimal);
        string path = folder.Write("model.keras", file);
        ReadAll(path);
        Mutations.Attack<KerasFormatException>(file, 1000, 200, MostBytes, bytes => ReadAll(folder.Write("model.keras", bytes)));
    }

    [Fact]
    public void Read_ChangedArchitecture_ThrowsItsOwnExceptionOnly()
    {
        // The architecture of a real file, kept valid as JSON half of the time.
        using var folder = new TemporaryFolder();
        byte[] json;
        using (var file = Hdf5File.Open(File.OpenRead(SharedData.Fixture("keras", "keras2_h5_mobilenet_v2", "model.h5"))))
        {
            json = Encoding.UTF8.GetBytes(file.Text("", "model_config")!);
        }

        Mutations.Attack<KerasFormatException>(json, 1500, json.Length, MostBytes, bytes =>
        {
            KerasGraph graph = KerasTopology.Read(KerasTopology.ParseJson(bytes));
            KerasNetworkReader.Read(new KerasModel
            {
                Kind = "",
                Dialect = KerasDialect.Keras2,
                Graph = graph,
                OpenWeights = () => new NoWeights(),
                Files = [],
            });
        });
        var random = new Random(5);
        string text = Encoding.UTF8.GetString(json);
        string[] values = ["null", "-1", "99999999999", "1e300", "[]", "{}", "\"x\"", "true", "[1,2,3,4,5]", "0", "2147483647"];
        int[] colons = [.. Enumerable.Range(0, text.Length).Where(i => text[i] == ':')];
        for (int i = 0; i < 1500; i++)
        {
            int at = colons[random.Next(colons.Length)] + 1;
            int end = text.AsSpan(at).IndexOfAny(",}]") + at;
            string changed = text[..at] + values[random.Next(values.Length)] + text[end..];
            try
            {
                KerasGraph graph = KerasTopology.Read(KerasTopology.ParseJson(Encoding.UTF8.GetBytes(changed)));
                KerasNetworkReader.Read(new KerasModel
                {
                    Kind = "",
                    Dialect = KerasDialect.Keras3,
                    Graph = graph,
                    OpenWeights = () => new NoWeights(),
                    Files = [],
                });
            }
            catch (KerasFormatException)
            {
                // As it should.
            }
        }
    }

    [Fact]
    public void Open_ArchiveThatUnpacksToFarMoreThanItIs_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] bomb = Archive(new()
        {
            ["config.json"] =
                "{\"class_name\":\"Sequential\",\"config\":[{\"class_name\":\"Dropout\",\"config\":{\"batch_input_shape\":[null,2]}}]}"u8
                .ToArray(),
            ["model.weights.h5"] = [.. Empty, .. new byte[40 << 20]],
        }, CompressionLevel.Optimal);
        Assert.True(bomb.Length < 100_000);
        string message = Assert.Throws<KerasFormatException>(() => ReadAll(folder.Write("model.keras", bomb))).Message;
        Assert.Contains("unpacks to more than 16 MB", message);
    }

    /// <summary>An HDF5 file without anything in it.</summary>
    private static byte[] Empty
    {
        get
        {
            using var stream = new MemoryStream();
            new PureHDF.H5File { ["layers"] = new PureHDF.H5Group() }.Write(stream);
            return stream.ToArray();
        }
    }

    private static byte[] Archive(Dictionary<string, byte[]> entries, CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private sealed class NoWeights : IKerasWeights
    {
        // Every layer gets as far as its own checks let it.
        public Graph.Tensor? Find(KerasPlace place, int index, IReadOnlyList<string> names) => index switch
        {
            0 when place.Layer.ClassName.Contains("Conv", StringComparison.Ordinal) => Graph.Tensor.Of(new float[9 * 8 * 8], 3, 3, 8, 8),
            0 when place.Layer.ClassName == "Dense" => Graph.Tensor.Of(new float[96 * 5], 96, 5),
            _ => Graph.Tensor.Of(new float[8], 8),
        };

        public void Dispose()
        {
        }
    }

    private static IEnumerable<int> Places(byte[] file, byte[] what)
    {
        for (int at = file.AsSpan().IndexOf(what); at >= 0;)
        {
            yield return at;
            int next = file.AsSpan(at + 1).IndexOf(what);
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    internal static void ReadAll(string path)
    {
        KerasNetwork network = KerasNetworkReader.Read(KerasModels.Open(path));
        network.Build(network.Outputs[0]);
    }
}
