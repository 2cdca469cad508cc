using System.Text;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Networks;

namespace Retrain.Tests.Models;

public sealed class LabelsFileTests
{
    [Theory]
    [InlineData("daisy\nroses\n", "daisy|roses")]
    [InlineData("daisy\nroses", "daisy|roses")]
    [InlineData("daisy\r\nroses\r\n", "daisy|roses")]
    [InlineData("daisy  \nroses\t\r\n\r\n \n\n", "daisy|roses")]
    [InlineData(" daisy\nred  roses\n", " daisy|red  roses")]
    [InlineData("\n\n", "|")]
    [InlineData("daisy\n \n", "daisy|")]
    [InlineData("daisy\n\n\n", "daisy|")]
    [InlineData("daisy\n ", "daisy")]
    [InlineData("daisy\n", "daisy")]
    [InlineData("", "")]
    [InlineData("a\nb\nc\n\n", "a|b|c")]
    public void Parse_ForTwoClasses_TrimsWhatEditorsLeave(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', LabelsFile.Parse(text, 2)));

    [Theory]
    [InlineData("0 Class 1\n1 Grün\n2 dog", "Class 1|Grün|dog")]
    [InlineData("0 a\n2 b", null)]
    [InlineData("daisy\nroses", null)]
    [InlineData("0 \n1 b", null)]
    [InlineData("0 1 2", "1 2")]
    public void WithoutNumbers_LinesNumberedFromZero_AreTheirNames(string text, string? expected) =>
        Assert.Equal(expected, NumberedLabels.WithoutNumbers(text.Split('\n')) is { } labels ? string.Join('|', labels) : null);

    [Fact]
    public void Parse_OddFileOfTheOriginal_GivesItsLabels()
    {
        string text = File.ReadAllText(SharedData.Shared("fixtures", "label_image", "labels", "odd.txt"));
        Assert.Equal([" daisy", "", "roses", "sunflowers", "tulips"], LabelsFile.Parse(text, 5));
    }

    [Fact]
    public void Read_ByteOrderMarks_AreNoPartOfTheFirstLabel()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(["ä", "b"], LabelsFile.Read(folder.Write("8.txt", [.. Encoding.UTF8.Preamble, .. "ä\r\nb\r\n"u8]), 2));
        Assert.Equal(["ä", "b"],
            LabelsFile.Read(folder.Write("16.txt", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("ä\r\nb\r\n")]), 2));
    }

    [Fact]
    public void Read_OtherCount_SaysBothNumbers()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("l.txt", "a\nb\nc\n\n"u8);
        var e = Assert.Throws<RetrainException>(() => LabelsFile.Read(path, 5));
        Assert.Equal(
            $"labels file '{path}' has 3 labels, the model answers for 5 classes: use the file that belongs to the model", e.Message);
    }

    [Fact]
    public void Read_NoTextOrNoFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            "is not UTF-8", Assert.Throws<RetrainException>(() => LabelsFile.Read(folder.Write("l.txt", [0x61, 0xff, 0x0a]), 1)).Message);
        Assert.Contains("none.txt' does not exist", Assert.Throws<RetrainException>(() => LabelsFile.Read(folder["none.txt"], 1)).Message);
    }

    [Fact]
    public void Text_Labels_EndWithLineFeeds()
    {
        Assert.Equal("a\nb\n", LabelsFile.Text(["a", "b"]));
        Assert.Contains(@"'a\nb'", Assert.Throws<RetrainException>(() => LabelsFile.Text(["a\nb"])).Message);
    }

    [Fact]
    public void CheckAgainstModel_Shuffled_IsRefusedAndRenamedOnlyWhereAllowed()
    {
        LabelsFile.CheckAgainstModel("l.txt", ["a", "b"], ["a ", "b"]);
        LabelsFile.CheckAgainstModel("l.txt", ["x", "y"], ["a", "b"], orderOnly: true);
        var e = Assert.Throws<RetrainException>(
            () => LabelsFile.CheckAgainstModel("l.txt", ["a", "c", "b"], ["a", "b", "c"], orderOnly: true));
        Assert.StartsWith("labels file 'l.txt' does not belong to the model: line 2 says 'c', the model's class 2 is 'b'", e.Message);
        Assert.Throws<RetrainException>(() => LabelsFile.CheckAgainstModel("l.txt", ["x", "b"], ["a", "b"]));
    }
}
