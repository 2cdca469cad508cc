using Retrain.Backbones;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Tests.Models;

public sealed class ModelBuilderTests
{
    // Rounding of a float32 sum of 1,280 products against float64; measured 1e-7.
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("features", 1280)]
    [InlineData("features_wide", 2432)]
    [InlineData("pool", 1280)]
    public void Build_RandomPictures_AnswersAsFeaturesTimesHead(string tap, int width)
    {
        Backbone backbone = ModelFixture.Backbone(tap, width);
        Head head = ModelFixture.Head(width);
        byte[] model = ModelBuilder.Build(backbone, head, ModelFixture.Metadata(backbone));
        foreach (string picture in new[] { "a", "b", "c" })
        {
            float[] input = ModelFixture.Input(picture);
            float[] features = ModelFixture.Run(ModelFixture.Network, tap == "features_wide" ? tap : "features", input);
            double[] expected = ModelFixture.Scores(head, features);
            float[] scores = ModelFixture.Run(model, "final_result", input);
            Assert.Equal(5, scores.Length);
            Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
            // A saturated softmax would hide differences.
            Assert.InRange(expected.Max(), 0.25, 0.98);
        }
    }

    [Fact]
    public void Build_SameArguments_SameBytes() => Assert.True(ModelFixture.Model().AsSpan().SequenceEqual(ModelFixture.Model()));

    [Fact]
    public void Build_DecimalCommaAndOtherMinus_SameBytes()
    {
        Backbone backbone = ModelFixture.Backbone() with
        {
            Preprocessing = new Preprocessing { Width = 64, Height = 32, RangeLow = -0.5f, RangeHigh = 0.5f }
        };
        byte[] Build() => ModelBuilder.Build(backbone, ModelFixture.Head(), ModelFixture.Metadata(backbone));
        Assert.True(Build().AsSpan().SequenceEqual(OtherCulture.Run(Build)));
    }

    [Fact]
    public void Build_Graph_SaysWhatItTakesAndGives()
    {
        Backbone backbone = ModelFixture.Backbone();
        OnnxModel model = OnnxModel.Read(ModelBuilder.Build(
            backbone, ModelFixture.Head(), ModelFixture.Metadata(backbone) with { FinalTensorName = "my_result" }));
        Assert.Equal(["images float [N, 3, 64, 64]"], model.Inputs.Select(i => i.ToString()));
        Assert.Equal(["my_result float [N, 5]"], model.Outputs.Select(o => o.ToString()));
        Assert.Equal(["final_retrain_ops/Wx_plus_b/MatMul", "final_retrain_ops/Wx_plus_b/add", "my_result"],
            model.Graph.Node.TakeLast(3).Select(n => n.Name));
        Assert.Equal([1280, 5], model.Graph.Initializer.Single(t => t.Name == "final_retrain_ops/weights/final_weights").Dims);
        Assert.Equal([5], model.Graph.Initializer.Single(t => t.Name == "final_retrain_ops/biases/final_biases").Dims);
        Assert.Equal("retrain", model.Proto.ProducerName);
        Assert.Empty(model.Graph.ValueInfo);
    }

    [Fact]
    public void Build_TapBeforeTheLastLayer_DropsTheNodesBehindIt()
    {
        OnnxModel narrow = OnnxModel.Read(ModelFixture.Model());
        Assert.DoesNotContain(narrow.Graph.Node, n => n.OpType == "Concat");
        Assert.Equal(OnnxModel.Read(ModelFixture.Network).Graph.Initializer.Count + 2, narrow.Graph.Initializer.Count);
        Assert.Contains("stem/relu6", narrow.Graph.Node.Select(n => n.Name));
    }

    [Fact]
    public void Build_Metadata_IsThereForPeopleAndForPrograms()
    {
        OnnxModel model = OnnxModel.Read(ModelFixture.Model("Gänseblümchen", "rose \"x\""));
        Assert.Equal("""["Gänseblümchen","rose \"x\""]""", model.Metadata("labels"));
        Assert.Equal("Apache-2.0", model.Metadata("license"));
        Assert.Equal("Ünderstood.", model.Metadata("notice"));
        Assert.Contains("resized to 64 x 64", model.Metadata("input"));
        ModelMetadata metadata = ModelMetadata.Parse(model.Metadata("retrain")!, "m");
        Assert.Equal(["Gänseblümchen", "rose \"x\""], metadata.Labels);
        Assert.Equal("features", metadata.Tap);
    }

    [Fact]
    public void Build_TapUnknown_ListsTheOutputs()
    {
        Backbone backbone = ModelFixture.Backbone("pool5");
        var e = Assert.Throws<RetrainException>(() => ModelBuilder.Build(backbone, ModelFixture.Head(), ModelFixture.Metadata(backbone)));
        Assert.Equal("backbone 'efficientnet_lite0' computes no 'pool5'; its outputs are: features, features_wide", e.Message);
    }

    [Fact]
    public void Build_BackboneThatIsAFinishedModel_SaysWhichNameIsTaken()
    {
        Backbone backbone = ModelFixture.Backbone("final_result", 5, ModelFixture.Model());
        var e = Assert.Throws<RetrainException>(
            () => ModelBuilder.Build(backbone, ModelFixture.Head(5, 2), ModelFixture.Metadata(backbone, "a", "b")));
        Assert.Contains("already has a value 'final_re", e.Message);
    }

    [Fact]
    public void Build_BrokenNetwork_NamesTheBackbone()
    {
        Backbone backbone = ModelFixture.Backbone(network: "<html>"u8.ToArray());
        var e = Assert.Throws<RetrainException>(() => ModelBuilder.Build(backbone, ModelFixture.Head(), ModelFixture.Metadata(backbone)));
        Assert.Equal("backbone 'efficientnet_lite0': a web page, not a model: download the file itself", e.Message);
    }

    [Fact]
    public void Build_ThingsThatDoNotBelongTogether_AreRefused()
    {
        Backbone backbone = ModelFixture.Backbone();
        Assert.Throws<ArgumentException>(() => ModelBuilder.Build(backbone, ModelFixture.Head(1279), ModelFixture.Metadata(backbone)));
        Assert.Throws<ArgumentException>(
            () => ModelBuilder.Build(backbone, ModelFixture.Head(), ModelFixture.Metadata(backbone, "a", "b")));
        Assert.Throws<ArgumentException>(
            () => ModelBuilder.Build(backbone, ModelFixture.Head(), ModelFixture.Metadata(ModelFixture.Backbone("pool"))));
    }

    [Fact]
    public void Build_WeightsListedAsInputsAndFixedBatch_KeepsTheBatchAndOneInput()
    {
        byte[] network = File.ReadAllBytes(SharedData.Shared("fixtures", "onnx", "resnet_ir3_weights_as_inputs", "model.onnx"));
        OnnxModel source = OnnxModel.Read(network);
        string tap = source.Graph.Node.Single(n => n.OpType == "GlobalAveragePool").Output[0];
        Backbone backbone =
            ModelFixture.Backbone(tap, 64, network) with { Input = "input", Preprocessing = new Preprocessing { Width = 48, Height = 48 } };
        var head = ModelFixture.Head(Channels(network, tap));
        backbone = backbone with { Features = head.Features };
        byte[] model = ModelBuilder.Build(backbone, head, ModelFixture.Metadata(backbone));
        OnnxModel built = OnnxModel.Read(model);
        Assert.Equal("input float [2, 3, 48, 48]", Assert.Single(built.Inputs).ToString());
        Assert.Single(built.Graph.Input);
        Assert.Equal("final_result float [2, 5]", Assert.Single(built.Outputs).ToString());
        float[] scores = ModelFixture.Run(model, "final_result", new float[2 * 3 * 48 * 48], 2, 3, 48, 48);
        Assert.Equal(1, scores.Take(5).Sum(), 1e-5);
    }

    private static int Channels(byte[] network, string tap)
    {
        OnnxModel model = OnnxModel.Read(network);
        model.Graph.Output.Add(new Retrain.Formats.Onnx.Schema.ValueInfoProto { Name = tap });
        return ModelFixture.Run(model.Write(), tap, new float[2 * 3 * 48 * 48], 2, 3, 48, 48).Length / 2;
    }
}
