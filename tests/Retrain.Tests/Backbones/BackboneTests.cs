using System.Reflection;
using System.Security.Cryptography;
using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Tests.Backbones;

public sealed class BackboneTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public void Embedded_Always_IsTheWideNetworkAt224()
    {
        Backbone backbone = Backbone.Embedded;
        Assert.Equal(("efficientnet_lite0", "images", "features_wide", 2432),
            (backbone.Name, backbone.Input, backbone.Tap, backbone.Features));
        Assert.Equal(new Preprocessing { Width = 224, Height = 224 }, backbone.Preprocessing);
        Assert.Equal("Apache-2.0", backbone.Licence);
        Assert.Contains("EfficientNet", backbone.Notice);
        Assert.Same(backbone, Backbone.Embedded);
    }

    [Fact]
    public void Embedded_Network_HasTheHashThatTheProgramBelieves() =>
        Assert.Equal(EmbeddedBackbone.Sha256, Convert.ToHexStringLower(SHA256.HashData(Backbone.Embedded.Network.Span)));

    [Fact]
    public void Fingerprint_AnyPartOfTheKeyChanged_Differs()
    {
        Backbone backbone = Backbone.Embedded;
        HashSet<string> fingerprints = [backbone.Fingerprint, backbone.WithTap("features").Fingerprint,
            (backbone with { Network = new byte[] { 1 } }).Fingerprint];
        PropertyInfo[] properties = typeof(Preprocessing).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (PropertyInfo property in properties)
        {
            Preprocessing changed = backbone.Preprocessing with { };
            object? value = property.GetValue(changed);
            property.SetValue(changed, value switch
            {
                int i => i + 1,
                float f => MathF.BitIncrement(f),
                bool b => !b,
                string s => s + "'",
                _ => throw new NotSupportedException(property.Name)
            });
            fingerprints.Add((backbone with { Preprocessing = changed }).Fingerprint);
        }

        Assert.Equal(3 + properties.Length, fingerprints.Count);
        Assert.All(fingerprints, f => Assert.Matches("^[0-9a-f]{64}$", f));
    }

    [Fact]
    public void Fingerprint_LoadedFromItsFile_IsThatOfTheEmbeddedNetwork()
    {
        Backbone copy = Backbone.Embedded with { Network = EmbeddedBackbone.ReadNetwork() };
        Assert.Equal(Backbone.Embedded.Fingerprint, copy.Fingerprint);
    }

    [Fact]
    public void WithTap_OtherOutput_HasItsFeatures() => Assert.Equal(1280, Backbone.Embedded.WithTap("features").Features);

    [Fact]
    public void WithTap_NoSuchOutput_ListsThoseThereAre()
    {
        var fault = Assert.Throws<UsageException>(() => Backbone.Embedded.WithTap("no_such"));
        Assert.StartsWith("'efficientnet_lite0' has no output and no value 'no_such'", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "Outputs with features: features (1280 features), features_wide (2432 features)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(288)]
    [InlineData(1024)]
    public void WithImageSize_MultipleOf32_IsTaken(int size)
    {
        Backbone backbone = Backbone.Embedded.WithImageSize(size);
        Assert.Equal((size, size), (backbone.Preprocessing.Width, backbone.Preprocessing.Height));
        Assert.NotEqual(Backbone.Embedded.WithImageSize(64).Fingerprint, backbone.Fingerprint);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-32)]
    [InlineData(225)]
    [InlineData(1056)]
    public void WithImageSize_Other_SaysWhichWillDo(int size)
    {
        var fault = Assert.Throws<UsageException>(() => Backbone.Embedded.WithImageSize(size));
        Assert.Equal($"the network efficientnet_lite0 cannot take {size} x {size} pixels: multiples of 32 from 32 to 1024 will do",
            fault.Message);
    }

    [Fact]
    public async Task LoadAsync_Name_IsTheEmbeddedNetwork() =>
        Assert.Same(Backbone.Embedded, await Backbone.LoadAsync("efficientnet_lite0", Token));

    [Theory]
    [InlineData("mobilenet_v2_100_225", "mobilenet_v2_100_224")]
    [InlineData("no/such/folder", "no/such/folder")]
    public async Task LoadAsync_NothingOfThatName_SaysWhatWillDo(string name, string hint) =>
        Assert.Contains(hint, (await Assert.ThrowsAsync<UsageException>(() => Backbone.LoadAsync(name, Token))).Message);

    [Fact]
    public async Task LoadAsync_GraphWithoutPicture_SaysSo()
    {
        using var folder = new TemporaryFolder();
        // A GraphDef of one node without name or operator: field 1, length-delimited.
        string path = folder.Write("graph.pb", [0x0A, 0x02, 0x0A, 0x00]);
        var fault = await Assert.ThrowsAsync<RetrainException>(() => Backbone.LoadAsync(path, Token));
        Assert.StartsWith($"'{path}': ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_MissingOnnxFile_NamesIt()
    {
        var fault = await Assert.ThrowsAsync<RetrainException>(() => Backbone.LoadAsync("no/such.onnx", Token));
        Assert.StartsWith("there is no file no/such.onnx; ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_CutNetwork_IsRefusedInOneLine()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("cut.onnx", EmbeddedBackbone.ReadNetwork().AsSpan(0, 3_000_000));
        var fault = await Assert.ThrowsAsync<RetrainException>(() => Backbone.LoadAsync(path, Token));
        Assert.StartsWith(path + " is no network that ONNX Runtime can run: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public async Task LoadAsync_EmbeddedNetworkAsFile_HasBothTapsAndAnySize()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("network.onnx", EmbeddedBackbone.ReadNetwork());
        Backbone backbone = await Backbone.LoadAsync(path, Token);
        Assert.Equal((path, "images", "features", 1280), (backbone.Name, backbone.Input, backbone.Tap, backbone.Features));
        Assert.Equal("Apache-2.0", backbone.Licence);
        Assert.Equal(2432, backbone.WithTap("features_wide").Features);
        Assert.Equal(100, backbone.WithImageSize(100).Preprocessing.Width);
        Assert.Equal(Backbone.Embedded.Fingerprint, backbone.WithTap("features_wide").Fingerprint);
    }

    [Theory]
    [InlineData(new[] { -1, 3, 8, 6 }, new[] { -1, 3, 1, 1 }, 6, 8, "nchw", 3)]
    [InlineData(new[] { 2, 3, 8, 6 }, new[] { 2, 3, 1, 1 }, 6, 8, "nchw", 3)]
    [InlineData(new[] { -1, 8, 6, 3 }, new[] { -1, 8, 1, 1 }, 6, 8, "nhwc", 8)]
    public async Task LoadAsync_OnnxFile_TakesShapeAndLayoutFromIt(
        int[] input, int[] output, int width, int height, string layout, int features)
    {
        using var folder = new TemporaryFolder();
        Backbone backbone = await Backbone.LoadAsync(
            folder.Write("tiny.onnx", TinyOnnx.Model("GlobalAveragePool", TinyOnnx.Float, input, output)), Token);
        Assert.Equal(new Preprocessing { Width = width, Height = height, Layout = layout }, backbone.Preprocessing);
        Assert.Equal(("image", "features", features, "unknown"), (backbone.Input, backbone.Tap, backbone.Features, backbone.Licence));
        Assert.Same(backbone, backbone.WithTap("features") with { } == backbone ? backbone : null);
        Assert.Equal($"the network {backbone.Name} takes 6 x 8 pixels and no other size, not 64",
            Assert.Throws<UsageException>(() => backbone.WithImageSize(64)).Message);
    }

    [Theory]
    [InlineData(TinyOnnx.Float, new[] { -1, 10 }, new[] { -1, 10 }, "image float32 [n, 10]", "features float32 [n, 10]")]
    [InlineData(TinyOnnx.Float, new[] { -1, 4, 8, 8 }, new[] { -1, 4, 8, 8 }, "image float32 [n, 4, 8, 8]", "features float32 [n, 4, 8, 8]")]
    [InlineData(TinyOnnx.Float, new[] { -1, 3, 8, 8 }, new[] { -1, 3, 8, 8 }, "image float32 [n, 3, 8, 8]", "features float32 [n, 3, 8, 8]")]
    [InlineData(TinyOnnx.Double, new[] { -1, 3, 1, 1 }, new[] { -1, 3, 1, 1 }, "image double [n, 3, 1, 1]", "features double [n, 3, 1, 1]")]
    public async Task LoadAsync_NoImageInputOrNoFeatures_ListsWhatTheFileHas(
        int type, int[] input, int[] output, string inputs, string outputs)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("tiny.onnx", TinyOnnx.Model("Identity", type, input, output));
        var fault = await Assert.ThrowsAsync<RetrainException>(() => Backbone.LoadAsync(path, Token));
        Assert.Equal(
            $"the network {path} cannot serve as a backbone: "
                + "it needs one image input float32 [N, 3, H, W] or [N, H, W, 3] and an output float32 [N, F] or [N, F, 1, 1], "
            + $"but has the inputs {inputs} and the outputs {outputs}",
            fault.Message);
    }

    [Fact]
    public async Task LoadAsync_OnnxFileOfHalves_TakesFloats()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("tiny.onnx", TinyOnnx.Model("Identity", TinyOnnx.Float16, [-1, 3, 1, 1], [-1, 3, 1, 1]));
        Backbone backbone = await Backbone.LoadAsync(path, Token);
        Assert.Equal(3, backbone.Features);
        using BackboneSession session = BackboneSession.Open(backbone);
        float[] features = new float[3];
        session.Compute([0.1f, 0.2f, 0.3f], features);
        Assert.Equal([0.1f, 0.2f, 0.3f], features);
    }

    [Theory]
    [InlineData("resnet_external_many_files")]
    [InlineData("resnet_external_data")]
    public async Task LoadAsync_WeightsInOtherFiles_AreTakenIn(string name)
    {
        Backbone backbone = await Backbone.LoadAsync(SharedData.Shared("fixtures", "onnx", name, "model.onnx"), Token);
        Assert.Empty(Formats.Onnx.OnnxModel.Read(backbone.Network.Span).ExternalFiles);
        Assert.Equal(64, backbone.Fingerprint.Length);
    }

    [Fact]
    public async Task LoadAsync_LayerOfAFileWithWeightsElsewhere_IsThatLayer()
    {
        string path = SharedData.Shared("fixtures", "onnx", "resnet_external_data", "model.onnx");
        string inner = Formats.Onnx.OnnxModel.Read(await File.ReadAllBytesAsync(path, Token)).Graph.Node.First(n => n.OpType == "Conv").Output[0];

        Backbone backbone = await Backbone.LoadAsync(path, new BackboneLoadOptions { FeatureLayer = inner }, Token);

        Assert.Equal(inner, backbone.Tap);
    }

    [Theory]
    [InlineData("refuse_external_escape", "..")]
    [InlineData("refuse_missing_external", "model.onnx.data")]
    public async Task LoadAsync_WeightsThatMustNotOrCannotBeRead_NamesThem(string name, string named)
    {
        string path = SharedData.Shared("fixtures", "onnx", name, "model.onnx");
        Assert.Contains(named, (await Assert.ThrowsAsync<RetrainException>(() => Backbone.LoadAsync(path, Token))).Message);
    }

    [Theory]
    [InlineData("refuse_custom_op", "FancyPool")]
    [InlineData("refuse_future_opset", "Opset 99")]
    [InlineData("refuse_truncated", "protobuf")]
    public async Task LoadAsync_FileThatOnnxRuntimeRefuses_SaysWhy(string name, string expected)
    {
        string path = SharedData.Shared("fixtures", "onnx", name, "model.onnx");
        var fault = await Assert.ThrowsAsync<RetrainException>(() => Backbone.LoadAsync(path, Token));
        Assert.Contains(expected, fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }
}
