using Retrain.Photos;

namespace Retrain.Tests;

/// <summary>FIELD_CASES S08: the same picture in training and in test flatters the score.</summary>
public sealed class CopyGroupsTests
{
    private static readonly string[] Labels = ["daisy", "rose"];

    [Theory]
    [InlineData(PhotoSet.Training, PhotoSet.Testing, PhotoSet.Training)]
    [InlineData(PhotoSet.Testing, PhotoSet.Training, PhotoSet.Training)]
    [InlineData(PhotoSet.Validation, PhotoSet.Testing, PhotoSet.Validation)]
    [InlineData(PhotoSet.Training, PhotoSet.Validation, PhotoSet.Training)]
    public void KeepTogether_SamePictureUnderTwoNames_IsInOneSet(PhotoSet first, PhotoSet second, PhotoSet together)
    {
        PhotoSet[] sets = [first, PhotoSet.Testing, second];
        IReadOnlyList<string> warnings = Keep(["daisy/a", "daisy/b", "daisy/c"], ["x", "y", "x"], sets);
        Assert.Equal([together, PhotoSet.Testing, together], sets);
        Assert.Equal(
            ["1 photo is a copy of another byte for byte, 1 moved to the set of their original; for instance daisy/a = daisy/c"], warnings);
    }

    [Fact]
    public void KeepTogether_ManyCopies_AreCountedOnceEach()
    {
        PhotoSet[] sets = [PhotoSet.Testing, PhotoSet.Testing, PhotoSet.Training, PhotoSet.Testing, PhotoSet.Testing];
        IReadOnlyList<string> warnings = Keep(["daisy/a", "daisy/b", "daisy/c", "daisy/d", "daisy/e"], ["x", "x", "x", "y", "y"], sets);
        Assert.Equal([PhotoSet.Training, PhotoSet.Training, PhotoSet.Training, PhotoSet.Testing, PhotoSet.Testing], sets);
        Assert.StartsWith("3 photos are copies of another byte for byte, 2 moved to the set of their original", Assert.Single(warnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void KeepTogether_CopiesInOneSet_AreOnlyTold()
    {
        PhotoSet[] sets = [PhotoSet.Testing, PhotoSet.Testing];
        Assert.Contains(
            "all in one set with their originals", Assert.Single(Keep(["daisy/a", "daisy/b"], ["x", "x"], sets)), StringComparison.Ordinal);
        Assert.Equal([PhotoSet.Testing, PhotoSet.Testing], sets);
    }

    [Fact]
    public void KeepTogether_SamePictureUnderTwoLabels_IsListed()
    {
        PhotoSet[] sets = [PhotoSet.Testing, PhotoSet.Training];
        IReadOnlyList<string> warnings = Keep(["daisy/a", "rose/a"], ["x", "x"], sets);
        Assert.Equal([PhotoSet.Training, PhotoSet.Training], sets);
        Assert.Equal(2, warnings.Count);
        Assert.Equal("The same picture stands under several labels: daisy/a (daisy), rose/a (rose)", warnings[1]);
    }

    [Fact]
    public void KeepTogether_Compat_LeavesTheSetsAndSaysSo()
    {
        PhotoSet[] sets = [PhotoSet.Training, PhotoSet.Testing];
        IReadOnlyList<string> warnings = Keep(["daisy/a", "daisy/b"], ["x", "x"], sets, compat: true);
        Assert.Equal([PhotoSet.Training, PhotoSet.Testing], sets);
        Assert.Contains("1 in another set than their original (left there: compat)", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void KeepTogether_NoCopies_SaysNothing() =>
        Assert.Empty(Keep(["daisy/a", "rose/a"], ["x", "y"], [PhotoSet.Training, PhotoSet.Testing]));

    private static IReadOnlyList<string> Keep(string[] names, string[] hashes, PhotoSet[] sets, bool compat = false) =>
        CopyGroups.KeepTogether(
            [.. names.Select(n => new Photo("photos/" + n, n, n.StartsWith("rose", StringComparison.Ordinal) ? 1 : 0))], hashes, sets,
            Labels, compat);
}
