using System.Text.Json;
using Retrain.Models;
using Retrain.Prediction;
using Retrain.Tests.Models;
using PhotoPrediction = Retrain.Prediction.Prediction;

namespace Retrain.Tests.Prediction;

public sealed class LabelImageTextTests
{
    private static PhotoPrediction Three => Of("a.jpg", ["daisy", "roses", "tulips"], 5.3509e-5f, 0.99071777f, 0.25f);

    [Fact]
    public void Lines_BestFirst_AsTheOriginal() =>
        Assert.Equal("roses 0.99071777\ntulips 0.25\ndaisy 5.3509e-05\n", LabelImageText.Lines(Three));

    [Fact]
    public void Lines_EqualScores_HigherIndexFirst() =>
        Assert.Equal("label 1 0.5\nlabel 0 0.5\n", LabelImageText.Lines(Of("x", ["label 0", "label 1"], 0.5f, 0.5f)));

    [Fact]
    public void Lines_MoreThanFiveClasses_ShowsFive() =>
        Assert.Equal("6 6.0\n5 5.0\n4 4.0\n3 3.0\n2 2.0\n",
            LabelImageText.Lines(Of("x", ["0", "1", "2", "3", "4", "5", "6"], 0, 1, 2, 3, 4, 5, 6)));

    [Fact]
    public void Lines_ScoresOfTheOriginal_PrintTheSameText()
    {
        string root = SharedData.Shared("fixtures", "label_image");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "label_image.json")));
        int compared = 0;
        foreach (JsonElement recorded in cases.RootElement.EnumerateArray().Where(c => c.GetProperty("exit_status").GetInt32() == 0))
        {
            string[] flags = recorded.GetProperty("flags").GetString()!.Split(' ');
            string labelsFile = flags[Array.IndexOf(flags, "--labels") + 1];
            float[] scores = [.. recorded.GetProperty("scores").EnumerateArray().Select(s => (float)s.GetDouble())];
            string path = labelsFile.StartsWith("runs/", StringComparison.Ordinal)
                ? SharedData.Shared("fixtures", "retrain_runs", labelsFile["runs/".Length..])
                : Path.Combine(root, labelsFile);
            // The original takes longer label files too.
            IReadOnlyList<string> labels = [.. LabelsFile.Parse(File.ReadAllText(path), scores.Length).Take(scores.Length)];
            string[] expected = [.. recorded.GetProperty("stdout").EnumerateArray().Select(l => l.GetString()!)];
            Assert.Equal(string.Concat(expected.Select(l => l + "\n")), LabelImageText.Lines(Of("x", [.. labels], scores)));
            compared++;
        }

        Assert.True(compared > 25, compared + " cases");
    }

    [Fact]
    public void Csv_OddNames_AreQuoted()
    {
        PhotoPrediction odd = Of("a, \"b\"\n.jpg", ["x,y", "z"], 0.75f, 0.25f);
        Assert.Equal("\"a, \"\"b\"\"\n.jpg\",\"x,y\",0.75,\r\n", LabelImageText.CsvRow(odd));
        Assert.Equal("file,label,score,error\r\n", LabelImageText.CsvHeader());
        Assert.Equal("file,label,score,label_2,score_2,label_3,score_3,error\r\n", LabelImageText.CsvHeader(3));
        Assert.Equal("\"a, \"\"b\"\"\n.jpg\",\"x,y\",0.75,z,0.25,,,\r\n", LabelImageText.CsvRow(odd, 3));
    }

    [Fact]
    public void Csv_UnusablePhoto_HasItsReason() =>
        Assert.Equal("b.jpg,,,,,\"cut off, 3 of 9 rows\"\r\n",
            LabelImageText.CsvRow(new PhotoPrediction("b.jpg", [], "cut off, 3 of 9 rows"), 2));

    [Fact]
    public void Json_Prediction_IsOneLine()
    {
        Assert.Equal("""{"file":"a.jpg","scores":[{"label":"roses","score":0.99071777},{"label":"tulips","score":0.25}],"error":null}""",
            LabelImageText.Json(Three, 2));
        Assert.Equal("""{"file":"Füße \"1\".jpg","scores":[],"error":"broken"}""",
            LabelImageText.Json(new PhotoPrediction("Füße \"1\".jpg", [], "broken")));
        Assert.Equal("""{"file":"x","scores":[{"label":"a","score":null}],"error":null}""", LabelImageText.Json(Of("x", ["a"], float.NaN)));
        JsonElement parsed = JsonDocument.Parse(LabelImageText.Json(Three)).RootElement;
        Assert.Equal(5.3509e-5f, parsed.GetProperty("scores")[2].GetProperty("score").GetSingle());
    }

    [Fact]
    public void AllForms_DecimalCommaAndOtherMinus_SameBytes()
    {
        string All() => LabelImageText.Lines(Three) + LabelImageText.CsvRow(Three, 3) + LabelImageText.Json(Three)
            + LabelImageText.CsvHeader(12) + NumpyText.Float(-1e-20f);
        Assert.Equal(All(), OtherCulture.Run(All));
    }

    private static PhotoPrediction Of(string file, string[] labels, params float[] scores) =>
        new(file, PhotoPrediction.Sorted(labels, scores));
}
