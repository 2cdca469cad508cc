using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Writing;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.TensorFlowLite.Writing;

public sealed class WholeNumberEndsTests
{
    [Theory]
    [InlineData(nameof(ElementType.Int8))]
    [InlineData(nameof(ElementType.UInt8))]
    public void Apply_NetworkBetweenFloats_GivesTheSameLevels(string name)
    {
        var recorded = new LiteCase("int8_io_float32");
        ElementType type = Enum.Parse<ElementType>(name);
        Network floats = LiteNetworkReader.Read(recorded.Model);

        byte[] file = LiteWriter.Write(WholeNumberEnds.Apply(floats, type), new LiteWriterOptions());

        LiteModel model = LiteModel.Read(file);
        LiteGraph graph = model.Graphs[0];
        Quantization input = graph.Tensors[graph.Inputs[0]].Quantization!;
        Quantization output = graph.Tensors[graph.Outputs[0]].Quantization!;
        Assert.Equal((type, type), (input.Type, output.Type));
        Network whole = LiteNetworkReader.Read(model);
        Tensor photo = LiteCase.Row(recorded.Array("input.npy"), 0, ElementType.Float32);
        Tensor scores = ReferenceEvaluator.Run(floats, new Dictionary<string, Tensor> { [floats.Inputs[0].Name] = photo }).Values.Single();
        var feeds = new Dictionary<string, Tensor> { [whole.Inputs[0].Name] = input.FromReal(photo, MidpointRounding.AwayFromZero) };
        Tensor levels = ReferenceEvaluator.Run(whole, feeds).Values.Single();
        Assert.Equal(scores.ToDoubles(), output.ToReal(levels).ToDoubles());
    }

    [Fact]
    public void Apply_Float32_ChangesNothing()
    {
        Network network = LiteNetworkReader.Read(new LiteCase("int8_io_float32").Model);
        Assert.Same(network, WholeNumberEnds.Apply(network, ElementType.Float32));
    }

    [Fact]
    public void Apply_NetworkOfFloats_NamesBothEnds()
    {
        Network network = LiteNetworkReader.Read(new LiteCase("float32_mobilenet_v2").Model);
        LiteFormatException e = Assert.Throws<LiteFormatException>(() => WholeNumberEnds.Apply(network, ElementType.UInt8));
        Assert.Contains($"'{network.Inputs[0].Name}'", e.Message, StringComparison.Ordinal);
        Assert.Contains($"'{network.Outputs[0].Name}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_OtherType_IsRefused() => Assert.Throws<LiteFormatException>(
        () => WholeNumberEnds.Apply(LiteNetworkReader.Read(new LiteCase("int8_io_float32").Model), ElementType.Int16));
}
