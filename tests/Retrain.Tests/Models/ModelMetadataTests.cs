using System.Text.Json.Nodes;
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
            () => ModelMetadata.Parse("""{"schema": 2, "program": "9.0.0", "everything": "else"}""", "my/model.onnx"));
        Assert.Equal("'my/model.onnx' was written by a newer retrain 9.0.0 (model schema 2; this program reads up to 1): "
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
