namespace Retrain.EndToEnd;

/// <summary>A folder of photos whose classes and files have names that break other programs, and a model trained on it.</summary>
public sealed class OddNames : IAsyncLifetime
{
    internal static string[] Classes { get; } =
        ["Training [Data] 100%", "_", "CON", "aux.txt", "곽", "玫瑰", "وردة", "🙂", new string('l', 200),
            .. OperatingSystem.IsWindows() ? [] : new[] { @"a\b", "  a" }];

    internal static string[] Files { get; } =
    [
        "img00 (12).jpg", "data%20(99).jpg", "[x].jpg", "a#b&c.jpg", "-dash.jpg", "--csv.jpg", "~tilde.jpg", "caf\u00E9.jpg", "日本 🙂.jpg",
        "a,b;c.jpg", "it's.jpg", "no extension",
        .. OperatingSystem.IsWindows()
            ? []
            : new[]
            {
                "tab\tname.jpg", "new\nline.jpg", "\"quoted\".jpg", "star*?.jpg", "cafe\u0301.jpg", "trailing dot.JPG.",
                "trailing blank.jpg "
            },
    ];

    internal TemporaryFolder Folder { get; } = new();

    /// <summary>Name of the folder of photos.</summary>
    internal const string Root = "my photos (100%)";

    /// <summary>The class folder that holds <see cref="Files"/>.</summary>
    internal static string ClassOfFiles => Path.Combine(Root, "玫瑰");

    internal string Error { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        // Copies of one picture would count as such, so each ends in a byte of its own.
        int n = 0;
        foreach (string path in (IEnumerable<string>)
            [
                .. Classes.SelectMany(c => Enumerable.Range(0, 3).Select(i => Path.Combine(c, $"{i}.jpg"))),
                .. Files.Select(f => Path.Combine("玫瑰", f))
            ])
        {
            string picture = PhotoFolders.Pictures[n % PhotoFolders.Pictures.Length];
            Folder.Write(Path.Combine(Root, path), [.. File.ReadAllBytes(picture), (byte)n++]);
        }

        ProgramRun run = await Programs.Retrain(Folder, "--image_dir", Root, "--how_many_training_steps", "20", "--model_dir", "my model");
        Assert.True(run.ExitCode == 0, run.Error);
        Error = run.Error;
    }

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
