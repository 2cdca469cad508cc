using Google.Protobuf;
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
    [InlineData("Quantized")]
    [InlineData("Dequantize weights")]
    public void Read_MutatedModels_FailOnlyAsTheyMay(string name) =>
        Mutate(OnnxNetworkWriter.Write(OnnxCases.All[name], new OnnxWriterOptions()).Write(), 300);

    [Theory]
    [InlineData("Functions")]
    [InlineData("If in Loop")]
    [InlineData("Loop with lists")]
    [InlineData("Loop until")]
    [InlineData("Sparse weights")]
    [InlineData("QLinearConv")]
    [InlineData("QuantizeLinear per channel")]
    [InlineData("QLinearConcat")]
    [InlineData("DynamicQuantizeMatMul")]
    [InlineData("GroupNormalization 18")]
    [InlineData("Expand both ways")]
    public void Read_MutatedFilesOfOthers_FailOnlyAsTheyMay(string name) => Mutate(OnnxReadingTests.All[name].Model.ToByteArray(), 250);

    private static void Mutate(byte[] file, int rounds)
    {
        var random = new Random(3);
        for (int round = 0; round < rounds; round++)
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
