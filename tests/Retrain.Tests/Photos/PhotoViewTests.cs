using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Tests.Photos;

public sealed class PhotoViewTests
{
    [Fact]
    public void ParseList_Views_AreTakenInTheirOrder() => Assert.Equal(
        [new PhotoView("stretch", 224), new PhotoView("centre", 224), new PhotoView("stretch", 288), new PhotoView("centre", 32)],
        PhotoView.ParseList("stretch224, centre224 ,stretch288,center32"));

    [Fact]
    public void ToString_View_IsReadAgain() => Assert.Equal(["centre96"], PhotoView.ParseList("centre96").Select(v => v.ToString()));

    [Theory]
    [InlineData("strech224", "'strech224'")]
    [InlineData("centre", "'centre'")]
    [InlineData("224", "'224'")]
    [InlineData("stretch0", "'stretch0'")]
    [InlineData("stretch-3", "'stretch-3'")]
    [InlineData("stretch1000000", "'stretch1000000'")]
    [InlineData("stretch224,,centre224", "''")]
    [InlineData("", "''")]
    [InlineData("Stretch224", "'Stretch224'")]
    public void ParseList_NoView_SaysWhatOneLooksLike(string list, string named)
    {
        UsageException fault = Assert.Throws<UsageException>(() => PhotoView.ParseList(list));
        Assert.StartsWith(named + " is no view of a photo: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("stretch224,centre224,stretch288", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void ParseList_OneTwice_IsRefused() => Assert.Contains(
        "centre224 is named twice", Assert.Throws<UsageException>(() => PhotoView.ParseList("centre224,center224")).Message);
}
