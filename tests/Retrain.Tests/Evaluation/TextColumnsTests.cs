using Retrain.Evaluation;

namespace Retrain.Tests.Evaluation;

public sealed class TextColumnsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("rose", 4)]
    [InlineData("Rosé", 4)]
    [InlineData("Rose\u0301", 4)]
    [InlineData("玫瑰", 4)]
    [InlineData("장미", 4)]
    [InlineData("ﾊﾞﾗ", 3)]
    [InlineData("🌹", 2)]
    public void Width_Text_IsThatOfAConsole(string text, int expected) => Assert.Equal(expected, TextColumns.Width(text));

    [Fact]
    public void Shorten_DifferentBeginnings_KeepsThem() =>
        Assert.Equal(["sunfl…", "tulip", "dande…"], TextColumns.Shorten(["sunflowers", "tulip", "dandelion"], 6));

    [Fact]
    public void Shorten_SameBeginnings_KeepsTheEndsToo() =>
        Assert.Equal(["cl…_01", "cl…_02", "x"], TextColumns.Shorten(["class_number_01", "class_number_02", "x"], 6));

    [Fact]
    public void Shorten_WideCharacters_NeverExceedsTheWidth() =>
        Assert.All(TextColumns.Shorten(["チューリップの花", "玫瑰花花花花"], 6), name => Assert.InRange(TextColumns.Width(name), 1, 6));
}
