using System.Diagnostics;
using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>I take my model to other programs and devices. FIELD_CASES P03, P11, X10, X13, X17.</summary>
public sealed class ExportSpecs(TwoClassModel model) : IClassFixture<TwoClassModel>, IDisposable
{
    private const string Floats = "tflite,tflite-f16,tflite-dynamic,tfjs,tfjs-f16,onnx,saved_model,frozen";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task I_export_my_model_to_every_format_and_each_file_labels_as_the_model()
    {
        PhotoFolders.TwoClasses(folder);

        ProgramRun run = await Programs.Retrain(
            folder, "export", "--model", model.Folder, "--to", "all", "--output", "out", "--image_dir", "photos");

        Assert.True(run.ExitCode == 0, run.Out + run.Error);
        using var report = JsonDocument.Parse(File.ReadAllText(folder["out", "export_report.json"]));
        Assert.Equal(10, report.RootElement.GetProperty("files").GetArrayLength());
        foreach (JsonElement file in report.RootElement.GetProperty("files").EnumerateArray())
        {
            string name = file.GetProperty("file").GetString()!;
            Assert.Contains(name, run.Out, StringComparison.Ordinal);
            ProgramRun label = await Programs.LabelImage(folder, "--graph", folder["out", name], "--image", model.Photo);
            Assert.True(label.ExitCode == 0, label.Error);
            (string expected, double expectedScore) = Best(model.Answer);
            (string found, double score) = Best(label.Out);
            Assert.Equal(expected, found);
            double allowed = file.GetProperty("precision").GetString() switch
            {
                "float32" => 1e-4,
                "float16" => 0.02,
                _ => 0.15,
            };
            Assert.InRange(score, expectedScore - allowed, expectedScore + allowed);
        }

        Assert.Equal("daisy\nroses\n", File.ReadAllText(folder["out", "labels.txt"]));
    }

