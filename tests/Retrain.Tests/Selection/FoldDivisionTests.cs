using Retrain.Selection;

namespace Retrain.Tests.Selection;

public sealed class FoldDivisionTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    public void Divide_UnevenClasses_SpreadsEachWithinOnePhoto(int folds)
    {
        int[] classes = [.. Enumerable.Repeat(0, 101).Concat(Enumerable.Repeat(1, 33)).Concat(Enumerable.Repeat(2, 4))];

        int[] fold = FoldDivision.Divide(classes, Contents(classes.Length), folds, 1);

        foreach (int label in new[] { 0, 1, 2 })
        {
            int[] counts = [.. Enumerable.Range(0, folds).Select(f => fold.Where((x, i) => x == f && classes[i] == label).Count())];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }

        int[] sizes = [.. Enumerable.Range(0, folds).Select(f => fold.Count(x => x == f))];
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    }

    [Fact]
    public void Divide_CopiesOfAPhoto_ShareAFold()
    {
        int[] classes = [.. Enumerable.Range(0, 60).Select(i => i % 2)];
        string[] contents = [.. Enumerable.Range(0, 60).Select(i => $"photo {i / 3}")];

        int[] fold = FoldDivision.Divide(classes, contents, 5, 1);

        Assert.All(Enumerable.Range(0, 20), photo => Assert.Single(fold.Skip(photo * 3).Take(3).Distinct()));
    }

    [Fact]
    public void Divide_OtherSeed_DividesOtherwise()
    {
        int[] classes = new int[50];
        Assert.Equal(FoldDivision.Divide(classes, Contents(50), 5, 1), FoldDivision.Divide(classes, Contents(50), 5, 1));
        Assert.NotEqual(FoldDivision.Divide(classes, Contents(50), 5, 1), FoldDivision.Divide(classes, Contents(50), 5, 2));
    }

    internal static string[] Contents(int count) => [.. Enumerable.Range(0, count).Select(i => $"photo {i}")];
}
