using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Formats.Onnx;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Prediction;
using Retrain.Tests.Networks;
using Retrain.Training;
using SavedModelProto = Retrain.Formats.TensorFlow.Schema.SavedModel;

namespace Retrain.Tests.Models;

/// <summary>A head with a hidden layer or with quantisers is the same layer in every file.</summary>
public sealed class HeadKindTests : IDisposable
{
    // Rounding of float32 sums in another order, as for plain heads.
    private const double Tolerance = 2e-6;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Kinds => ["plain", "hidden", "quantised"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Build_EachKind_AnswersAsTheHead(string kind)
    {
        Backbone backbone = ModelFixture.Backbone();
        Head head = ModelFixture.HeadOf(kind);
        byte[] model = ModelBuilder.Build(backbone, head, ModelFixture.Metadata(backbone));
        foreach (string picture in new[] { "a", "b", "c" })
        {
            float[] input = ModelFixture.Input(picture);
            float[] features = ModelFixture.Run(ModelFixture.Network, "features", input);
            float[] expected = HeadScorer.Scores(head, new FeatureMatrix(features, 1280), [0]);
            float[] scores = ModelFixture.Run(model, "final_result", input);
            Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
            // A saturated softmax would hide differences.
            Assert.InRange(expected.Max(), 0.22, 0.98);
        }
    }

    [Fact]
    public void Build_HiddenLayer_IsNamedAndNothingElseIsAdded()
    {
        OnnxModel model = Onnx("hidden");
        Assert.Equal(
            [
                "final_retrain_ops/hidden/MatMul", "final_retrain_ops/hidden/add", "final_retrain_ops/hidden/Relu",
                "final_retrain_ops/Wx_plus_b/MatMul", "final_retrain_ops/Wx_plus_b/add", "final_result",
            ],
            model.Graph.Node.TakeLast(6).Select(n => n.Name));
        Assert.Equal(
            [
                ("final_retrain_ops/hidden/weights", "1280 x 24"), ("final_retrain_ops/hidden/biases", "24"),
                ("final_retrain_ops/weights/final_weights", "24 x 5"), ("final_retrain_ops/biases/final_biases", "5"),
            ],
            model.Graph.Initializer.TakeLast(4).Select(t => (t.Name, string.Join(" x ", t.Dims))));
    }

    [Fact]
    public void Build_QuantisedHead_HoldsTheRoundedWeights()
    {
        Head head = ModelFixture.HeadOf("quantised");
        OnnxModel model = Onnx("quantised");
        float[] stored = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(model.Graph.Initializer.Single(
            t => t.Name == "final_retrain_ops/Wx_plus_b/weights_quant/FakeQuantWithMinMaxVars").RawData.Span).ToArray();
        Assert.InRange(stored.Distinct().Count(), 200, 255);
        Assert.Contains(0, stored);
        float step = (head.Quantization!.WeightMax - head.Quantization.WeightMin) / 254;
        Assert.All(
            head.Weights.Zip(stored).Where(pair => pair.First < head.Quantization.WeightMax - step),
            pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, step * 0.501));
        Assert.Equal("final_retrain_ops/Wx_plus_b/act_quant/FakeQuantWithMinMaxVars", model.Graph.Node[^1].Input.Single());
        Assert.DoesNotContain(model.Graph.Initializer, t => t.Name == "final_retrain_ops/weights/final_weights");
    }

    /// <summary>Until operator set 10 the limits of Clip are attributes.</summary>
    [Fact]
    public void Build_QuantisedHeadOnAnOldOperatorSet_Runs()
    {
        byte[] network = File.ReadAllBytes(SharedData.Shared("fixtures", "onnx", "resnet_ir3_weights_as_inputs", "model.onnx"));
        OnnxModel source = OnnxModel.Read(network);
        Assert.InRange(source.Opset, 7, 10);
        string tap = source.Graph.Node.Single(n => n.OpType == "GlobalAveragePool").Output[0];
        source.Graph.Output.Add(new Formats.Onnx.Schema.ValueInfoProto { Name = tap });
        float[] pictures = [.. Enumerable.Range(0, 2 * 3 * 48 * 48).Select(i => (float)new RandomStream(1, "pixels").Uniform(i))];
        float[] features = ModelFixture.Run(source.Write(), tap, pictures, 2, 3, 48, 48);
        Backbone backbone = ModelFixture.Backbone(tap, features.Length / 2, network) with
        {
            Input = "input",
            Preprocessing = new Preprocessing { Width = 48, Height = 48 },
        };
        Head head = ModelFixture.HeadOf("quantised", backbone.Features);

        byte[] model = ModelBuilder.Build(backbone, head, ModelFixture.Metadata(backbone));

        float[] expected = HeadScorer.Scores(head, new FeatureMatrix(features, backbone.Features), [0, 1]);
        float[] scores = ModelFixture.Run(model, "final_result", pictures, 2, 3, 48, 48);
        Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("hidden")]
    [InlineData("quantised")]
    public async Task SaveFrozenGraph_EachKind_IsAnOldGraphThatAnswersAsTheHead(string kind)
    {
        Backbone backbone = Thin();
        Head head = ModelFixture.HeadOf(kind, backbone.Features);
        await Model(backbone, head).SaveFrozenGraphAsync(folder["graph.pb"], null, Token);

        GraphDef graph = GraphDef.Parser.ParseFrom(File.ReadAllBytes(folder["graph.pb"]));
        OldGraph.Check(graph);
        var stream = new RandomStream(5, "bottlenecks");
        var features = new FeatureMatrix(
            [.. Enumerable.Range(0, 20 * backbone.Features).Select(i => (float)stream.Uniform(i))], backbone.Features);
        AssertEqual(HeadScorer.Scores(head, features, [.. Enumerable.Range(0, 20)]), Scores(folder["graph.pb"], features));
    }

