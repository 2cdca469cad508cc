using Retrain.Formats.Onnx;

namespace Retrain.Formats.Tests.Onnx;

public sealed class OnnxClassNamesTests
{
    private static readonly string[] Flowers = ["daisy", "dandelion", "roses", "sunflowers", "túlip 'x'"];

    [Theory]
    [InlineData("labels_json")]
    [InlineData("labels_names_dict")]
    public void InMetadata_ExportersProperties_AreRead(string fixture) =>
        Assert.Equal(Flowers, OnnxClassNames.InMetadata(Load(fixture).Metadata)!);

    [Fact]
    public void InZipMap_ClassLabels_AreRead() => Assert.Equal(Flowers, OnnxClassNames.InZipMap(Load("labels_zipmap").Graph)!);

    [Fact]
    public void InMetadata_NoProperties_GivesNothing()
    {
        Assert.Null(OnnxClassNames.InMetadata(Load("labels_zipmap").Metadata));
        Assert.Null(OnnxClassNames.InZipMap(Load("labels_json").Graph));
    }

    [Theory]
    [InlineData("""["a", "b"]""", "a|b")]
    [InlineData("""{"1": "b", "0": "a"}""", "a|b")]
    [InlineData("""["a", 3]""", null)]
    [InlineData("""{"0": "a", "2": "c"}""", null)]
    [InlineData("""["\ud800"]""", null)]
    [InlineData("[]", null)]
    [InlineData("3", null)]
    [InlineData("{0: 'a', 1: \"b's\"}", "a|b's")]
    [InlineData("{1: 'b', 0: 'a'}", "a|b")]
    [InlineData("{0: 'a', 2: 'c'}", null)]
    [InlineData("{0: 'a', 0: 'c'}", null)]
    [InlineData("{0: 'a'", null)]
    [InlineData("{0: 'a'} x", null)]
    [InlineData("{-1: 'a'}", null)]
    [InlineData("{99999999999999: 'a'}", null)]
    [InlineData("{}", null)]
    [InlineData("['a', 'b']", "a|b")]
    [InlineData("('a', 'b',)", "a|b")]
    [InlineData(@"['\\', '\'', '\n', '\xe9', '\u00e9', '\U0001f33c']", "\\|'|\n|é|é|🌼")]
    [InlineData(@"['\ud800']", null)]
    [InlineData(@"['\q']", null)]
    [InlineData(@"['\", null)]
    [InlineData(@"['\x4", null)]
    [InlineData("", null)]
    public void InMetadata_Spellings_AreUnderstoodOrLeft(string text, string? expected)
    {
        IReadOnlyList<string>? names = OnnxClassNames.InMetadata(key => key == "names" ? text : null);
        Assert.Equal(expected, names is null ? null : string.Join('|', names));
    }

    private static OnnxModel Load(string fixture) => OnnxModel.Read(File.ReadAllBytes(SharedData.Fixture("onnx", fixture, "model.onnx")));
}
