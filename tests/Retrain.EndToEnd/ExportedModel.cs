using System.Globalization;
using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>
/// A trained model with every export of it, and what label_image says of 50 photos; made once. Photos are those of
/// <c>../shared/flowers_small</c>, without it drawn ones.
/// </summary>
public sealed class ExportedModel : IAsyncLifetime
{
    /// <summary>Photos that every runtime labels.</summary>
    public const int Count = 50;

    private readonly TemporaryFolder folder = new();
    private string failure = "";

    /// <summary>Absolute paths of the photos, of each class as many.</summary>
    public IReadOnlyList<string> Photos { get; private set; } = [];

    /// <summary>Class names in the order of the output.</summary>
    public IReadOnlyList<string> Labels { get; private set; } = [];

    /// <summary>The trained model's scores of each photo, in the order of the classes.</summary>
    public double[][] Scores { get; private set; } = [];

    /// <summary>The same for <see cref="Pictures"/>.</summary>
    public double[][] PictureScores { get; private set; } = [];

    /// <summary>The photos prepared by an exported page in Chromium: [N, H, W, 3].</summary>
    public string Inputs => folder["inputs.npy"];

    /// <summary>The photos as pictures of the input's size, which nobody has to resize.</summary>
    public string Pictures => folder["pictures"];

    /// <summary>Path of an exported file.</summary>
    public string File(string name) => folder["exported", name];

    /// <summary>Bytes of an exported file; of a folder (the page beside a model not counted) those of its files.</summary>
    public long Size(string name) => name.EndsWith("model.json", StringComparison.Ordinal)
        ? Directory.GetFiles(Path.GetDirectoryName(File(name))!, "group1-*.bin").Append(File(name)).Sum(f => new FileInfo(f).Length)
        : new FileInfo(File(name)).Length;

    /// <summary>Skips the running test where the runtimes are missing, and fails it where training or exporting failed.</summary>
    public void Require()
    {
        IndependentRun.SkipUnlessInstalled(needsBrowser: true);
        Assert.True(failure.Length == 0, failure);
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            IndependentRun.SkipUnlessInstalled(needsBrowser: true);
        }
        catch (Exception e) when (e.Message.Contains("needs", StringComparison.Ordinal))
        {
            // A fixture that skips would fail its tests: each says for itself why it is skipped.
            return;
        }

        string photos = Path.Combine(SharedData.RepositoryRoot, "..", "shared", "flowers_small");
        if (!Directory.Exists(photos))
        {
            if (!await Succeeds("demo", "--output", "demo", "--photos_per_class", "20"))
            {
                return;
            }

            photos = folder["demo", "flowers"];
        }

        photos = Path.GetFullPath(photos);
        string[] classes = [.. Directory.GetDirectories(photos).Order(StringComparer.Ordinal)];
        Photos = [.. classes.SelectMany(c => Directory.GetFiles(c, "*.jpg").Order(StringComparer.Ordinal).Take(Count / classes.Length))];
        if (!await Succeeds("--image_dir", photos, "--how_many_training_steps", "500", "--model_dir", "model")
            || !await Succeeds(
                "export", "--model", "model", "--to", "tflite,tflite-f16,tflite-int8,tfjs,tfjs-f16,onnx,onnx-int8,saved_model,frozen",
                "--output", "exported"))
        {
            return;
        }

        Labels = System.IO.File.ReadAllLines(folder["model", "labels.txt"]);
        Scores = await LabelImage(Photos);
        Directory.CreateDirectory(Pictures);
        await IndependentRun.Node(["prepare.mjs", File("tfjs"), Inputs, .. Photos, "--pictures", Pictures]);
        PictureScores = await LabelImage(Directory.GetFiles(Pictures).Order(StringComparer.Ordinal));
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Scores of photos by label_image in the order of the classes.</summary>
    /// <param name="photos">Absolute paths.</param>
    /// <param name="model">The trained model, or an exported file.</param>
    private async Task<double[][]> LabelImage(IEnumerable<string> photos, string model = "model")
    {
        ProgramRun run = await Programs.LabelImage(folder, ["--graph", model, "--json", .. photos]);
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Row)];

        double[] Row(string line)
        {
            var scores = JsonDocument.Parse(line).RootElement.GetProperty("scores").EnumerateArray()
                .ToDictionary(s => s.GetProperty("label").GetString()!, s => s.GetProperty("score").GetDouble());
            return [.. Labels.Select(l => scores[l])];
        }
    }

    private async Task<bool> Succeeds(params string[] arguments)
    {
        ProgramRun run = await Programs.Retrain(folder, arguments);
        if (run.ExitCode != 0)
        {
            failure = string.Create(CultureInfo.InvariantCulture, $"retrain {string.Join(' ', arguments)}: {run.ExitCode}\n{run.Error}");
        }

        return run.ExitCode == 0;
    }
}

/// <summary>The tests that share an exported model; they run one after the other, for each starts a browser.</summary>
[CollectionDefinition(nameof(ExportedModelTests))]
public sealed class ExportedModelTests : ICollectionFixture<ExportedModel>;
