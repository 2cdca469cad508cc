using System.Text.Json.Nodes;
using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;

namespace Retrain.Tests.Models;

public sealed class ModelMetadataTests
{
    private static ModelMetadata Full => ModelFixture.Metadata(ModelFixture.Backbone(), "ä \"q\" \\ 🌼", "b") with
    {
        FinalTensorName = "out",
        Preprocessing =
            new Preprocessing { Width = 288, Height = 160, RangeLow = -1.0078740f, RangeHigh = 0.1f, Layout = "nhwc", Compat = true },
    };

    [Fact]
    public void ToJson_ParsedAgain_IsTheSame()
    {
        ModelMetadata again = ModelMetadata.Parse(Full.ToJson(), "m");
        Assert.Equal(Full.Labels, again.Labels);
        Assert.Equal(Full with { Labels = again.Labels }, again);
        Assert.Equal(Full.ToJson(), again.ToJson());
    }

    [Fact]
    public void ToJson_Views_AreReadAgain()
    {
        Preprocessing rules = new() { Width = 96, Height = 96, Crop = "centre" };
        ModelMetadata views = Full with
        {
            Views = [new ModelView("a", Full.Preprocessing), new ModelView("view2/a", rules)],
            Combination = ViewCombination.Mean,
        };
        ModelMetadata again = ModelMetadata.Parse(views.ToJson(), "m");
        Assert.Equal(views.Views, again.Views);
        Assert.Equal(views with { Labels = again.Labels, Views = again.Views }, again);
        Assert.Equal(views.ToJson(), again.ToJson());
        Assert.EndsWith(""","compat":false,"crop":"centre"}}]}""", views.ToJson(), StringComparison.Ordinal);
        Assert.Throws<RetrainException>(() => ModelMetadata.Parse(views.ToJson().Replace("\"mean\"", "\"sum\""), "m"));
    }

    /// <summary>Older programs would feed other pixels than it was trained on, so they must refuse it; all else they can read.</summary>
    [Fact]
    public void ToJson_Crop_IsNothingForOlderPrograms()
    {
        ModelMetadata centre = Full with { Preprocessing = Full.Preprocessing with { Crop = "centre" } };
        Assert.StartsWith("""{"schema":2,""", centre.ToJson(), StringComparison.Ordinal);
        Assert.StartsWith("""{"schema":1,""", Full.ToJson(), StringComparison.Ordinal);
        Assert.Equal("centre", ModelMetadata.Parse(centre.ToJson(), "m").Preprocessing.Crop);
        Assert.DoesNotContain("crop", Full.ToJson(), StringComparison.Ordinal);
        Assert.Equal("stretch", ModelMetadata.Parse(Full.ToJson(), "m").Preprocessing.Crop);
    }

    [Fact]
    public void ToJson_StoredForm_DoesNotChangeUnnoticed() => Assert.Equal(
        """{"schema":1,"program":"1.2.3","labels":["daisy","roses"],"backbone":"efficientnet_lite0","fingerprint":"00ff","tap":"features","final_tensor_name":"final_result","licence":"Apache-2.0","notice":"Ünderstood.","preprocessing":{"version":1,"width":64,"height":64,"range_low":0,"range_high":1,"resize":"legacy_bilinear","channels":"rgb","layout":"nchw","compat":false}}""",
        ModelFixture.Metadata(ModelFixture.Backbone(), "daisy", "roses").ToJson());

    [Fact]
    public void Parse_UnknownFields_AreIgnored()
    {
        JsonObject json = JsonNode.Parse(Full.ToJson())!.AsObject();
        json["thresholds"] = new JsonArray(0.5, 0.5);
        json["preprocessing"]!["gamma"] = 2.2;
        Assert.Equal(Full.ToJson(), ModelMetadata.Parse(json.ToJsonString(), "m").ToJson());
    }

    [Fact]
    public void Parse_NewerSchema_SaysThatThisProgramIsTooOld()
    {
        var e = Assert.Throws<RetrainException>(
            () => ModelMetadata.Parse("""{"schema": 3, "program": "9.0.0", "everything": "else"}""", "my/model.onnx"));
        Assert.Equal("'my/model.onnx' was written by a newer retrain 9.0.0 (model schema 3; this program reads up to 2): "
            + "update this program", e.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"schema\": \"1\"}")]
    [InlineData("{\"schema\": 1}")]
    [InlineData("{\"schema\": 99999999999}")]
    [InlineData("{\"schema\": 1, \"preprocessing\": 3, \"labels\": [null]}")]
    public void Parse_Damaged_NamesTheFile(string json) => Assert.StartsWith(
        "'m.onnx' has damaged metadata", Assert.Throws<RetrainException>(() => ModelMetadata.Parse(json, "m.onnx")).Message);

    [Fact]
    public void Parse_EachFieldOfAnotherKind_NamesTheFile()
    {
        foreach (string field in JsonNode.Parse(Full.ToJson())!.AsObject().Select(p => p.Key))
        {
            JsonObject json = JsonNode.Parse(Full.ToJson())!.AsObject();
            json[field] = false;
            Assert.Throws<RetrainException>(() => ModelMetadata.Parse(json.ToJsonString(), "m.onnx"));
        }
    }
}
