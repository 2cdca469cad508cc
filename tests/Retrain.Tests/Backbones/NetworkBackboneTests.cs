using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Tests.Backbones;

/// <summary>TensorFlow's networks as backbones, on the committed models and on the recorded ones.</summary>
public sealed class NetworkBackboneTests
{
    private static readonly string Module = SharedData.Fixture("tensorflow", "modules", "inception_v1_thin");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoadAsync_HubModule_GivesTensorFlowsFeatures()
    {
        Backbone backbone = await Backbone.LoadAsync(Path.Combine(Module, "module.tar.gz"), Token);
        Assert.Equal((224, 224, "nhwc", 128),
            (backbone.Preprocessing.Width, backbone.Preprocessing.Height, backbone.Preprocessing.Layout, backbone.Features));

        Npy input = Npy.Read(Path.Combine(Module, "input.npy"));
        float[] expected = Npy.Read(Path.Combine(Module, "expected.npy")).Floats();
        int length = 224 * 224 * 3;
        using BackboneSession session = BackboneSession.Open(backbone);
        float[] features = new float[128];
        for (int row = 0; row < 2; row++)
        {
            session.Compute(input.Floats().AsSpan(row * length, length), features);
            Assert.All(features.Zip(expected[(row * 128)..]), pair => Assert.Equal(pair.Second, pair.First, 2e-4));
        }
    }

    [Theory]
    [InlineData(true, "modules", "mobilenet_v1_050_160", "quantops", "feature_vector", "module")]
    [InlineData(false, "modules", "mobilenet_v1_025_128", "feature_vector", "module")]
    [InlineData(false, "onnx", "resnet_opset11", "model.onnx")]
    public async Task IsQuantized_RecordedNetworks_IsThatOfQuantopsAlone(bool expected, params string[] path)
    {
        Backbone backbone = await Backbone.LoadAsync(SharedData.Shared(["fixtures", .. path]), Token);
        Assert.Equal(expected, backbone.IsQuantized);
    }

    [Fact]
    public async Task IsQuantized_Tap_CountsWhatLeadsThere()
    {
        Backbone whole = await Backbone.LoadAsync(SharedData.Fixture("tensorflow", "frozen", "retrain_quantops", "graph.pb"), Token);
        Assert.True(whole.IsQuantized);
        Assert.True(whole.WithTap("module_apply_default/hub_input/act_quant/FakeQuantWithMinMaxVars").IsQuantized);
        Assert.False(whole.WithTap("module_apply_default/hub_input/Sub").IsQuantized);
    }

    [Fact]
    public async Task IsQuantized_NetworksOfFloats_IsFalse()
    {
        Assert.False(Backbone.Embedded.IsQuantized);
        Assert.False(Backbone.Embedded.WithTap("stem/relu6").IsQuantized);
        Assert.False((await Backbone.LoadAsync(Path.Combine(Module, "module.tar.gz"), Token)).IsQuantized);
    }

    [Fact]
    public async Task WithTap_AnyNode_IsAveragedOverItsPixels()
    {
        Backbone whole = await Backbone.LoadAsync(Path.Combine(Module, "module.tar.gz"), Token);
        Backbone early = whole.WithTap("InceptionV1/InceptionV1/Conv2d_2c_3x3/Relu");
        Assert.Equal(24, early.Features);
        Assert.NotEqual(whole.Fingerprint, early.Fingerprint);
        using BackboneSession session = BackboneSession.Open(early);
        float[] features = new float[24];
        session.Compute(new float[224 * 224 * 3], features);
        Assert.Contains(features, f => f > 0);
    }

    [Fact]
    public async Task LoadAsync_FeatureLayer_IsTheSameAsChosenLater()
    {
        const string Layer = "InceptionV1/InceptionV1/MaxPool_4a_3x3/MaxPool";
        string path = Path.Combine(Module, "module.tar.gz");
        Backbone asked = await Backbone.LoadAsync(path, new BackboneLoadOptions { FeatureLayer = Layer }, Token);
        Assert.Equal((await Backbone.LoadAsync(path, Token)).WithTap(Layer).Fingerprint, asked.Fingerprint);
    }

    [Fact]
    public async Task WithTap_NoSuchNode_ListsSome()
    {
        Backbone backbone = await Backbone.LoadAsync(Path.Combine(Module, "module.tar.gz"), Token);
        Assert.Contains("InceptionV1/", Assert.Throws<UsageException>(() => backbone.WithTap("no_such")).Message);
    }

    [Fact]
    public async Task WithTap_LayerInsideAFunction_IsFoundByItsLastName()
    {
        string model = SharedData.Fixture("tensorflow", "saved_models", "nested_functions", "model");
        Backbone whole = await Backbone.LoadAsync(model, Token);
        Assert.Equal(5, whole.Features);
        UsageException fault = Assert.Throws<UsageException>(() => whole.WithTap("no_such"));
        string inner = fault.Message.Split(": ")[^1].Split(", ")
            .First(n => n.Contains("MatMul", StringComparison.Ordinal) || n.Contains("Relu", StringComparison.Ordinal));
        Assert.True(whole.WithTap(inner).Features > 0);
    }

    [Fact]
    public async Task WithImageSize_ModuleOfOneSize_IsRefused()
    {
        Backbone backbone = await Backbone.LoadAsync(Path.Combine(Module, "module.tar.gz"), Token);
        Assert.Contains("not 192 pixels", Assert.Throws<UsageException>(() => backbone.WithImageSize(192)).Message);
    }

    [Fact]
    public void WithTap_InnerLayerOfTheEmbeddedNetwork_Works()
    {
        UsageException fault = Assert.Throws<UsageException>(() => Backbone.Embedded.WithTap("no_such"));
        Assert.Contains("features (1280 features), features_wide (2432 features)", fault.Message, StringComparison.Ordinal);
        string inner = Retrain.Formats.Onnx.OnnxModel.Read(Backbone.Embedded.Network.Span).Graph.Node.Where(n => n.OpType == "Conv").Skip(5)
            .First().Output[0];

        Backbone early = Backbone.Embedded.WithTap(inner);

        Assert.Equal("nhwc", early.Preprocessing.Layout);
        using BackboneSession session = BackboneSession.Open(early);
        float[] features = new float[early.Features];
        session.Compute(new float[224 * 224 * 3], features);
        Assert.Contains(features, f => f != 0);
    }

    [Fact]
    public async Task LoadAsync_ClassificationModule_GivesItsClassScores()
    {
        Backbone backbone = await Backbone.LoadAsync(
            SharedData.Shared("fixtures", "modules", "mobilenet_v1_025_128", "classification", "module"), Token);
        Assert.Equal(1001, backbone.Features);
    }

    [Fact]
    public async Task WithImageSize_ModuleOfAnySize_TakesIt()
    {
        Backbone backbone = await Backbone.LoadAsync(
            SharedData.Shared("fixtures", "modules", "mobilenet_v1_025_128", "feature_vector", "module"), Token);
        Assert.Equal(128, backbone.Preprocessing.Width);

        Backbone larger = backbone.WithImageSize(160);
        var options = new BackboneLoadOptions { ImageSize = 160 };
        Assert.Equal(larger.Fingerprint, (await Backbone.LoadAsync(backbone.Name, options, Token)).Fingerprint);

        BottleneckResult result = await BottleneckComputer.ComputeAsync(
            [.. PhotoFolder.Open(SharedData.Shared("flowers_small")).Photos.Take(1)], larger, new BottleneckOptions(),
            cancellationToken: Token);
        Assert.Equal((256, 1), (result.Features.Width, result.Computed));
    }
}
