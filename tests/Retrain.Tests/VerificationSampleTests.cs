using Retrain.Bottlenecks;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Tests;

public sealed class VerificationSampleTests
{
    [Fact]
    public void Choose_TestPhotos_AreTakenBeforeOthers()
    {
        VerificationSample sample = Choose([PhotoSet.Validation, PhotoSet.Training, PhotoSet.Testing, PhotoSet.Testing]);
        Assert.Equal(PhotoSet.Testing, sample.Set);
        Assert.Equal(["2", "3"], Names(sample));
    }

    [Fact]
    public void Choose_NoTestPhotos_TakesValidationPhotos()
    {
        VerificationSample sample = Choose([PhotoSet.Training, PhotoSet.Validation, PhotoSet.Training]);
        Assert.Equal(PhotoSet.Validation, sample.Set);
        Assert.Equal(["1"], Names(sample));
    }

    [Fact]
    public void Choose_TrainingPhotosAlone_TakesThem()
    {
        VerificationSample sample = Choose([PhotoSet.Training, PhotoSet.Training]);
        Assert.Equal(PhotoSet.Training, sample.Set);
        Assert.Equal(["0", "1"], Names(sample));
    }

    [Fact]
    public void Choose_MorePhotosThanWanted_SpreadsOverTheList()
    {
        PhotoSet[] sets = [.. Enumerable.Repeat(PhotoSet.Testing, (10 * VerificationSample.MostPhotos) + 7)];
        int[] rows = [.. Names(Choose(sets)).Select(int.Parse)];
        Assert.Equal(VerificationSample.MostPhotos, rows.Length);
        Assert.Equal(0, rows[0]);
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 10, 11));
        Assert.InRange(rows[^1], sets.Length - 11, sets.Length - 1);
    }

    [Fact]
    public void Choose_AsManyAsWanted_TakesEach() =>
        Assert.Equal(VerificationSample.MostPhotos,
            Names(Choose([.. Enumerable.Repeat(PhotoSet.Testing, VerificationSample.MostPhotos)])).Distinct().Count());

    [Fact]
    public void Choose_Photos_ComeWithTheScoresOfTheHead()
    {
        // Feature i - 1 of photo i against a weight of 1 for class 0 and none for class 1.
        VerificationSample sample = Choose([PhotoSet.Training, PhotoSet.Testing, PhotoSet.Testing]);
        Assert.Equal([0.5f, 0.5f, Sigmoid(1), 1 - Sigmoid(1)], sample.Scores.Select(s => MathF.Round(s, 6)));
    }

    private static float Sigmoid(double x) => MathF.Round((float)(1 / (1 + Math.Exp(-x))), 6);

    private static IEnumerable<string> Names(VerificationSample sample) => sample.Photos.Select(photo => photo.Name);

    private static VerificationSample Choose(PhotoSet[] sets)
    {
        Photo[] photos = [.. sets.Select((_, i) => new Photo($"/{i}", $"{i}", 0))];
        float[] features = [.. sets.Select((_, i) => i - 1f)];
        var data = new LabelledFeatures(new FeatureMatrix(features, 1), new int[sets.Length], sets, 2);
        return VerificationSample.Choose(data, photos, new Head([1, 0], [0, 0]));
    }
}