    /// <summary>The whole way: photo, network, head, each file read back by its own reader.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Save_EachKind_PassesItsOwnCheckAndPredictsAsTrained(string kind)
    {
        Backbone backbone = Thin();
        Head head = ModelFixture.HeadOf(kind, backbone.Features);
        var photo = new Photo(SharedData.Fixture("decoding", "files", "jpeg", "sub_440.jpg"), "daisy/sub_440.jpg", 0);
        BottleneckResult bottlenecks = await BottleneckComputer.ComputeAsync(
            [photo], backbone, new BottleneckOptions(), cancellationToken: Token);
        float[] trained = HeadScorer.Scores(head, bottlenecks.Features, [0]);
        TrainedModel model = Model(backbone, head, new VerificationSample(PhotoSet.Testing, [photo], trained));

        ModelVerification[] checks =
        [
            (await model.SaveAsync(folder["model"], null, Token)).Verification,
            await model.SaveFrozenGraphAsync(folder["graph.pb"], null, Token),
            await model.SaveSavedModelAsync(folder["saved"], null, Token),
        ];

        Assert.All(checks, check => Assert.InRange(check.LargestDifference, 0, 1e-5));
        foreach (string file in new[] { "model", "graph.pb", "saved" })
        {
            using Predictor predictor = Predictor.Load(folder[file]);
            Dictionary<string, float> scores = predictor.Predict(photo.Path).Scores.ToDictionary(s => s.Label, s => s.Score);
            AssertEqual(trained, [.. ModelFixture.Flowers.Select(label => scores[label])], 1e-5);
        }
    }

    [Fact]
    public async Task SaveSavedModel_HiddenLayer_ItsWeightsCanBeTrainedOn()
    {
        Backbone backbone = Thin();
        await Model(backbone, ModelFixture.HeadOf("hidden", backbone.Features)).SaveSavedModelAsync(folder["saved"], null, Token);

        MetaGraphDef meta = SavedModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["saved/saved_model.pb"])).MetaGraphs.Single();

        Assert.Equal(
            [
                "final_retrain_ops/hidden/weights:0", "final_retrain_ops/hidden/biases:0",
                "final_retrain_ops/weights/final_weights:0", "final_retrain_ops/biases/final_biases:0",
            ],
            meta.CollectionDef["trainable_variables"].BytesList.Value.Select(v => VariableDef.Parser.ParseFrom(v).VariableName));
    }

    /// <summary>A sum of float32 that is added up in another order may fall to the next level, and no further.</summary>
    [Theory]
    [InlineData("quantised", 1, true)]
    [InlineData("quantised", 3, false)]
    [InlineData("plain", 1, false)]
    public async Task Save_LogitsSomeLevelsOff_OneLevelOfAQuantisedHeadIsAllowed(string kind, int levels, bool isAllowed)
    {
        Backbone backbone = Thin();
        Head head = ModelFixture.HeadOf(kind, backbone.Features);
        var photo = new Photo(SharedData.Fixture("decoding", "files", "jpeg", "sub_440.jpg"), "daisy/sub_440.jpg", 0);
        BottleneckResult bottlenecks = await BottleneckComputer.ComputeAsync(
            [photo], backbone, new BottleneckOptions(), cancellationToken: Token);
        float[] scores = HeadScorer.Logits(head, bottlenecks.Features, [0]);
        const float Step = 4.2f / 255;
        for (int c = 0; c < scores.Length; c++)
        {
            scores[c] += levels * (c < 2 ? Step : -Step);
        }

        SoftmaxLoss.Softmax(scores);
        TrainedModel model = Model(backbone, head, new VerificationSample(PhotoSet.Testing, [photo], scores));

        Exception? fault = await Record.ExceptionAsync(() => model.SaveAsync(folder["model"], null, Token));
        Exception? graphFault = await Record.ExceptionAsync(() => model.SaveFrozenGraphAsync(folder["graph.pb"], null, Token));

        Assert.Equal(isAllowed, fault is null);
        Assert.Equal(isAllowed, graphFault is null);
        Assert.True(isAllowed || fault is RetrainException, fault?.ToString());
    }

    private static Backbone Thin() => NetworkBackbone.From(
        NetworkOrigins.Open(SharedData.Fixture("tensorflow", "modules", "inception_v1_thin", "module.tar.gz")), "thin", new NetworkWish());

    private static OnnxModel Onnx(string kind)
    {
        Backbone backbone = ModelFixture.Backbone();
        return OnnxModel.Read(ModelBuilder.Build(backbone, ModelFixture.HeadOf(kind), ModelFixture.Metadata(backbone)));
    }

    private static TrainedModel Model(Backbone backbone, Head head, VerificationSample? sample = null) => new(
        backbone,
        head,
        ModelFixture.Flowers,
        "final_result",
        sample ?? new VerificationSample(PhotoSet.Testing, [], []),
        new ModelPapers("{}", "{}", new Dictionary<string, string>()));

    private static float[] Scores(string graph, FeatureMatrix features) => NetworkRun.OnnxRuntime(new NetworkCase(
        "written",
        graph,
        null,
        new Dictionary<string, object>
        {
            ["input/BottleneckInputPlaceholder:0"] = (features.ToArray(), new[] { features.Rows, features.Width }),
        },
        new Dictionary<string, bool>(),
        [new NetworkAnswer("final_result:0", "", 0)],
        OneByOne: false))[0];

    private static void AssertEqual(float[] expected, float[] found, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
