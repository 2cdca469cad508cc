using Retrain.Formats.TensorFlowLite;
using Retrain.Graph;
using Retrain.Testing;

namespace Retrain.Formats.Tests.TensorFlowLite;

/// <summary>Damaged files: reading them ends, with a network or with the format's own exception.</summary>
public sealed class LiteMutationTests
{
    private const int Mutations = 1500;

    public static TheoryData<string, int> Models => new()
    {
        { "float_metadata", 1 },
        { "int8_pad_pool_concat", 2 },
        { "multi_signature", 3 },
        { "committed", 4 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Read_MutatedFile_FailsInTheFormatsOwnWay(string name, int seed)
    {
        byte[] original = name == "committed"
            ? File.ReadAllBytes(SharedData.Fixture("tflite", "int8_io_uint8", "model.tflite"))
            : new LiteCase(name).Bytes;
        var random = new Random(seed);
        int read = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = Mutate(original, random);
            try
            {
                LiteModel model = LiteModel.Read(bytes);
                _ = LiteMetadataReader.Read(model);
                for (int graph = 0; graph < Math.Min(model.Graphs.Length, 4); graph++)
                {
                    Network network = LiteNetworkReader.Read(model, graph);
                    LiteNetworkReader.RefuseUnsupported(network);
                    read++;
                }
            }
            catch (LiteFormatException)
            {
            }
        }

        Assert.InRange(read, 1, 2 * Mutations);
    }

    [Fact]
    public void Read_EveryLengthOfACutFile_FailsInTheFormatsOwnWay()
    {
        byte[] original = new LiteCase("refuse_custom_op").Bytes;
        for (int length = 0; length < original.Length; length++)
        {
            byte[] cut = original[..length];
            try
            {
                _ = LiteNetworkReader.Read(LiteModel.Read(cut));
            }
            catch (LiteFormatException)
            {
            }
        }
    }

    /// <summary>A few bytes changed: anywhere, or where offsets and lengths are thick, to values that make trouble.</summary>
    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        int changes = random.Next(1, 6);
        for (int i = 0; i < changes; i++)
        {
            // Weights fill the middle of a file; tables lie at its ends.
            int place = random.Next(3) switch
            {
                0 => random.Next(bytes.Length),
                1 => random.Next(Math.Min(2048, bytes.Length)),
                _ => bytes.Length - 1 - random.Next(Math.Min(16384, bytes.Length)),
            };
            byte[] value = random.Next(6) switch
            {
                0 => [0xff, 0xff, 0xff, 0xff],
                1 => [0xff, 0xff, 0xff, 0x7f],
                2 => [0, 0, 0, 0],
                3 => [(byte)random.Next(256)],
                4 => [0, 0, (byte)random.Next(256), 0],
                _ => [(byte)(bytes[place] ^ (1 << random.Next(8)))],
            };
            value.AsSpan(0, Math.Min(value.Length, bytes.Length - place)).CopyTo(bytes.AsSpan(place));
        }

        return random.Next(20) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
