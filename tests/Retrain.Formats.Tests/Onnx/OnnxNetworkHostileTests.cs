using Retrain.Formats.Onnx;

namespace Retrain.Formats.Tests.Onnx;

public class OnnxNetworkHostileTests
{
    [Theory]
    [InlineData("Conv same, strides, bias")]
    [InlineData("Shapes computed")]
    [InlineData("Reduce Mean")]
    [InlineData("Resize Nearest HalfPixel up")]
    [InlineData("Pad Symmetric")]
    public void Read_MutatedModels_FailOnlyAsTheyMay(string name)
    {
        byte[] file = OnnxNetworkWriter.Write(OnnxCases.All[name], new OnnxWriterOptions()).Write();
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            byte[] mutated = round % 4 == 0 ? file[..random.Next(file.Length)] : [.. file];
            for (int i = 0; i < 1 + (round % 3) && mutated.Length > 0; i++)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            try
            {
                OnnxNetworkReader.RefuseUnsupported(OnnxNetworkReader.Read(OnnxModel.Read(mutated)));
            }
            catch (OnnxFormatException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }
}
