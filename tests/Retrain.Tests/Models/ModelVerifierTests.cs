using System.Text;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;

namespace Retrain.Tests.Models;

public sealed class ModelVerifierTests : IDisposable
{
    private static readonly byte[] Model = ModelFixture.Model();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Verify_ScoresOfTheHead_AgreeOnEveryPhoto()
    {
        Photo[] photos = Photos(7);
        ModelVerification inMemory = await ModelVerifier.VerifyAsync(
            Model, "m", photos, Expected(7), read: ModelFixture.Read, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((7, 7, 0), (inMemory.Photos, inMemory.LabelsAgreeing, inMemory.Unusable));
        Assert.InRange(inMemory.LargestDifference, 0, 1e-6);
        string path = folder.Write("model.onnx", Model);
        Assert.Equal(inMemory, await ModelVerifier.VerifyAsync(
            path, photos, Expected(7), read: ModelFixture.Read, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Verify_OtherScoresAndUnusablePhotos_AreCounted()
    {
        Photo[] photos = Photos(5);
        float[] expected = Expected(5);
        (expected[0], expected[1], expected[2], expected[3], expected[4]) = (1, 0, 0, 0, 0);
        (expected[5], expected[6], expected[7], expected[8], expected[9]) = (0, 1, 0, 0, 0);
        File.Delete(photos[2].Path);
        File.WriteAllText(photos[3].Path, "bad");
        ModelVerification result = await ModelVerifier.VerifyAsync(
            Model, "m", photos, expected, read: ModelFixture.Read, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((3, 2), (result.Photos, result.Unusable));
        Assert.InRange(result.LabelsAgreeing, 1, 2);
        Assert.InRange(result.LargestDifference, 0.3, 1);
    }

    [Fact]
    public async Task Verify_ExpectedIsNoNumber_DiffersByInfinity()
    {
        float[] expected = Expected(1);
        expected[2] = float.NaN;
        ModelVerification result = await ModelVerifier.VerifyAsync(
            Model, "m", Photos(1), expected, read: ModelFixture.Read, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(double.PositiveInfinity, result.LargestDifference);
    }

    [Fact]
    public async Task Verify_BrokenModel_ThrowsOneLine() => await Assert.ThrowsAsync<RetrainException>(() =>
        ModelVerifier.VerifyAsync(
            "<html>"u8.ToArray(), "m", [], default, read: ModelFixture.Read, cancellationToken: TestContext.Current.CancellationToken));

    [Fact]
    public async Task Verify_FailureWhileRunning_IsNotWrapped()
    {
        await Assert.ThrowsAsync<RetrainException>(() => ModelVerifier.VerifyAsync(
            Model,
            "m",
            Photos(3),
            Expected(3),
            read: (_, _, _, _) => throw new RetrainException("stop"),
            cancellationToken: TestContext.Current.CancellationToken));
    }

    private Photo[] Photos(int count) =>
        [.. Enumerable.Range(0, count).Select(
            i => new Photo(folder.Write($"p{i}.jpg", Encoding.UTF8.GetBytes("photo" + i)), $"c/p{i}.jpg", 0))];

    private static float[] Expected(int count) => [.. Enumerable.Range(0, count).SelectMany(i =>
        ModelFixture.Scores(ModelFixture.Head(), ModelFixture.Run(ModelFixture.Network, "features", ModelFixture.Input("photo" + i))))
        .Select(s => (float)s)];
}
