using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Writing;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.Tests.TensorFlowLite.Writing;

/// <summary>Weights in fewer bytes.</summary>
public sealed class LiteWeightsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("float32_mobilenet_v2", "Float16", 0.002, 0.75)]
    [InlineData("float32_mobilenet_v3", "Float16", 0.002, 0.75)]
    [InlineData("float32_pad_pool_concat", "Float16", 0.002, 0.75)]
    [InlineData("float32_mobilenet_v2", "Int8", 0.01, 0.75)]
    [InlineData("float32_mobilenet_v3", "Int8", 0.02, 0.75)]
    [InlineData("float32_pad_pool_concat", "Int8", 0.02, 0.75)]
    public void Write_FewerBytes_StaysNearTheFloats(string name, string weights, double tolerance, double part)
    {
        var recorded = new LiteCase(name);
        Network network = Simplification.Run(LiteNetworkReader.Read(recorded.Model));
        byte[] file = LiteWriter.Write(network, new LiteWriterOptions { Weights = Enum.Parse<LiteWeights>(weights) });
        Network written = LiteNetworkReader.Read(LiteModel.Read(file));
        LiteNetworkReader.RefuseUnsupported(written);
        Npy input = recorded.Array("input.npy");
        double[] got = LiteCase.Run(written, input);
        double difference = LiteCase.Difference(recorded.Array("expected.npy").Doubles(), got);
        output.WriteLine($"{name} {weights}: {difference:g3}, {file.Length} bytes of {recorded.Bytes.Length}");
        Assert.InRange(difference, 0, tolerance);
        Assert.InRange(file.Length, 0, recorded.Bytes.Length * part);
    }

    [Theory]
    [InlineData("float32_mobilenet_v2", "float16_weights", "Float16")]
    [InlineData("float32_mobilenet_v2", "dynamic_range", "Int8")]
    public void Write_NetworkOfAFixture_StoresWeightsAsTensorFlowsConverter(string name, string converted, string weights)
    {
        Network network = Simplification.Run(LiteNetworkReader.Read(new LiteCase(name).Model));
        LiteModel written = LiteModel.Read(LiteWriter.Write(network, new LiteWriterOptions { Weights = Enum.Parse<LiteWeights>(weights) }));

        Assert.Equal(Contents(new LiteCase(converted).Model), Contents(written));

        static string[] Contents(LiteModel model) =>
        [
            .. model.Graphs[0].Tensors
                .Where(t => model.Buffer(t.Buffer).Length > 0 && t.Type != Formats.TensorFlowLite.Schema.TensorType.INT32)
                .Select(t => $"{t.Type} [{string.Join(',', t.Shape)}] axis {t.Quantization?.Axis} {t.Quantization?.Scales.Length} "
                    + Convert.ToHexString(model.Buffer(t.Buffer).Span))
                .Order(StringComparer.Ordinal),
        ];
    }

    [Fact]
    public void Write_NumbersBeyondHalfPrecision_StayWhole()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, 1, 2);
        Value y = builder.Add("y", new Binary(BinaryKind.Add), x, builder.Constant("large", Tensor.Of(new[] { 70000f, 1 }, 2)));
        byte[] file = LiteWriter.Write(builder.Build(new NetworkOutput("y", y)), new LiteWriterOptions { Weights = LiteWeights.Float16 });
        Assert.Equal(["ADD"], LiteModel.Read(file).Graphs[0].Operators.Select(o => o.Name));
    }
}