    [Fact]
    public async Task I_check_a_file_elsewhere_and_am_told_when_it_has_changed()
    {
        ProgramRun export = await Programs.Retrain(folder, "export", "--model", model.Folder, "--to", "onnx,frozen", "--output", "out");
        Directory.CreateDirectory(folder["elsewhere"]);
        File.Move(folder["out", "model.onnx"], folder["elsewhere", "model.onnx"]);

        ProgramRun good = await Programs.Retrain(folder, "verify", folder["elsewhere", "model.onnx"], "--image", model.Photo, model.Photo);
        string sidecar = File.ReadAllText(folder["out", "model.pb.json"]);
        File.WriteAllText(folder["out", "model.pb.json"], sidecar.Replace("\"range_high\":1", "\"range_high\":2", StringComparison.Ordinal));
        ProgramRun changed = await Programs.Retrain(folder, "verify", folder["out", "model.pb"]);
        ProgramRun nothing = await Programs.Retrain(folder, "verify", model.Folder);

        Assert.True(export.ExitCode == 0, export.Error);
        Assert.True(good.ExitCode == 0, good.Out + good.Error);
        Assert.Contains("As expected: 1 of 1 pictures", good.Out, StringComparison.Ordinal);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("DIFFERS", changed.Out, StringComparison.Ordinal);
        Assert.Equal(1, nothing.ExitCode);
        Assert.Contains("carries no expected scores", nothing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_what_is_wrong_with_my_command()
    {
        ProgramRun format = await Programs.Retrain(folder, "export", "--model", model.Folder, "--to", "coreml", "--output", "out");
        ProgramRun output = await Programs.Retrain(folder, "export", "--model", model.Folder);
        ProgramRun itself = await Programs.Retrain(folder, "export", "--model", model.Folder, "--output", model.Folder);
        ProgramRun photos = await Programs.Retrain(folder, "export", "--model", model.Folder, "--to", "tflite-int8", "--output", "out");
        ProgramRun file = await Programs.Retrain(folder, "verify");

        Assert.Equal((2, 2, 2, 2, 2), (format.ExitCode, output.ExitCode, itself.ExitCode, photos.ExitCode, file.ExitCode));
        Assert.Contains("'coreml'; it takes tflite, ", format.Error, StringComparison.Ordinal);
        Assert.Contains("--image_dir", photos.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public async Task I_am_told_before_any_work_that_the_folder_is_read_only()
    {
        const string Enter = "mkdir -p fixed && mount -t tmpfs -o ro none fixed";
        await Programs.SkipUnless(folder, $"unshare -m sh -c '{Enter}'");

        ProgramRun run = await Programs.Shell(
            folder, $"unshare -m sh -c '{Enter} && \"$RETRAIN\" export --model {model.Folder} --to onnx --output fixed/out'");

        Assert.Equal(1, run.ExitCode);
        string line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^Error: --output fixed/out cannot be written: .*; choose another place$", line);
    }

    [Theory]
    [InlineData("full")]
    [InlineData("full/out")]
    public async Task I_have_a_full_disk_and_no_half_written_file_is_left(string output)
    {
        const string Enter = "mkdir -p full && mount -t tmpfs -o size=20m none full";
        await Programs.SkipUnless(folder, $"unshare -m sh -c '{Enter}'");

        ProgramRun run = await Programs.Shell(folder, $"unshare -m sh -c '{Enter}; \"$RETRAIN\" export --model {model.Folder} "
            + $"--to onnx,frozen,saved_model --output {output}; echo code $? left $(find full -mindepth 1)'");

        Assert.EndsWith("code 1 left\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("No space left", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_kill_it_in_the_middle_and_no_file_has_its_name()
    {
        using (Process process = Programs.Start(
            "retrain", folder, new Dictionary<string, string>(), "export", "--model", model.Folder, "--to", Floats, "--output", "out"))
        {
            while (!process.HasExited
                && !(Directory.Exists(folder["out"]) && Directory.EnumerateFiles(folder["out"], "*.*", SearchOption.AllDirectories).Any()))
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.All(Directory.EnumerateFileSystemEntries(folder["out"]), e => Assert.StartsWith(".writing-", Path.GetFileName(e), StringComparison.Ordinal));
        ProgramRun again = await Programs.Retrain(folder, "export", "--model", model.Folder, "--to", "onnx", "--output", "out");
        Assert.True(again.ExitCode == 0, again.Error);
    }

    [Fact]
    public async Task I_train_and_export_in_one_go_and_impossible_pairs_are_refused_before_training()
    {
        PhotoFolders.TwoClasses(folder);
        string[] train = ["--image_dir", "photos", "--how_many_training_steps", "20", "--model_dir", "m"];

        ProgramRun views = await Programs.Retrain(folder, [.. train, "--views", "stretch224,centre224", "--export_to", "tflite"]);
        ProgramRun unknown = await Programs.Retrain(folder, [.. train, "--export_to", "coreml"]);
        Assert.Equal((2, 2), (views.ExitCode, unknown.ExitCode));
        Assert.False(Directory.Exists(folder["m"]));
        ProgramRun run = await Programs.Retrain(folder, [.. train, "--export_to", "onnx,frozen"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("2 of 2 formats", run.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["m", "exports", "model.pb"]));
    }

    [Fact]
    public async Task I_need_no_network_to_export()
    {
        await Programs.SkipUnless(folder, "unshare -n true");

        ProgramRun run = await Programs.Shell(
            folder, $"unshare -n \"$RETRAIN\" export --model {model.Folder} --to onnx,frozen --output out && unshare -n \"$RETRAIN\" verify out/model.pb");

        Assert.True(run.ExitCode == 0, run.Error);
    }

    private static (string Label, double Score) Best(string lines)
    {
        string[] words = lines.Split('\n')[0].Split(' ');
        return (string.Join(' ', words[..^1]), double.Parse(words[^1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
