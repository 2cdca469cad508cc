using System.Buffers.Binary;
using System.Text;
using PureHDF;
using Retrain.Formats.Keras;
using Retrain.Graph;
using Retrain.Testing;

namespace Retrain.Formats.Tests.Keras;

/// <summary>HDF5 files: kinds of elements, what leads out of a file, what does not fit into it.</summary>
public sealed class Hdf5Tests
{
    [Fact]
    public void Find_ArraysOfAllKindsOfNumbers_AreRead()
    {
        using Hdf5File file = Written(new H5File
        {
            ["f"] = new H5Dataset(new float[,] { { 1, 2 }, { 3, 4 } }),
            ["d"] = new H5Dataset(new double[] { 0.5, -2 }),
            ["h"] = new H5Dataset(new Half[] { (Half)1.5 }),
            ["i"] = new H5Dataset(new long[] { -7 }),
            ["t"] = new H5Dataset(new string[] { "text" }),
        });
        Assert.Equal("Float32 [2, 2]", file.Find("f")!.ToString());
        Assert.Equal([1f, 2f, 3f, 4f], file.Find("f")!.Floats.ToArray());
        Assert.Equal([0.5f, -2f], file.Find("d")!.Floats.ToArray());
        Assert.Equal([1.5f], file.Find("h")!.Floats.ToArray());
        Assert.Equal([-7], file.Find("i")!.ToInt64());
        Assert.Null(file.Find("nothing"));
        Assert.Contains("not numbers", Assert.Throws<KerasFormatException>(() => file.Find("t")).Message);
    }

    [Theory]
    [InlineData(0x08, false)]
    [InlineData(0x18, true)]
    [InlineData(0x1d, true)]
    public void Refuse_LinkToAnotherFile_NamesIt(byte flags, bool hasCharacterSet)
    {
        byte[] order = (flags & 4) != 0 ? new byte[8] : [];
        byte[] length = (flags & 3) == 0 ? [6] : [6, 0];
        byte[] message = [1, flags, 64, .. order, .. hasCharacterSet ? new byte[] { 1 } : [], .. length, .. "kernel"u8,
            18, 0, 0, .. "/etc/secret\0/abc\0"u8];
        byte[] file = File.ReadAllBytes(SharedData.Fixture("keras", "teachable_machine_h5", "keras_model.h5"));
        Hdf5Links.Refuse(new MemoryStream(file));
        message.CopyTo(file, 100_000);
        Assert.Contains("'/etc/secret'", Assert.Throws<KerasFormatException>(() => Hdf5Links.Refuse(new MemoryStream(file))).Message);
    }

    [Fact]
    public void Refuse_ArrayInAnotherFile_IsFound()
    {
        byte[] file = File.ReadAllBytes(SharedData.Fixture("keras", "teachable_machine_h5", "keras_model.h5"));
        byte[] address = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(address, file.AsSpan().IndexOf("HEAP"u8));
        byte[] message = [7, 0, 40, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, .. address];
        message.CopyTo(file, 100_000);
        Assert.Contains("another file", Assert.Throws<KerasFormatException>(() => Hdf5Links.Refuse(new MemoryStream(file))).Message);
        address.AsSpan().Fill(9);
        message = [.. message[..^8], .. address];
        message.CopyTo(file, 100_000);
        Hdf5Links.Refuse(new MemoryStream(file));
    }

    [Fact]
    public void Refuse_MessageAcrossTwoChunks_IsFound()
    {
        byte[] message = [1, 8, 64, 1, (byte)'k', 6, 0, 0, .. "/a\0/\0"u8];
        for (int at = (1 << 20) - message.Length; at <= 1 << 20; at++)
        {
            byte[] file = new byte[(1 << 20) + 100];
            message.CopyTo(file, at);
            Assert.Throws<KerasFormatException>(() => Hdf5Links.Refuse(new MemoryStream(file)));
        }
    }

    [Fact]
    public void Open_WeightsLinkedToAnotherFile_AreRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] file = File.ReadAllBytes(SharedData.Fixture("keras", "teachable_machine_h5", "keras_model.h5"));
        byte[] message = [1, 8, 64, 1, (byte)'k', 6, 0, 0, .. "/a\0/\0"u8];
        string path = folder.Write("a.h5", [.. file, .. message]);
        Assert.Contains("'/a'", Assert.Throws<KerasFormatException>(() => KerasHostileBytesTests.ReadAll(path)).Message);
    }

    private static Hdf5File Written(H5File file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return Hdf5File.Open(new MemoryStream(stream.ToArray()), refuseLinks: true);
    }
}
