using Retrain.Photos;

namespace Retrain.Tests.Photos;

public sealed class LabelSpellingTests
{
    [Fact]
    public void Compat_EveryRecordedName_IsSpelledAsTheOriginalDoes() =>
        Assert.All(SplitFixtures.Rows("labels.json"),
            row => Assert.Equal(row.GetProperty("label").GetString(), LabelSpelling.Compat(row.GetProperty("folder").GetString()!)));

    [Theory]
    [InlineData("K", "k")]
    [InlineData("İİ", "i i ")]
    [InlineData("xİ-y", "xi y")]
    public void Compat_LettersWhoseLowerCaseIsAscii_AreKept(string folder, string label) =>
        Assert.Equal(label, LabelSpelling.Compat(folder));
}
