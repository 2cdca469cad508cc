using CsCheck;
using Retrain.Formats.Onnx;

namespace Retrain.Formats.Tests.Onnx;

/// <summary>Nothing but <see cref="OnnxFormatException"/> leaves the reader, and what it lets through can be worked on.</summary>
public sealed class OnnxHostileBytesTests
{
    private static readonly string[] Models = ["labels_json", "labels_zipmap", "tensor_encodings"];

    [Fact]
    public void Read_FileCutOffAnywhere_ThrowsItsOwnExceptionOnly()
    {
        foreach (byte[] file in Models.Select(Load))
        {
            int refused = 0;
            for (int length = 0; length < file.Length; length += length < 300 || length > file.Length - 300 ? 1 : 7)
            {
                refused += TryUse(file.AsSpan(0, length)) ? 0 : 1;
            }

            Assert.True(refused > file.Length / 8, "a file cut off inside its graph must be refused");
        }
    }

    [Fact]
    public void Read_ChangedBytes_ThrowsItsOwnExceptionOnly()
    {
        byte[][] files = [.. Models.Select(Load)];
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[0, 3]).Sample(
            (which, first, firstValue, second, secondValue, kind) =>
            {
                byte[] file = [.. files[which]];
                // Half of the changes hit the first 2,000 bytes, where names and lengths are dense.
                file[(kind & 1) == 0 ? first % 2000 : first % file.Length] = firstValue;
                if (kind > 1)
                {
                    file[second % file.Length] = secondValue;
                }

                TryUse(file);
            },
            iter: 5000);
    }

    [Fact]
    public void Read_RandomBytes_ThrowsItsOwnExceptionOnly() => Gen.Byte.Array[0, 200].Sample(bytes => { TryUse(bytes); }, iter: 5000);

    [Fact]
    public void Read_GraphsNestedTooDeep_IsRefused()
    {
        byte[] graph = [];
        for (int i = 0; i < 300; i++)
        {
            byte[] attribute = Field(6, graph);
            graph = Field(1, Field(5, attribute));
        }

        Assert.Throws<OnnxFormatException>(() => OnnxModel.Read(Field(7, graph)));
    }

    private static byte[] Field(int number, byte[] content)
    {
        var length = new List<byte>();
        uint rest = (uint)content.Length;
        for (; rest > 127; rest >>= 7)
        {
            length.Add((byte)(rest | 128));
        }

        return [(byte)((number << 3) | 2), .. length, (byte)rest, .. content];
    }

    private static byte[] Load(string name) => File.ReadAllBytes(SharedData.Fixture("onnx", name, "model.onnx"));

    private static bool TryUse(ReadOnlySpan<byte> bytes)
    {
        OnnxModel model;
        try
        {
            model = OnnxModel.Read(bytes);
        }
        catch (OnnxFormatException)
        {
            return false;
        }

        _ = string.Concat(model.Inputs) + string.Concat(model.Outputs) + string.Concat(model.ExternalFiles) + model.Opset;
        _ = OnnxClassNames.InMetadata(model.Metadata) ?? OnnxClassNames.InZipMap(model.Graph);
        OnnxPruning.Keep(model.Graph, model.Outputs.Select(o => o.Name));
        _ = OnnxModel.Read(model.Write());
        return true;
    }
}
