namespace Retrain.EndToEnd;

/// <summary>
/// A cache that holds the bottlenecks of <see cref="PhotoFolders.TwoClasses"/>, filled once for all cases that may share it.
/// </summary>
public sealed class CachedBottlenecks : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Its folder, absolute.</summary>
    public string Folder => folder["bottleneck"];

    public async ValueTask InitializeAsync()
    {
        PhotoFolders.TwoClasses(folder);
        ProgramRun run = await Programs.Retrain(
            folder, "--image_dir", "photos", "--how_many_training_steps", "0", "--bottleneck_dir", Folder, "--model_dir", "model");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
