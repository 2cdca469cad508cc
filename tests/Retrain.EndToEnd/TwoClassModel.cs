namespace Retrain.EndToEnd;

/// <summary>A model of <see cref="PhotoFolders.TwoClasses"/>, trained once for all specs that only read it.</summary>
public sealed class TwoClassModel : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    /// <summary>The model folder, absolute.</summary>
    public string Folder => folder["model"];

    /// <summary>What it says of <see cref="Photo"/>, without any option.</summary>
    public string Answer { get; private set; } = "";

    /// <summary>A photo, absolute.</summary>
    public string Photo => folder["photo.jpg"];

    public async ValueTask InitializeAsync()
    {
        PhotoFolders.TwoClasses(folder);
        ProgramRun run = await Programs.Retrain(folder, "--image_dir", "photos", "--how_many_training_steps", "50", "--model_dir", "model");
        Assert.True(run.ExitCode == 0, run.Error);
        folder.Write("photo.jpg", PhotoFolders.Picture("jpeg/quality_5.jpg"));
        run = await Programs.LabelImage(folder, "--image", Photo, "--graph", Folder);
        Assert.True(run.ExitCode == 0, run.Error);
        Answer = run.Out;
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
