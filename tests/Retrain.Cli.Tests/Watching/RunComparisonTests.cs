using Retrain.Cli.Watching;

namespace Retrain.Cli.Tests.Watching;

public sealed class RunComparisonTests
{
    private static readonly RetrainResult Before = MadeRun.Of(
        "daisy/1.jpg=a:training:daisy", "daisy/2.jpg=b:testing:roses", "daisy/3.jpg=c:validation:daisy", "roses/1.jpg=d:testing:roses",
        "roses/2.jpg=e:training:daisy", "roses/3.jpg=f:testing:roses");

    [Fact]
    public void Of_SameRun_IsNoChange()
    {
        var comparison = RunComparison.Of(Before, Before);
        Assert.Empty(comparison.Photos);
        Assert.Empty(comparison.Flipped);
        Assert.Equal(4, comparison.Compared);
        Assert.Equal(
            [
                "",
                "No usable photo has changed",
                "Test accuracy: 66.7 % (N=3) before, 66.7 % (N=3) now",
                "No flips: none of 4 validation and test photos that both models know got another answer",
            ],
            ComparisonText.Lines(comparison));
    }

    [Fact]
    public void Of_OtherPhotos_NamesWhatHappenedToEach()
    {
        RetrainResult after = MadeRun.Of(
            "daisy/1.jpg=a:training:daisy", "daisy/3.jpg=c2:validation:daisy", "daisy/moved.jpg=d:training:daisy",
            "daisy/two.jpg=b:testing:daisy", "lilies/1.jpg=g:training:lilies", "lilies/2.jpg=h:training:lilies",
            "roses/2.jpg=e:testing:roses", "roses/4.jpg=i:testing:roses");
        var comparison = RunComparison.Of(Before, after);
        Assert.Equal(
            [
                "Edited daisy/3.jpg daisy daisy", "Moved daisy/moved.jpg roses daisy", "Renamed daisy/two.jpg daisy daisy",
                "Added lilies/1.jpg  lilies", "Added lilies/2.jpg  lilies", "Removed roses/3.jpg roses ", "Added roses/4.jpg  roses",
            ],
            comparison.Photos.Select(p => $"{p.Kind} {p.Name} {p.LabelBefore} {p.LabelAfter}"));
        Assert.Equal(["lilies"], comparison.NewClasses);

        // daisy/2 was wrong and is right; the others are edited, gone, or in a training set of one of the runs.
        Assert.Equal(1, comparison.Compared);
        Assert.Equal(
            [
                "",
                "Photos: 3 added (lilies 2, roses 1); 1 removed (roses 1); 1 moved (roses to daisy 1); 1 renamed (daisy 1); "
                    + "1 edited (daisy 1)",
                "New class: lilies",
                "Test accuracy: 66.7 % (N=3) before, 100.0 % (N=3) now",
                "Flips: 1 of 1 validation and test photos that both models know got another answer, 1 now right, 0 now wrong",
                "  daisy/two.jpg: roses (wrong) -> daisy (right)",
            ],
            ComparisonText.Lines(comparison));
    }

    /// <summary>A moved photo is judged by its label then and by its label now.</summary>
    [Fact]
    public void Of_MovedPhoto_IsJudgedByTheLabelOfItsTime()
    {
        RetrainResult after = MadeRun.Of("daisy/1.jpg=a:training:daisy", "roses/1.jpg=d:testing:daisy", "roses/9.jpg=b:testing:daisy");
        FlippedPhoto[] flips = [.. RunComparison.Of(Before, after).Flipped];
        Assert.Equal(
            [new FlippedPhoto("roses/1.jpg", "roses", true, "daisy", false), new("roses/9.jpg", "roses", false, "daisy", false)], flips);
    }

    [Fact]
    public void Of_ClassesThatComeAndGo_AreComparedByLabel()
    {
        RetrainResult after = MadeRun.Of("asters/1.jpg=z:training:asters", "daisy/2.jpg=b:testing:daisy", "daisy/3.jpg=c:validation:daisy");
        var comparison = RunComparison.Of(Before, after);
        Assert.Equal(["asters"], comparison.NewClasses);
        Assert.Equal(["roses"], comparison.VanishedClasses);
        Assert.Equal(["daisy/2.jpg"], comparison.Flipped.Select(f => f.Name));
    }

    [Fact]
    public void Of_Copies_ArePairedOneByOne()
    {
        RetrainResult before = MadeRun.Of("daisy/1.jpg=a:training:daisy", "daisy/2.jpg=a:training:daisy", "roses/1.jpg=b:training:roses");
        RetrainResult after = MadeRun.Of("daisy/9.jpg=a:training:daisy", "roses/1.jpg=b:training:roses", "roses/8.jpg=a:training:daisy",
            "roses/9.jpg=a:training:roses");
        Assert.Equal(
            ["Renamed daisy/9.jpg", "Moved roses/8.jpg", "Added roses/9.jpg"],
            RunComparison.Of(before, after).Photos.Select(p => $"{p.Kind} {p.Name}"));
    }

    [Fact]
    public void Lines_ManyFlips_AreTenAndACount()
    {
        string[] names = [.. Enumerable.Range(0, 13).Select(i => $"daisy/{i:00}.jpg={i}:testing:")];
        const string Rose = "roses/1.jpg=r:training:roses";
        RetrainResult before = MadeRun.Of([Rose, .. names.Select(n => n + "daisy")]);
        RetrainResult after = MadeRun.Of([Rose, .. names.Select(n => n + "roses")]);
        string[] lines = [.. ComparisonText.Lines(RunComparison.Of(before, after))];
        Assert.Equal(10, lines.Count(l => l.Contains(": daisy (right) -> roses (wrong)", StringComparison.Ordinal)));
        Assert.Equal("  and 3 more", lines[^1]);
    }
}
