using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>What a newcomer does: the demo, then own photos.</summary>
public sealed class MainJobSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task I_can_run_the_demo_and_hold_a_model_that_labels_new_pictures()
    {
        ProgramRun run = await Programs.Retrain(folder, "demo", "--output", "demo", "--photos_per_class", "20");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Test accuracy", run.Out, StringComparison.Ordinal);
        Assert.Contains("labels agree", run.Out, StringComparison.Ordinal);
        Assert.All(new[] { "model.onnx", "labels.txt", "metrics.json", "run.json", "split.csv" },
            name => Assert.True(File.Exists(folder["demo", "model", name]), name));
        ProgramRun labelled = await Programs.LabelImage(folder, "--graph", folder["demo", "model"], "--json", folder["demo", "new"]);
        Assert.Equal(0, labelled.ExitCode);
        string[] rows = labelled.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, rows.Length);
        int right = run.Out.Split('\n').Count(line => line.EndsWith("(right)", StringComparison.Ordinal));
        Assert.True(right >= 2, run.Out);
        Assert.All(rows,
            row => Assert.Contains($": {JsonDocument.Parse(row).RootElement.GetProperty("scores")[0].GetProperty("label").GetString()} ",
                run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task I_can_run_again_without_a_photo_being_read_and_get_the_same_model()
    {
        PhotoFolders.TwoClasses(folder);
        string[] command = ["--image_dir", "photos", "--how_many_training_steps", "50", "--model_dir"];

        ProgramRun first = await Programs.Retrain(folder, [.. command, "m1"]);
        ProgramRun second = await Programs.Retrain(folder, [.. command, "m2"]);

        Assert.Contains("40 computed, 0 from the cache, 40 files read", first.Error, StringComparison.Ordinal);
        Assert.Contains("0 computed, 40 from the cache, 0 files read", second.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder["m1", "model.onnx"]), File.ReadAllBytes(folder["m2", "model.onnx"]));
        ProgramRun otherSeed = await Programs.Retrain(folder, [.. command, "m3", "--seed", "1"]);
        Assert.Equal(0, otherSeed.ExitCode);
        Assert.NotEqual(File.ReadAllBytes(folder["m1", "model.onnx"]), File.ReadAllBytes(folder["m3", "model.onnx"]));
    }

    [Theory]
    [InlineData("LANG", "C")]
    [InlineData("LC_ALL", "de_DE.UTF-8")]
    [InlineData("LC_ALL", "tr_TR.UTF-8")]
    [InlineData("LC_ALL", "sv_SE.UTF-8")]
    [InlineData("LC_ALL", "ar_SA.UTF-8")]
    public async Task I_get_the_same_files_whatever_my_locale(string variable, string locale)
    {
        PhotoFolders.TwoClasses(folder, each: 6);
        folder.Write("photos/İzmir çiçeği/日本 café.jpg", PhotoFolders.Picture("jpeg/progressive_160x120.jpg"));
        string[] command = ["--image_dir", "photos", "--how_many_training_steps", "20", "--learning_rate", "0.01", "--model_dir"];
        string[] compared = ["model.onnx", "labels.txt", "metrics.json", "split.csv"];

        ProgramRun plain = await Programs.Retrain(folder, [.. command, "plain"]);
        Directory.Delete(folder["cache"], recursive: true);
        ProgramRun local = await Programs.Run(
            "retrain", folder, "", new Dictionary<string, string> { [variable] = locale }, [.. command, "local"]);

        Assert.True(plain.ExitCode == 0, plain.Error);
        Assert.True(local.ExitCode == 0, local.Error);
        Assert.All(compared, name => Assert.Equal(File.ReadAllBytes(folder["plain", name]), File.ReadAllBytes(folder["local", name])));
        Assert.Equal(plain.Out.Replace("plain", "local", StringComparison.Ordinal).Split("Model written")[0],
            local.Out.Split("Model written")[0]);
    }

    [Fact]
    public async Task I_lose_only_the_broken_photos_and_am_told_which()
    {
        PhotoFolders.TwoClasses(folder);
        folder.Write("photos/daisy/cut.jpg", PhotoFolders.Picture("jpeg_damaged/truncated_60.jpg"));
        folder.Write("photos/daisy/phone.heic", PhotoFolders.Picture("other/photo.heic"));
        folder.Write("photos/roses/page.jpg", PhotoFolders.Picture("misnamed/html_named.jpg"));
        folder.Write("photos/roses/empty.jpg", []);

        ProgramRun run = await Programs.Retrain(folder, "--image_dir", "photos", "--how_many_training_steps", "10", "--model_dir", "m");
        ProgramRun strict = await Programs.Retrain(
            folder, "--image_dir", "photos", "--how_many_training_steps", "10", "--model_dir", "strict", "--strict");

        Assert.Equal(0, run.ExitCode);
        Assert.All(new[] { "cut.jpg", "phone.heic", "page.jpg", "empty.jpg" },
            name => Assert.Contains(name, run.Error, StringComparison.Ordinal));
        Assert.Contains("html", run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("lost", run.Error, StringComparison.Ordinal);
        Assert.Equal(4, JsonDocument.Parse(File.ReadAllText(folder["m", "run.json"])).RootElement.GetProperty("left_out").GetArrayLength());
        Assert.Equal(3, strict.ExitCode);
        Assert.False(Directory.Exists(folder["strict"]));
    }

    [Fact]
    public async Task I_am_warned_when_a_class_lost_more_than_a_tenth_of_its_photos()
    {
        PhotoFolders.TwoClasses(folder);
        foreach (int i in Enumerable.Range(0, 3))
        {
            folder.Write($"photos/daisy/phone{i}.heic", PhotoFolders.Picture("other/photo.heic"));
        }

        ProgramRun run = await Programs.Retrain(folder, "--image_dir", "photos", "--how_many_training_steps", "10", "--model_dir", "m");

        Assert.Contains("Class 'daisy' lost 3 of its 23 photos", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_stopped_when_a_whole_class_is_unreadable()
    {
        PhotoFolders.TwoClasses(folder);
        folder.Write("photos/tulips/a.heic", PhotoFolders.Picture("other/photo.heic"));
        folder.Write("photos/tulips/b.heic", PhotoFolders.Picture("misnamed/heic_named.jpg"));

        ProgramRun run = await Programs.Retrain(folder, "--image_dir", "photos", "--model_dir", "m");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("No photo of class 'tulips' can be used", run.Error, StringComparison.Ordinal);
        Assert.Contains("HEIC", run.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task I_can_use_the_split_that_was_written()
    {
        PhotoFolders.TwoClasses(folder);
        string[] command = ["--image_dir", "photos", "--how_many_training_steps", "10", "--model_dir"];
        await Programs.Retrain(folder, [.. command, "m1", "--validation_percentage", "30", "--testing_percentage", "30"]);

        ProgramRun run = await Programs.Retrain(folder, [.. command, "m2", "--split_file", folder["m1", "split.csv"]]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(File.ReadAllText(folder["m1", "split.csv"]), File.ReadAllText(folder["m2", "split.csv"]));
    }

    [Fact]
    public async Task I_can_stop_with_control_C_and_go_on_from_there()
    {
        PhotoFolders.TwoClasses(folder);
        using var process = Programs.Start("retrain", folder, new Dictionary<string, string>(), "--image_dir", "photos",
            "--how_many_training_steps", "100000000", "--model_dir", "m");
        using var reader = process.StandardError;
        string? line;
        do
        {
            line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line is not null && !line.Contains(": Step 0: ", StringComparison.Ordinal));

        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString()]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Interrupted", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        ProgramRun again = await Programs.Retrain(folder, "--image_dir", "photos", "--how_many_training_steps", "10", "--model_dir", "m");
        Assert.Contains("0 computed, 40 from the cache", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_find_every_option_of_the_original_in_the_help()
    {
        ProgramRun run = await Programs.Retrain(folder, "--help");

        Assert.Equal(0, run.ExitCode);
        string[] names =
        [
            "--image_dir", "--output_graph", "--intermediate_output_graphs_dir", "--intermediate_store_frequency", "--output_labels",
            "--summaries_dir", "--how_many_training_steps", "--learning_rate", "--testing_percentage", "--validation_percentage",
            "--eval_step_interval", "--train_batch_size", "--test_batch_size", "--validation_batch_size",
            "--print_misclassified_test_images", "--bottleneck_dir", "--final_tensor_name", "--flip_left_right", "--random_crop",
            "--random_scale", "--random_brightness", "--tfhub_module", "--saved_model_dir", "--logging_verbosity", "--checkpoint_path",
        ];
        Assert.All(names, name => Assert.Contains("  " + name, run.Out, StringComparison.Ordinal));
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 110, line));
    }
}
