using System.Text.Json;
using Retrain.Backbones;
using Retrain.Photos;

namespace Retrain.Tests.Backbones;

public sealed class BackboneSessionTests
{
    /// <summary>Summing in another order moves the features by 1e-5 at most; a mistake in the input by 0.008 or more.</summary>
    private const float Tolerance = 1e-4f;

    [Theory]
    [InlineData("features")]
    [InlineData("features_wide")]
    public void Compute_GivenInputs_YieldsTheGoldenFeatures(string tap)
    {
        string folder = SharedData.Shared("models", "efficientnet_lite0", "golden");
        Backbone backbone = Backbone.Embedded.WithTap(tap);
        float[] expected = Npy.Read(Path.Combine(folder, tap + ".npy")).Floats();
        using BackboneSession session = BackboneSession.Open(backbone);
        for (int photo = 0; photo < 2; photo++)
        {
            float[] pixels = Npy.Read(Path.Combine(folder, $"input_{photo}.npy")).Floats();
            float[] planes = new float[pixels.Length];
            for (int i = 0; i < pixels.Length; i++)
            {
                planes[(i % 3 * 224 * 224) + (i / 3)] = pixels[i];
            }

            float[] features = new float[backbone.Features];
            session.Compute(planes, features);
            AssertNear(expected.AsSpan(photo * backbone.Features, backbone.Features), features, Tolerance);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Compute_InputByFormula_YieldsTheGoldenValues(int which)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedData.Fixture("models", "other_sizes.json")));
        JsonElement size = golden.RootElement.GetProperty("sizes")[which];
        Preprocessing preprocessing = Backbone.Embedded.Preprocessing with
        {
            Width = size.GetProperty("width").GetInt32(),
            Height = size.GetProperty("height").GetInt32()
        };
        using BackboneSession session = BackboneSession.Open(Backbone.Embedded with { Preprocessing = preprocessing });
        float[] features = new float[2432];
        session.Compute(ByFormula(preprocessing), features);
        int[] index = [.. size.GetProperty("index").EnumerateArray().Select(i => i.GetInt32())];
        float[] expected = [.. size.GetProperty("value").EnumerateArray().Select(v => v.GetSingle())];
        AssertNear(expected, [.. index.Select(i => features[i])], Tolerance);
        // 2,432 values, each within the tolerance; their errors do not all have one sign.
        Assert.Equal(size.GetProperty("sum").GetDouble(), features.Sum(v => (double)v), 0.01);
    }

    [Fact]
    public void Compute_FromManyThreads_YieldsTheSameBits()
    {
        Backbone backbone = Backbone.Embedded.WithImageSize(32);
        using BackboneSession session = BackboneSession.Open(backbone);
        float[][] inputs = [.. Enumerable.Range(0, 8).Select(k => ByFormula(backbone.Preprocessing, shift: k))];
        float[][] expected = [.. inputs.Select(input => Run(session, input, backbone.Features))];
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            i => Assert.Equal(expected[i % 8], Run(session, inputs[i % 8], backbone.Features)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(3)]
    public async Task Compute_FixedOrFreeBatch_YieldsTheFirstRow(int batch)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("tiny.onnx", TinyOnnx.Model("GlobalAveragePool", TinyOnnx.Float, [batch, 3, 2, 2], [batch, 3, 1, 1]));
        Backbone backbone = await Backbone.LoadAsync(path, TestContext.Current.CancellationToken);
        using BackboneSession session = BackboneSession.Open(backbone);
        Assert.Equal([1.5f, 5.5f, 9.5f], Run(session, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 3));
    }

    [Fact]
    public async Task Compute_PixelsInterleaved_TakesThemSo()
    {
        using var folder = new TemporaryFolder();
        // Axis 1 is the rows here, so the "features" are the means of the rows: a layout mistake shows.
        string path = folder.Write("tiny.onnx", TinyOnnx.Model("GlobalAveragePool", TinyOnnx.Float, [-1, 2, 4, 3], [-1, 2, 1, 1]));
        Backbone backbone = await Backbone.LoadAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal("nhwc", backbone.Preprocessing.Layout);
        using BackboneSession session = BackboneSession.Open(backbone);
        Assert.Equal([5.5f, 17.5f], Run(session, [.. Enumerable.Range(0, 24).Select(i => (float)i)], 2));
    }

    [Theory]
    [InlineData("resnet_opset13_with_bn")]
    [InlineData("vit_opset17")]
    [InlineData("efficientnet_lite_opset13")]
    [InlineData("resnet_ir3_weights_as_inputs")]
    [InlineData("resnet_dynamic_hw")]
    [InlineData("tf2onnx_resnet_v2_nhwc")]
    [InlineData("tf2onnx_mobilenet_opset17")]
    public async Task Compute_NetworksOfOthers_YieldTheirRecordedOutputs(string name)
    {
        string folder = SharedData.Shared("fixtures", "onnx", name);
        Backbone backbone = await Backbone.LoadAsync(Path.Combine(folder, "model.onnx"), TestContext.Current.CancellationToken);
        Npy input = Npy.Read(Path.Combine(folder, "input.npy"));
        if (name == "resnet_dynamic_hw")
        {
            backbone = backbone.WithImageSize(input.Shape[2]);
        }

        float[] inputs = input.Floats();
        float[] expected = Npy.Read(Path.Combine(folder, "expected.npy")).Floats();
        using JsonDocument meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json")));
        float tolerance = meta.RootElement.GetProperty("expected").EnumerateObject().First().Value.GetProperty("tolerance_abs").GetSingle();
        using BackboneSession session = BackboneSession.Open(backbone);
        int length = inputs.Length / 2;
        for (int photo = 0; photo < 2; photo++)
        {
            float[] features = Run(session, inputs.AsSpan(photo * length, length), backbone.Features);
            AssertNear(expected.AsSpan(photo * backbone.Features, backbone.Features), features, tolerance);
        }
    }

    private static float[] Run(BackboneSession session, ReadOnlySpan<float> planes, int count)
    {
        float[] features = new float[count];
        session.Compute(planes, features);
        return features;
    }

    private static float[] ByFormula(Preprocessing p, int shift = 0)
    {
        float[] planes = new float[3 * p.Height * p.Width];
        for (int i = 0; i < planes.Length; i++)
        {
            int c = i / (p.Height * p.Width);
            int y = i / p.Width % p.Height;
            int x = i % p.Width;
            planes[i] = (((7 * y) + (3 * x) + (50 * c) + shift) % 256) / 255f;
        }

        return planes;
    }

    private static void AssertNear(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - tolerance, expected[i] + tolerance);
        }
    }
}
