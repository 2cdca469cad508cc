using Retrain.Bottlenecks;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Tests;

public sealed class TestSampleTests
{
    // Class 0 has 90 test photos, class 1 ten, class 2 none.
    private static readonly LabelledFeatures Data = Labelled(
        [.. Enumerable.Repeat(0, 120), .. Enumerable.Repeat(1, 20), .. Enumerable.Repeat(2, 5)],
        i => i is >= 20 and < 110 or >= 125 and < 135 ? PhotoSet.Testing : PhotoSet.Training);

    [Theory]
    [InlineData(-1)]
    [InlineData(-7)]
    public void Rows_NegativeCount_AreTheWholeTestSetInOrder(int count) =>
        Assert.Equal([.. Enumerable.Range(20, 90), .. Enumerable.Range(125, 10)], Rows(count));

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(99)]
    public void Rows_FewerThanThereAre_AreDifferentTestPhotosInOrder(int count)
    {
        int[] rows = Rows(count);
        Assert.Equal(count, rows.Length);
        Assert.Equal(rows.Distinct().Order(), rows);
        Assert.All(rows, row => Assert.Equal(PhotoSet.Testing, Data.Sets[row]));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    public void Rows_AsManyAsThereAreOrMore_AreTheWholeTestSet(int count) => Assert.Equal(Rows(-1), Rows(count));

    [Fact]
    public void Rows_SameSeed_AreTheSameAndOthersAreNot()
    {
        Assert.Equal(Rows(40, seed: 3), Rows(40, seed: 3));
        Assert.NotEqual(Rows(40, seed: 3), Rows(40, seed: 4));
    }

    [Fact]
    public void Rows_ManySeeds_TakeEveryPhotoAboutAsOften()
    {
        var times = Enumerable.Range(0, 2000).SelectMany(seed => Rows(10, seed: seed)).CountBy(row => row).ToDictionary();
        Assert.Equal(100, times.Count);
        // 200 expected, with a standard deviation of 13.4.
        Assert.All(times.Values, n => Assert.InRange(n, 140, 260));
    }

    [Fact]
    public void Rows_Compat_DrawAClassFirstAndPhotosMoreThanOnce()
    {
        int[] rows = Rows(2000, compat: true);
        Assert.Equal(2000, rows.Length);
        Assert.All(rows, row => Assert.Equal(PhotoSet.Testing, Data.Sets[row]));
        // The class without test photos is not drawn; of the others each is as likely, however few photos it has.
        Assert.InRange(rows.Count(row => Data.Classes[row] == 1), 900, 1100);
        Assert.InRange(rows.Count(row => row == 125), 60, 140);
    }

    [Fact]
    public void Rows_CompatWithNegativeCount_AreTheWholeTestSetInOrder() => Assert.Equal(Rows(-1), Rows(-1, compat: true));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rows_NoTestPhotos_AreNone(bool compat) =>
        Assert.Empty(TestSample.Rows(
            Labelled([0, 1, 1], _ => PhotoSet.Training),
            new RetrainOptions { TestBatchSize = 5, Split = new SplitOptions { Compat = compat } }));

    private static int[] Rows(int count, long seed = 0, bool compat = false) =>
        TestSample.Rows(Data, new RetrainOptions { TestBatchSize = count, Seed = seed, Split = new SplitOptions { Compat = compat } });

    private static LabelledFeatures Labelled(int[] classes, Func<int, PhotoSet> set) => new(
        new FeatureMatrix(new float[classes.Length], 1), classes, [.. classes.Select((_, row) => set(row))], classes.Max() + 1);
}
