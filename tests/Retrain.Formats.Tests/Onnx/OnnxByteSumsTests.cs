using Retrain.Formats.Onnx;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.Onnx;

public class OnnxByteSumsTests
{
    private static readonly Quantization Tenths = Quantization.Of(ElementType.Int8, 0.1f, 0);

    [Theory]
    [InlineData("efficientnet_lite_qdq_int8", true)]
    [InlineData("efficientnet_lite_qdq_uint8_per_tensor", false)]
    [InlineData("efficientnet_lite_qoperator_uint8", true)]
    [InlineData("efficientnet_lite_opset13", false)]
    [InlineData("vit_opset17", false)]
    [InlineData("refuse_truncated", false)]
    public void CanOverflow_RecordedFiles_AreToldApart(string name, bool expected) => Assert.Equal(
        expected, OnnxByteSums.CanOverflow(File.ReadAllBytes(Path.Combine(SharedData.Shared("fixtures", "onnx", name), "model.onnx"))));

    [Theory]
    [InlineData(64, 64, 127, false)]
    [InlineData(65, 64, 0, true)]
    [InlineData(-65, -64, 0, true)]
    [InlineData(127, -127, 127, false)]
    [InlineData(1, 127, 2, false)]
    [InlineData(2, 127, 2, true)]
    public void CanOverflow_PairsOfInputs_AreAddedUp(sbyte first, sbyte second, sbyte third, bool expected)
    {
        Assert.Equal(expected, OnnxByteSums.CanOverflow(Product(transposed: false)));
        Assert.Equal(expected, OnnxByteSums.CanOverflow(Product(transposed: true)));
        Assert.Equal(expected, OnnxByteSums.CanOverflow(Convolution()));

        byte[] Product(bool transposed)
        {
            var builder = new NetworkBuilder();
            Value x = builder.Input("x", ElementType.Float32, 1, 3);
            Tensor levels = transposed
                ? Tensor.Of(new sbyte[] { 9, 9, 9, first, second, third }, 2, 3)
                : Tensor.Of(new sbyte[] { 9, first, 9, second, 9, third }, 3, 2);
            Value weights = builder.Add("w", new Dequantize(Tenths), builder.Constant("levels", levels));
            return Write(builder, builder.Add("y", new MatMul(false, transposed), x, weights));
        }

        byte[] Convolution()
        {
            var builder = new NetworkBuilder();
            Value x = builder.Input("x", ElementType.Float32, 1, 3, 4, 4);
            var levels = Tensor.Of(new sbyte[] { 9, first, 9, second, 9, third }, 1, 1, 3, 2);
            Value weights = builder.Add("w", new Dequantize(Tenths), builder.Constant("levels", levels));
            return Write(builder, builder.Add("y", new Conv((1, 1), (1, 1), Padding.Valid, 1, DataLayout.ChannelsFirst), x, weights));
        }
    }

    private static byte[] Write(NetworkBuilder builder, Value value) =>
        OnnxNetworkWriter.Write(builder.Build(new NetworkOutput("y", value)), new OnnxWriterOptions()).Write();
}
