using System.Text.Json;
using Retrain.Exports;
using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Foundation;
using Retrain.Testing;

namespace Retrain.Tests.Exports;

public sealed class ModelInspectorTests
{
    [Fact]
    public void Inspect_Module_SaysWhatItHolds()
    {
        ModelReport report = ModelInspector.Inspect(ModelFixtures.Module);

        Assert.Equal("TensorFlow Hub module (TF1)", report.Kind);
        Assert.Equal("TensorFlow 2.15.1", report.Producer);
        Assert.Equal([[], ["train"]], report.TagSets);
        Assert.Equal(["default", "image_feature_vector"], report.Signatures.Select(s => s.Name));
        Assert.Equal("images float32 [?, 224, 224, 3]", report.Signatures[0].Inputs.Single().ToString());
        Assert.Equal((224, 224, 128, false), (report.Height, report.Width, report.OutputLength, report.TakesAnySize));
        Assert.Equal((57, 57, 228), (report.Operators["Conv2D"], report.Operators["FusedBatchNorm"], report.Operators["VariableV2"]));
        Assert.Contains("InceptionV1/InceptionV1/Mixed_4f/concat float32 [?, 14, 14, 104]", report.Layers.Select(l => l.ToString()));
        Assert.True(report.IsSupported && !report.IsFakeQuantized);
    }

    [Theory]
    [MemberData(nameof(ModelFixtures.Recorded), "modules", "op_histogram_needed_for_default", MemberType = typeof(ModelFixtures))]
    public void Inspect_Module_CountsTheOperatorsThatItsDefaultOutputNeeds(string name)
    {
        (JsonElement meta, string model) = ModelFixtures.Shared(name);

        ModelReport report = ModelInspector.Inspect(model);

        Assert.Equal(ModelFixtures.Counts(meta.GetProperty("op_histogram_needed_for_default")).OrderBy(o => o.Key, StringComparer.Ordinal),
            report.Operators);
        Assert.Equal(meta.GetProperty("features").GetInt32(), report.OutputLength);
        Assert.Equal(meta.GetProperty("input_size")[0].GetInt32(), report.Height);
        Assert.Null(report.Problem);
    }

    [Theory]
    [MemberData(nameof(ModelFixtures.Recorded), "frozen", "parameters", MemberType = typeof(ModelFixtures))]
    public void Inspect_FrozenGraph_CountsItsParameters(string name)
    {
        (JsonElement meta, string model) = ModelFixtures.Shared(name);
        string[] countedOtherwise = ["const_encodings", "inception_2015_style", "labels_in_graph", "fake_quant_probe",
            "poets_quantized_weights", "half_weights", "tf2_function_library"];
        Assert.SkipWhen(countedOtherwise.Contains(Path.GetFileName(name)),
            "the record counts other parts than what the chosen output needs, or float32 only");

        Assert.Equal(meta.GetProperty("parameters").GetInt64(), ModelInspector.Inspect(model).Parameters);
    }

    [Theory]
    [MemberData(nameof(ModelFixtures.Recorded), "onnx", "parameters", MemberType = typeof(ModelFixtures))]
    public void Inspect_OnnxModel_SaysWhatIsRecorded(string name)
    {
        (JsonElement meta, string model) = ModelFixtures.Shared(name);

        ModelReport report = ModelInspector.Inspect(model);

        Assert.Equal(meta.GetProperty("opset_imports").GetProperty("ai.onnx").GetInt64(), report.Opset);
        Assert.Equal(meta.GetProperty("inputs").EnumerateArray().Select(i => i.GetProperty("name").GetString()),
            report.Signatures.Single().Inputs.Select(i => i.Name));
        Assert.Equal(meta.GetProperty("outputs").EnumerateArray().Select(i => i.GetProperty("name").GetString()),
            report.Signatures.Single().Outputs.Select(i => i.Name));
        Assert.All(report.Operators,
            o => Assert.True(o.Value <= ModelFixtures.Counts(meta.GetProperty("ops")).GetValueOrDefault(o.Key), $"{o.Key}: {o.Value}"));
        Assert.Null(report.Problem);
    }

    [Fact]
    public void Inspect_OnnxModelWithLabels_GivesThem()
    {
        ModelReport report = ModelInspector.Inspect(ModelFixtures.WithLabels);

        Assert.Equal(5, report.Labels?.Count);
        Assert.Equal("daisy", report.Labels![0]);
        Assert.Equal("input float32 [?, 3, 48, 48]", report.Input?.ToString());
        Assert.Equal(5525, report.Parameters);
    }

    [Fact]
    public void Inspect_ConvolutionAndProduct_CountsTheirMultiplyAdds()
    {
        // 64 x 64: a first layer of 3x3x3x16 at stride 2, then three pairs of a 3x3 for each channel and a 1x1, then 32 features to 5
        // classes.
        long expected = (32 * 32 * 16 * 27) + (32 * 32 * 16 * 9) + (32L * 32 * 16 * 16);

        long? found = ModelInspector.Inspect(
            ModelFixtures.Retrained, new ModelChoice { OutputLayer = "module_apply_default/MobilenetV1/Conv2d_1/Relu6" }).MultiplyAdds;

        Assert.NotNull(found);
        Assert.Equal(0, found % (32 * 32 * 16));
        Assert.InRange(found.Value, expected / 4, expected * 4);
    }

