using System.Text;
using System.Text.Json;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Prediction;
using Retrain.Tests.Models;

namespace Retrain.Tests.Prediction;

/// <summary>Models of ours and of others: what is found in the file, what the user must say, and how wrong wishes are answered.</summary>
public sealed class PredictorLoadTests : IDisposable
{
    private static readonly byte[] Model = ModelFixture.Model();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("labels_json")]
    [InlineData("labels_names_dict")]
    [InlineData("labels_zipmap")]
    public void Load_ExportsWithNamesInside_FindsThem(string fixture)
    {
        using Predictor predictor = Load(SharedData.Fixture("onnx", fixture, "model.onnx"));
        Assert.Equal(["daisy", "dandelion", "roses", "sunflowers", "túlip 'x'"], predictor.Labels);
        Assert.Equal(48, predictor.Preprocessing.Width);
        Assert.Equal(5, predictor.Predict("x"u8.ToArray(), "x").Scores.Count);
        Assert.Null(predictor.Metadata);
    }

    [Theory]
    [InlineData("resnet_opset13_with_bn")]
    [InlineData("vit_opset17")]
    [InlineData("efficientnet_lite_qdq_int8")]
    public void Predict_CommittedExport_AnswersAsRecorded(string fixture)
    {
        string root = SharedData.Fixture("onnx", fixture);
        double tolerance =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "case.json"))).RootElement.GetProperty("tolerance_abs").GetDouble();
        CompareWithRecorded(root, tolerance, null);
    }

    [Fact]
    public void Predict_ExportsOfManyPrograms_AnswerAsRecorded()
    {
        // One photo is fed by the reader; files with a fixed batch of 2 get black pictures beside it.
        foreach (string name in new[]
        {
            "labels_json", "labels_names_dict", "labels_zipmap", "resnet_ir3_weights_as_inputs", "resnet_external_data",
            "resnet_fp16_weights_cast", "tf2onnx_mobilenet_opset17", "tf2onnx_resnet_v2_nhwc", "convnext_dynamo_opset21", "local_function", "if_on_shape",
        })
        {
            string root = SharedData.Shared("fixtures", "onnx", name);
            JsonElement meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "meta.json"))).RootElement;
            JsonElement.ObjectEnumerator expected = meta.GetProperty("expected").EnumerateObject();
            expected.MoveNext();
            CompareWithRecorded(root, expected.Current.Value.GetProperty("tolerance_abs").GetDouble(), expected.Current.Name);
        }
    }

    [Fact]
    public void Load_NhwcNetwork_IsFedLastChannel()
    {
        using Predictor predictor = Load(
            SharedData.Shared("fixtures", "onnx", "tf2onnx_mobilenet_opset17", "model.onnx"), new PredictorOptions { Labels = Labels(5) });
        Assert.Equal("nhwc", predictor.Preprocessing.Layout);
    }

    [Fact]
    public void Load_LabelsFileOfOtherLength_SaysBothNumbers()
    {
        string labels = folder.Write("l.txt", "a\nb\nc\n"u8);
        var e = Assert.Throws<RetrainException>(
            () => Load(SharedData.Fixture("onnx", "resnet_opset13_with_bn", "model.onnx"), new PredictorOptions { Labels = labels }));
        Assert.Contains("has 3 labels, the model answers for 5 classes", e.Message);
    }

    [Fact]
    public void Load_NoLabelsAnywhere_AsksForThem()
    {
        string model = Copy("resnet_opset13_with_bn");
        var e = Assert.Throws<UsageException>(() => Load(model));
        Assert.Contains("does not name its 5 classes", e.Message);
        folder.Write("labels.txt", "a\nb\nc\nd\ne\n"u8);
        using Predictor predictor = Load(model);
        Assert.Equal(["a", "b", "c", "d", "e"], predictor.Labels);
    }

    [Fact]
    public void Load_ShuffledLabels_AreRefusedAndTranslatedOnesTaken()
    {
        ModelFolder.Write(folder["model"], Model, "", "");
        string shuffled = folder.Write("s.txt", "roses\ndaisy\ndandelion\nsunflowers\ntulips\n"u8);
        Assert.Contains("line 1 says 'roses', the model's class 1 is 'daisy'",
            Assert.Throws<RetrainException>(() => Load(folder["model"], new PredictorOptions { Labels = shuffled })).Message);
        string translated = folder.Write("t.txt", "Gänseblümchen\r\nLöwenzahn\r\nRosen\r\nSonnenblumen\r\nTulpen\r\n"u8);
        using (Predictor predictor = Load(folder["model"], new PredictorOptions { Labels = translated }))
        {
            Assert.Equal("Gänseblümchen", predictor.Labels[0]);
        }

        File.Copy(translated, folder["model", "labels.txt"], overwrite: true);
        Assert.Contains("does not belong to the model", Assert.Throws<RetrainException>(() => Load(folder["model"])).Message);
        File.Delete(folder["model", "labels.txt"]);
        using Predictor own = Load(folder["model"]);
        Assert.Equal(ModelFixture.Flowers, own.Labels);
    }

    [Fact]
    public void Load_LayersThatAreNotThere_ListsThoseThatAre()
    {
        string model = folder.Write("m.onnx", Model);
        Assert.Equal(
            $"'{model}' has no output 'softmax' (--output_layer); it has: final_result float [N, 5]",
            Assert.Throws<UsageException>(() => Load(model, new PredictorOptions { OutputLayer = "softmax" })).Message);
        Assert.Equal(
            $"'{model}' has no input 'pictures' (--input_layer); it has: images float [N, 3, 64, 64]",
            Assert.Throws<UsageException>(() => Load(model, new PredictorOptions { InputLayer = "pictures" })).Message);
        string embedded = folder.Write("e.onnx", ModelFixture.Network);
        Assert.Contains(
            "has several outputs; choose one with --output_layer: features float [N, 1280]; features_wide float [N, 2432]",
            Assert.Throws<UsageException>(() => Load(embedded)).Message);
    }

    [Fact]
    public void Load_InputNameOfTheOriginal_MeansTheOnlyInputOfOurModels()
    {
        using Predictor ours = Load(folder.Write("m.onnx", Model), new PredictorOptions { InputLayer = "Placeholder" });
        Assert.Equal(ModelFixture.Flowers, ours.Labels);
        string other = SharedData.Fixture("onnx", "labels_json", "model.onnx");
        Assert.Contains("no input 'Placeholder'",
            Assert.Throws<UsageException>(() => Load(other, new PredictorOptions { InputLayer = "Placeholder" })).Message);
    }

    [Fact]
    public void Predict_LayerInsideTheGraph_GivesItsValues()
    {
        string model = folder.Write("m.onnx", Model);
        using Predictor logits = Load(model, new PredictorOptions { OutputLayer = "final_retrain_ops/Wx_plus_b/add" });
        using Predictor scores = Load(model);
        var l = logits.Predict("x"u8.ToArray(), "x").Scores;
        var s = scores.Predict("x"u8.ToArray(), "x").Scores;
        Assert.Equal(s.Select(x => x.Label), l.Select(x => x.Label));
        double total = l.Sum(x => Math.Exp(x.Score));
        Assert.All(l.Zip(s), pair => Assert.Equal(Math.Exp(pair.First.Score) / total, pair.Second.Score, 1e-5));
        Assert.Contains(l, x => x.Score is < 0 or > 1);
    }

    [Fact]
    public void Load_SizesThatDoNotFit_SayWhatTheModelTakes()
    {
        string model = folder.Write("m.onnx", Model);
        Assert.Equal(
            $"--input_width is 299, but '{model}' takes images float [N, 3, 64, 64]",
            Assert.Throws<UsageException>(() => Load(model, new PredictorOptions { Width = 299, Height = 64 })).Message);
        string anySize = folder.Write("e.onnx", ModelFixture.Network);
        Assert.Contains(
            "any height", Assert.Throws<UsageException>(() => Load(anySize, new PredictorOptions { OutputLayer = "features" })).Message);
        Assert.Throws<UsageException>(() => Load(anySize, new PredictorOptions { OutputLayer = "features", Height = 0, Width = 32 }));
        using Predictor small = Load(
            anySize, new PredictorOptions { OutputLayer = "features", Height = 32, Width = 96, Labels = Labels(1280) });
        Assert.Equal((96, 32), (small.Preprocessing.Width, small.Preprocessing.Height));
        Assert.Equal(1280, small.Predict("x"u8.ToArray(), "x").Scores.Count);
    }

    [Fact]
    public void Load_MeanAndStd_BecomeARange()
    {
        string model = folder.Write("m.onnx", Model);
        using Predictor predictor = Load(model, new PredictorOptions { Mean = 127, Std = 128, Compat = true });
        Assert.Equal(((0f - 127f) / 128f, (255f - 127f) / 128f, true),
            (predictor.Preprocessing.RangeLow, predictor.Preprocessing.RangeHigh, predictor.Preprocessing.Compat));
        using Predictor standard = Load(model, new PredictorOptions { Mean = 0, Std = 255 });
        Assert.Equal((0f, 1f), (standard.Preprocessing.RangeLow, standard.Preprocessing.RangeHigh));
        Assert.Throws<UsageException>(() => Load(model, new PredictorOptions { Std = 0 }));
        Assert.Throws<UsageException>(() => Load(model, new PredictorOptions { Mean = float.NaN }));
    }

    [Fact]
    public void Load_NewerModel_SaysThatThisProgramIsTooOld()
    {
        OnnxModel newer = OnnxModel.Read(Model);
        newer.SetMetadata("retrain", newer.Metadata("retrain")!.Replace("\"schema\":1", "\"schema\":7", StringComparison.Ordinal));
        Assert.Contains(
            "written by a newer retrain 1.2.3", Assert.Throws<RetrainException>(() => Load(folder.Write("m.onnx", newer.Write()))).Message);
        OnnxModel otherPixels = OnnxModel.Read(Model);
        otherPixels.SetMetadata(
            "retrain", otherPixels.Metadata("retrain")!.Replace("legacy_bilinear", "lanczos", StringComparison.Ordinal));
        Assert.Contains("lanczos", Assert.Throws<RetrainException>(() => Load(folder.Write("m.onnx", otherPixels.Write()))).Message);
    }

    [Fact]
    public void Load_WhatIsNoModel_SaysWhatItIs()
    {
        Assert.Equal($"model '{folder["none.onnx"]}' does not exist",
            Assert.Throws<RetrainException>(() => Load(folder["none.onnx"])).Message);
        Assert.Contains("holds no model.onnx", Assert.Throws<RetrainException>(() => Load(folder.FullPath)).Message);
        Assert.Contains("no ONNX model", Assert.Throws<RetrainException>(() => Load(folder.Write("t.onnx", "daisy\nroses\n"u8))).Message);
        Assert.Contains("a web page", Assert.Throws<RetrainException>(() => Load(folder.Write("t.onnx", "<html>"u8))).Message);
        Assert.Contains("the file is empty", Assert.Throws<RetrainException>(() => Load(folder.Write("t.onnx", []))).Message);
    }

    [Theory]
    [InlineData("refuse_custom_op", "FancyPool")]
    [InlineData("refuse_external_escape", "External data path")]
    [InlineData("refuse_future_opset", "99")]
    [InlineData("refuse_missing_external", "model.onnx.data")]
    [InlineData("refuse_truncated", "damaged")]
    public void Load_ModelsThatCannotBeRun_AreOneLineThatNamesTheThing(string name, string expected)
    {
        string message = Assert.Throws<RetrainException>(() => Load(SharedData.Shared("fixtures", "onnx", name, "model.onnx"))).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain("[ONNXRuntimeError]", message);
    }

    private static Predictor Load(string path, PredictorOptions? options = null) => Predictor.Load(path, options, ModelFixture.Read);

    private void CompareWithRecorded(string root, double tolerance, string? output)
    {
        float[] input = Npy.Read(Path.Combine(root, "input.npy")).Floats();
        Npy expectedFile = Npy.Read(Path.Combine(root, "expected.npy"));
        float[] expected = expectedFile.Floats();
        int classes = expected.Length / expectedFile.Shape[0];
        using Predictor predictor = Predictor.Load(
            Path.Combine(root, "model.onnx"),
            new PredictorOptions { Labels = Labels(classes), OutputLayer = output },
            (_, name, _, planes) =>
            {
                input.AsSpan(name == "second" ? planes.Length : 0, planes.Length).CopyTo(planes);
                return new PhotoReading(null, [], 0, 0);
            });
        foreach ((string name, int offset) in new[] { ("first", 0), ("second", classes) })
        {
            Assert.All(predictor.Predict(new byte[] { 1 }, name).Scores,
                s => Assert.True(Math.Abs(s.Score - expected[offset + s.Index]) <= tolerance, $"{root} {name} {s}"));
        }
    }

    private string Labels(int count) =>
        folder.Write($"labels-{count}.txt", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, count).Select(i => $"c{i}\n"))));

    private string Copy(string fixture) => folder.Write("copy.onnx", File.ReadAllBytes(SharedData.Fixture("onnx", fixture, "model.onnx")));
}
