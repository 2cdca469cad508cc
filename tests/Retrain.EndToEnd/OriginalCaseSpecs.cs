using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>What the original makes of wrong or odd calls was recorded, 79 cases; here is what ours makes of each.</summary>
/// <param name="cache">Spares the cases the network.</param>
public sealed class OriginalCaseSpecs(CachedBottlenecks cache) : IClassFixture<CachedBottlenecks>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. OriginalCase.All.Select(c => c.Name)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task I_get_the_same_or_better_than_from_the_original(string name)
    {
        OriginalCase row = OriginalCase.All.Single(c => c.Name == name);
        OriginalCaseFolders.Make(folder, row.Folder, cache.Folder);

        ProgramRun run = await Programs.Retrain(folder, Arguments(row.Options));

        string said = run.Out + run.Error;
        Assert.True(row.Ours.Exit == run.ExitCode, $"exit {run.ExitCode}: {said}");
        Assert.All(row.Says, text => Assert.Contains(text, said, StringComparison.Ordinal));
        Assert.All(row.Silent, text => Assert.DoesNotContain(text, said, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.All(row.Leaves, file => Assert.True(File.Exists(folder[file]), file));
        Assert.All(row.Lacks, file => Assert.False(Path.Exists(folder[file]), file));
        if (run.ExitCode != 0)
        {
            Assert.Empty(run.Out);
            Assert.False(Path.Exists(folder["model"]) || Path.Exists(folder["output_labels.txt"]), "results of a run that failed");
        }
        else if (row.Options.Contains("...", StringComparison.Ordinal))
        {
            Assert.True(File.Exists(folder["model", "model.onnx"]), said);
            Assert.True(
                File.Exists(folder["output_labels.txt"]) != row.Options.Contains("--output_labels", StringComparison.Ordinal), said);
        }
    }

    [Fact]
    public async Task A_whole_command_line_of_the_original_makes_all_its_files()
    {
        PhotoFolders.TwoClasses(folder);

        ProgramRun run = await Programs.Retrain(folder, (
            "--image_dir photos --image_size 32 --how_many_training_steps 5 --eval_step_interval 2 --bottleneck_dir bottleneck "
            + "--output_graph output_graph.pb --output_labels output_labels.txt --summaries_dir retrain_logs "
            + "--intermediate_store_frequency 2 --intermediate_output_graphs_dir intermediate_graph/ "
            + "--checkpoint_path checkpoints/_retrain_checkpoint --flip_left_right --random_crop 10 --random_scale 10 "
            + "--random_brightness 10 --print_misclassified_test_images --model_dir model").Split(' '));

        Assert.Equal(0, run.ExitCode);
        Assert.All(
            new[]
            {
                "output_graph.pb", "output_labels.txt", "intermediate_graph/intermediate_2.pb", "intermediate_graph/intermediate_4.pb",
                "checkpoints/checkpoint", "checkpoints/_retrain_checkpoint.index", "checkpoints/_retrain_checkpoint.meta",
                "checkpoints/_retrain_checkpoint.data-00000-of-00001", "model/history.csv",
            },
            file => Assert.True(File.Exists(folder[file]), file));
        Assert.Equal(
            ["test", "train", "validation"],
            Directory.GetDirectories(folder["retrain_logs"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(
            new[] { "Step 0: Train accuracy = ", "Step 4: Cross entropy = ", "Save intermediate result to : ", "Final test accuracy = ",
                "=== MISCLASSIFIED TEST IMAGES ===", "passes through the network" },
            words => Assert.Contains(words, run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public void Table_of_cases_is_that_of_the_recording()
    {
        string path = SharedData.Shared("fixtures", "retrain_runs", "errors", "errors.json");
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllText(path));

        Assert.Equal(79, OriginalCase.All.Count);
        Assert.Equal(recorded.RootElement.EnumerateObject().Select(c => c.Name).Order(StringComparer.Ordinal),
            OriginalCase.All.Select(c => c.Name).Order(StringComparer.Ordinal));
        foreach (OriginalCase row in OriginalCase.All)
        {
            int status = recorded.RootElement.GetProperty(row.Name).GetProperty("exit_status").GetInt32();
            Assert.True(status == row.Original.Exit, $"{row.Name}: {status}");
            bool fits = row.Verdict switch
            {
                // The original's -1 is a refusal: of the command line, 2, or of what it found, 1. Its crashes are never our model.
                "same" => status == 255 ? row.Ours.Exit is 1 or 2 : status is 0 or 2 && row.Ours.Exit == status,
                "better" => row.Reason.Length > 0,
                "not yet" => row.Ours.Exit == 2 && row.Says.Any(text => text.Contains(" yet", StringComparison.Ordinal)),
                _ => false,
            };
            Assert.True(fits, $"{row.Name}: {row.Verdict}");
        }
    }

    private string[] Arguments(string options) => options
        .Replace("...", $"--how_many_training_steps 2 --bottleneck_dir {cache.Folder} --output_labels output_labels.txt --model_dir model",
            StringComparison.Ordinal)
        .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