    [Fact]
    public void Inspect_QuantizedGraph_SaysSo() =>
        Assert.True(ModelInspector.Inspect(SharedData.Fixture("tensorflow", "frozen", "retrain_quantops", "graph.pb")).IsFakeQuantized);

    [Fact]
    public void Inspect_UnknownOp_IsReportedWithItsNode()
    {
        ModelReport report = ModelInspector.Inspect(SharedData.Shared("fixtures", "frozen", "refuse_unknown_op", "graph.pb"));

        Assert.Equal([new UnsupportedOperation("block_3/fancy", "FancyActivation", "")], report.Unsupported);
        Assert.Equal(1, report.Operators["FancyActivation"]);
        Assert.False(report.IsSupported);
    }

    [Fact]
    public void Inspect_GraphNeverFrozen_NamesItsVariables()
    {
        ModelReport report = ModelInspector.Inspect(SharedData.Shared("fixtures", "frozen", "refuse_not_frozen", "graph.pb"));

        Assert.Equal("weights", report.Unsupported.Single().Node);
        Assert.Equal(216, report.Parameters);
    }

    [Fact]
    public void Inspect_UnsupportedOnnxOperators_AreAllReported()
    {
        OnnxModel model = ModelFixtures.WithUnknownOperators();
        NodeProto[] strange = [.. model.Graph.Node.Where(n => n.Domain == "com.example")];

        using var folder = new TemporaryFolder();
        ModelReport report = ModelInspector.Inspect(folder.Write("model.onnx", model.Write()));

        Assert.Equal(strange.Select(n => n.Name).Order(), report.Unsupported.Select(u => u.Node).Order());
        Assert.All(report.Unsupported, u => Assert.Equal("com.example::QuantizeLinear", u.Operator));
        Assert.Equal(19, report.Operators["Conv"]);
    }

    [Fact]
    public void Inspect_SeveralTags_ListsThemAndTakesTheOneAskedFor()
    {
        string model = SharedData.Shared("fixtures", "saved_models", "tf1_several_tags", "model");

        Assert.Equal(["train", "serve", "serve+gpu"], ModelInspector.Inspect(model).TagSets.Select(t => string.Join('+', t)));
        Assert.Equal(["train"], ModelInspector.Inspect(model, new ModelChoice { Tags = ["train"] }).Signatures.Select(s => s.Name));
    }

    [Fact]
    public void Inspect_AnySize_IsSaidAndCountedAtTheUsualOne()
    {
        ModelReport report = ModelInspector.Inspect(SharedData.Shared("fixtures", "onnx", "resnet_dynamic_hw", "model.onnx"));

        Assert.Equal((true, 224, 224), (report.TakesAnySize, report.Height, report.Width));
        Assert.NotNull(report.MultiplyAdds);
    }

    [Fact]
    public void Inspect_ModelFolder_LooksAtTheModelInIt()
    {
        using var folder = new TemporaryFolder();
        ModelFixtures.Convert(ModelFixtures.WithLabels, folder["graph.pb"]);
        Directory.CreateDirectory(folder["model"]);
        ModelFixtures.Convert(folder["graph.pb"], folder["model", "model.onnx"]);

        ModelReport report = ModelInspector.Inspect(folder["model"]);

        Assert.Equal("model of retrain (ONNX)", report.Kind);
        Assert.Equal(5, report.Labels?.Count);
    }

    [Theory]
    [InlineData("tensorflow/frozen/retrain_quantops/graph.pb")]
    [InlineData("tensorflow/frozen/tf1_retrained_mobilenet_v1/graph.pb")]
    [InlineData("onnx/labels_json/model.onnx")]
    [InlineData("onnx/labels_zipmap/model.onnx")]
    public void Inspect_ChangedBytes_ReportsOrFailsInOurWords(string name)
    {
        const int Changes = 80;
        using var folder = new TemporaryFolder();
        byte[] whole = File.ReadAllBytes(SharedData.Fixture(name.Split('/')));
        var random = new RandomStream(1, name);
        for (int change = 0; change < Changes; change++)
        {
            byte[] changed = change % 4 == 0 ? whole[..random.Below(change, whole.Length)] : [.. whole];
            for (int i = 0; i < change % 4 && changed.Length > 0; i++)
            {
                // Names and attributes lie between the weights, which are most of the file.
                int at = random.Below(1000 + (change * 4) + i, changed.Length);
                changed[at] = (byte)random.Bits(2000 + (change * 4) + i);
            }

            string file = folder.Write("changed" + Path.GetExtension(name), changed);
            Exception? fault = Record.Exception(() => ModelInspector.Inspect(file));
            Assert.True(fault is null or RetrainException, $"change {change}: {fault}");
        }
    }

    [Fact]
    public void Inspect_NoSuchOutput_IsAProblemInTheReport() =>
        Assert.Contains("no_such", ModelInspector.Inspect(ModelFixtures.Retrained, new ModelChoice { OutputLayer = "no_such" }).Problem,
            StringComparison.Ordinal);

    [Fact]
    public void Inspect_NoFile_Fails() => Assert.Contains(
        "does not exist", Assert.Throws<RetrainException>(() => ModelInspector.Inspect("no_such.onnx")).Message, StringComparison.Ordinal);
}
