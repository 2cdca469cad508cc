using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.Onnx;

public class OnnxExternalDataTests
{
    [Theory]
    [InlineData("../weights.bin", "0", "16", "outside of the model's folder")]
    [InlineData("inner/../../weights.bin", "0", "16", "outside of the model's folder")]
    [InlineData("..\\weights.bin", "0", "16", "outside of the model's folder")]
    [InlineData("/etc/passwd", "0", "16", "outside of the model's folder")]
    [InlineData("C:\\weights.bin", "0", "16", "outside of the model's folder")]
    [InlineData("", "0", "16", "outside of the model's folder")]
    [InlineData("link.bin", "0", "16", "a link that leads outside")]
    [InlineData("inside.bin", "8", "16", "needs 16 bytes")]
    [InlineData("inside.bin", "0", "12", "needs 16 bytes")]
    [InlineData("inside.bin", "9223372036854775807", "16", "needs 16 bytes")]
    [InlineData("inside.bin", "-1", "16", "'-1' as offset")]
    [InlineData("missing.bin", "0", "16", "not beside the model")]
    [InlineData(".", "0", "16", "cannot be read")]
    public void Read_HostileWeightsBeside_IsRefused(string location, string offset, string length, string message)
    {
        using var folder = new TemporaryFolder();
        string inner = Path.Combine(folder.FullPath, "model");
        Directory.CreateDirectory(inner);
        File.WriteAllBytes(Path.Combine(folder.FullPath, "weights.bin"), new byte[64]);
        File.WriteAllBytes(Path.Combine(inner, "inside.bin"), new byte[20]);
        File.CreateSymbolicLink(Path.Combine(inner, "link.bin"), Path.Combine(folder.FullPath, "weights.bin"));
        OnnxFormatException e = Assert.Throws<OnnxFormatException>(() => OnnxNetworkReader.Read(Model(location, offset, length), inner));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains("'bias'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WeightsBeside_AreTaken()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.FullPath, "inner"));
        File.WriteAllBytes(
            Path.Combine(folder.FullPath, "inner", "w.bin"), [0, 0, 0, 0, .. new float[] { 1, 2, 3, 4 }.SelectMany(BitConverter.GetBytes)]);
        Network network = OnnxNetworkReader.Read(Model("inner/w.bin", "4", "16"), folder.FullPath);
        Assert.Equal([1f, 2, 3, 4], network.Constants.Single().Constant!.Floats.ToArray());
    }

    private static OnnxModel Model(string location, string offset, string length)
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 4);
        Value bias = builder.Constant("bias", Tensor.Of(new float[4], 4));
        OnnxModel model = OnnxNetworkWriter.Write(
            builder.Build(new NetworkOutput("y", builder.Add("y", new Binary(BinaryKind.Add), x, bias))), new OnnxWriterOptions());
        TensorProto tensor = model.Graph.Initializer.Single();
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = length });
        return model;
    }
}
