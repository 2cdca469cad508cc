using System.Text.Json;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Prediction;
using Retrain.Tests.Networks;

namespace Retrain.Tests.Prediction;

/// <summary>TensorFlow's own graphs as image classifiers: input and output found, or the choices named.</summary>
/// <param name="output">Gets the differences.</param>
public sealed class TensorFlowPredictorTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>
    /// TensorFlow decodes JPEG with the fast DCT, 1.1 levels darker in red and blue in the mean (README of <c>fixtures/decoding</c>).
    /// Through a whole network 0.012 was measured at most; with its pixels put in there is none of it, as the tests with djpeg show.
    /// </summary>
    private const double OtherDecoder = 0.02;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("const_encodings")]
    [InlineData("dropout_keep_prob")]
    [InlineData("fake_quant_per_channel")]
    [InlineData("fused_nodes")]
    [InlineData("fused_resize_and_pad_conv")]
    [InlineData("half_weights")]
    [InlineData("inception_v3_thin")]
    [InlineData("labels_in_graph")]
    [InlineData("mobilenet_v3_thin")]
    [InlineData("optimize_for_inference")]
    [InlineData("poets_quantized_weights")]
    [InlineData("retrain_quantops")]
    [InlineData("switch_merge_fed_flag")]
    [InlineData("switch_merge_with_default")]
    [InlineData("tf1_retrained_mobilenet_v1")]
    [InlineData("tf2_constants_v2")]
    [InlineData("tf2_function_library")]
    [InlineData("unusual_spelling")]
    [InlineData("vgg_thin")]
    public void Predict_FrozenGraphWithoutLayers_FindsThemAndAnswersAsTensorFlow(string name)
    {
        string graph = Graph(name);
        Npy input = Npy.Read(Beside(graph, "input.npy"));
        Npy expected = Npy.Read(Beside(graph, "expected.npy"));
        var options = new PredictorOptions { Labels = Labels(expected.Shape[^1]) };

        using Predictor predictor = Predictor.Load(graph, options, Feed(input));

        Compare(predictor, expected, Tolerance(graph));
        Assert.True(predictor.Preprocessing.Compat);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("DecodeJpeg/contents:0", "final_result")]
    [InlineData("Mul", "final_result:0")]
    [InlineData("Mul", null)]
    public void Predict_GraphThatDecodesItself_AnswersAsTensorFlow(string? inputLayer, string? outputLayer)
    {
        string graph = Graph("inception_2015_style");
        Npy input = Npy.Read(Beside(graph, "input.npy"));
        Npy expected = Npy.Read(Beside(graph, "expected.npy"));
        // What lies behind the graph's own "- 128, / 128" was recorded.
        float scale = inputLayer == "Mul" ? 1 : 128;
        float shift = inputLayer == "Mul" ? 0 : 128;

        using Predictor predictor = Predictor.Load(
            graph,
            new PredictorOptions { Labels = Labels(5), InputLayer = inputLayer, OutputLayer = outputLayer },
            Feed(input, scale, shift));

        Compare(predictor, expected, Tolerance(graph));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("DecodeJpeg/contents:0")]
    public void Predict_GraphThatDecodesItself_TakesPhotoFiles(string? inputLayer)
    {
        string graph = Graph("inception_2015_style");
        Npy expected = Npy.Read(Beside(graph, "expected.npy"));

        using Predictor predictor = Predictor.Load(graph, new PredictorOptions { Labels = Labels(5), InputLayer = inputLayer });

        for (int row = 0; row < 2; row++)
        {
            Compare(predictor.Predict(Beside(graph, $"input_{row}.jpg")), expected, row, OtherDecoder);
        }
    }

    [Fact]
    public void Predict_GraphThatDecodesItselfByItsInnerInput_TakesTheRangeThatItWasMadeFor()
    {
        string graph = Graph("inception_2015_style");
        Npy expected = Npy.Read(Beside(graph, "expected.npy"));

        using Predictor predictor = Predictor.Load(
            graph, new PredictorOptions { Labels = Labels(5), InputLayer = "Mul", Mean = 128, Std = 128 });

        for (int row = 0; row < 2; row++)
        {
            Compare(predictor.Predict(Beside(graph, $"input_{row}.jpg")), expected, row, OtherDecoder);
        }
    }

    [Theory]
    [InlineData("input", null, "has no node 'input' (--input_layer); its inputs are: Placeholder (Float32 [N, 64, 64, 3])")]
    [InlineData(null, "softmax", "has no node 'softmax' (--output_layer); its outputs are: final_result")]
    [InlineData(null, "plus_b", "; perhaps one of: final_retrain_ops/Wx_plus_b/MatMul, final_retrain_ops/Wx_plus_b/add")]
    public void Load_WrongChoice_NamesTheChoices(string? inputLayer, string? outputLayer, string message)
    {
        var options = new PredictorOptions { Labels = Labels(5), InputLayer = inputLayer, OutputLayer = outputLayer };

        UsageException fault = Assert.Throws<UsageException>(() => Predictor.Load(Graph("tf1_retrained_mobilenet_v1"), options));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LabelsOfTheOriginalBesideTheGraph_AreFound()
    {
        File.Copy(Graph("tf1_retrained_mobilenet_v1"), folder["output_graph.pb"]);
        UsageException fault = Assert.Throws<UsageException>(() => Predictor.Load(folder["output_graph.pb"]));
        Assert.Contains("no labels.txt or output_labels.txt beside it", fault.Message, StringComparison.Ordinal);
        File.Copy(Labels(5), folder["output_labels.txt"]);

        using Predictor predictor = Predictor.Load(folder["output_graph.pb"]);

        Assert.Equal(["class 0", "class 1", "class 2", "class 3", "class 4"], predictor.Labels);
    }

    [Fact]
    public void Load_GraphWithLabelsAmongItsConstants_TakesThem()
    {
        using Predictor predictor = Predictor.Load(Graph("labels_in_graph"));

        Assert.Equal(["daisy", "dandelion", "roses", "sunflowers", "túlip 花 'x', \"y\""], predictor.Labels);
    }

    [Fact]
    public void Load_GraphByALink_IsRead()
    {
        File.CreateSymbolicLink(folder["link.pb"], Graph("tf1_retrained_mobilenet_v1"));

        using Predictor predictor = Predictor.Load(folder["link.pb"], new PredictorOptions { Labels = Labels(5) });

        Assert.Equal(64, predictor.Preprocessing.Width);
    }

    [Theory]
    [InlineData("efficientnet_lite0", OtherDecoder)]
    [InlineData("mobilenet_v1", OtherDecoder)]
    [InlineData("mobilenet_v1_quantops", 0.03)]
    public void Predict_GraphOfTheOriginal_AnswersAsRecorded(string run, double tolerance)
    {
        string root = SharedData.Shared("fixtures", "retrain_runs", run);

        using Predictor predictor = Predictor.Load(Path.Combine(root, "output_graph.pb"));

        ComparePhotos(predictor, root, tolerance);
    }

    [Theory]
    [InlineData("efficientnet_lite0", 1e-4)]
    [InlineData("mobilenet_v1", 1e-4)]
    [InlineData("mobilenet_v1_quantops", 0.03)]
    public void Predict_GraphOfTheOriginalWithPixelsOfTheFastDct_AnswersAsRecorded(string run, double tolerance)
    {
        string root = SharedData.Shared("fixtures", "retrain_runs", run);
        FastDct.SkipIfMissing();

        using Predictor predictor = Predictor.Load(Path.Combine(root, "output_graph.pb"));

        ComparePhotos(predictor, root, tolerance, FastDct.Decode);
    }

    [Fact]
    public void Predict_SavedModelOfTheOriginal_AnswersAsItsGraph()
    {
        string root = SharedData.Shared("fixtures", "retrain_runs", "mobilenet_v1");
        string photo = SharedData.Shared("flowers_small", "tulips", "14067456066_87e15792d0.jpg");
        var options = new PredictorOptions { Labels = Path.Combine(root, "output_labels.txt") };

        using Predictor saved = Predictor.Load(Path.Combine(root, "saved_model"), options);
        using Predictor frozen = Predictor.Load(Path.Combine(root, "output_graph.pb"), options);

        ComparePhotos(saved, root, OtherDecoder);
        Assert.All(
            saved.Predict(photo).Scores.Zip(frozen.Predict(photo).Scores), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-6));
    }

    [Fact]
    public void Predict_IntermediateGraphOfTheOriginal_HasTheLayerOfItsStep()
    {
        string root = SharedData.Shared("fixtures", "retrain_runs", "mobilenet_v1");
        Npy weights = Npy.Read(Path.Combine(root, "intermediate_graph", "weights.npy"));
        Npy biases = Npy.Read(Path.Combine(root, "intermediate_graph", "biases.npy"));
        Npy bottlenecks = Npy.Read(Path.Combine(root, "bottlenecks.npy"));
        var head = new Retrain.Training.Head(weights.Floats()[..(256 * 5)], biases.Floats()[..5]);

        float[][] scores = NetworkRun.OnnxRuntime(FromBottlenecks(Path.Combine(root, "intermediate_graph", "intermediate_100.pb"), root));

        double largest = Enumerable.Range(0, 100).Max(row => Models.ModelFixture.Scores(head, bottlenecks.Floats().AsSpan(row * 256, 256))
            .Select((s, c) => Math.Abs(s - scores[0][(row * 5) + c])).Max());
        output.WriteLine($"{largest:g3}");
        Assert.InRange(largest, 0, 2e-6);
    }

    [Theory]
    [InlineData("efficientnet_lite0")]
    [InlineData("mobilenet_v1")]
    [InlineData("mobilenet_v1_quantops")]
    public void Run_GraphOfTheOriginalFromItsBottlenecks_GivesItsScores(string run)
    {
        string root = SharedData.Shared("fixtures", "retrain_runs", run);

        float[][] scores = NetworkRun.OnnxRuntime(FromBottlenecks(Path.Combine(root, "output_graph.pb"), root));

        NetworkDifference difference = NetworkDifference.Of(scores[0], Npy.Read(Path.Combine(root, "scores.npy")).Floats());
        output.WriteLine(difference.ToString());
        Assert.InRange(difference.Largest, 0, 2e-6);
    }

    private static NetworkCase FromBottlenecks(string graph, string root) => new(
        graph,
        graph,
        null,
        new Dictionary<string, object> { ["input/BottleneckInputPlaceholder:0"] = Npy.Read(Path.Combine(root, "bottlenecks.npy")) },
        new Dictionary<string, bool>(),
        [new NetworkAnswer("final_result:0", Path.Combine(root, "scores.npy"), 2e-6)],
        OneByOne: false);

    private static string Graph(string name) => Path.Combine(SharedData.Shared("fixtures", "frozen", name), "graph.pb");

    private static string Beside(string graph, string file) => Path.Combine(Path.GetDirectoryName(graph)!, file);

    private static double Tolerance(string graph)
    {
        using JsonDocument meta = JsonDocument.Parse(File.ReadAllText(Beside(graph, "meta.json")));
        return meta.RootElement.GetProperty("expected").EnumerateObject().First().Value.GetProperty("tolerance_abs").GetDouble();
    }

    /// <summary>Recorded input in the place of photos: a file of one byte, the row's number.</summary>
    private static ReadPhoto Feed(Npy input, float scale = 1, float shift = 0) => (file, _, preprocessing, target) =>
    {
        Assert.Equal((input.Shape[1], input.Shape[2], "nhwc"), (preprocessing.Height, preprocessing.Width, preprocessing.Layout));
        ReadOnlySpan<float> row = input.Floats().AsSpan(file.Span[0] * target.Length, target.Length);
        for (int i = 0; i < row.Length; i++)
        {
            target[i] = (row[i] * scale) + shift;
        }

        return new PhotoReading(null, [], 0, 0);
    };

    private string Labels(int classes)
    {
        string file = folder[$"{classes}.txt"];
        File.WriteAllText(file, string.Concat(Enumerable.Range(0, classes).Select(c => $"class {c}\n")));
        return file;
    }

    private void Compare(Predictor predictor, Npy expected, double tolerance)
    {
        for (byte row = 0; row < 2; row++)
        {
            Compare(predictor.Predict(new[] { row }, "row"), expected, row, tolerance);
        }
    }

    private void Compare(Retrain.Prediction.Prediction prediction, Npy expected, int row, double tolerance)
    {
        Assert.Null(prediction.Problem);
        int classes = expected.Shape[^1];
        Assert.Equal(classes, prediction.Scores.Count);
        double largest = prediction.Scores.Max(s => Math.Abs((double)s.Score - expected.Floats()[(row * classes) + s.Index]));
        output.WriteLine($"{largest:g3} of {tolerance}");
        Assert.InRange(largest, 0, tolerance);
    }

    private void ComparePhotos(Predictor predictor, string root, double tolerance, Func<string, byte[]>? read = null)
    {
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "photo_scores.json")));
        foreach (JsonElement photo in recorded.RootElement.EnumerateArray())
        {
            string name = photo.GetProperty("photo").GetString()!;
            Retrain.Prediction.Prediction ours = predictor.Predict((read ?? File.ReadAllBytes)(SharedData.Shared(name.Split('/'))), name);
            var theirs = photo.GetProperty("scores").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetDouble());
            double largest = ours.Scores.Max(s => Math.Abs(s.Score - theirs[s.Label]));
            output.WriteLine($"{ours.File}: {largest:g3} of {tolerance}");
            Assert.InRange(largest, 0, tolerance);
            Assert.Equal(photo.GetProperty("best").GetString(), ours.Best.Label);
        }
    }
}
