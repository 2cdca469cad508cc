namespace Retrain.EndToEnd;

/// <summary>The library's sample, as a reader of it runs it.</summary>
public sealed class SampleSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task I_can_use_the_library_as_the_sample_shows()
    {
        PhotoFolders.TwoClasses(folder, each: 6);

        ProgramRun run = await Programs.Sample(folder, "photos", "model", "photos/daisy/quality_5.jpg", "none.jpg");
        ProgramRun wrong = await Programs.Sample(folder, "fotos", "model");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("12 of 12 photos", run.Out, StringComparison.Ordinal);
        Assert.Contains("Saved to model: model.onnx, labels.txt, metrics.json, run.json, split.csv", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"\nphotos/daisy/quality_5\.jpg: (daisy|roses) [0-9.]+ %\nnone\.jpg: no such file\n$", run.Out);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Single(wrong.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
