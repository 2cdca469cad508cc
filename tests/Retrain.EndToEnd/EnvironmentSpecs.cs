using System.Diagnostics;

namespace Retrain.EndToEnd;

/// <summary>Machines that are not like the developer's. FIELD_CASES E05, X10, X13, T07, U04.</summary>
public sealed class EnvironmentSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public EnvironmentSpecs() => PhotoFolders.TwoClasses(folder, each: 8);

    public void Dispose() => folder.Dispose();

    private static string[] Train(string model) => ["--image_dir", "photos", "--how_many_training_steps", "20", "--model_dir", model];

    [Fact]
    public async Task I_get_the_same_model_on_one_core_and_on_several()
    {
        foreach (string cores in (string[])["1", "2", "3"])
        {
            ProgramRun run = await Programs.Run(
                "retrain", folder, "", new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = cores },
                [.. Train("m" + cores), "--bottleneck_dir", "c" + cores]);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains("16 computed, 0 from the cache", run.Error, StringComparison.Ordinal);
        }

        Assert.All(new[] { "model.onnx", "metrics.json", "split.csv" }, name =>
        {
            byte[] one = File.ReadAllBytes(folder["m1", name]);
            Assert.Equal(one, File.ReadAllBytes(folder["m2", name]));
            Assert.Equal(one, File.ReadAllBytes(folder["m3", name]));
        });
    }

    [Fact]
    public async Task I_need_no_network_for_the_first_run()
    {
        await Programs.SkipUnless(folder, "unshare -n true");

        ProgramRun run = await Programs.Shell(
            folder,
            "unshare -n \"$RETRAIN\" --image_dir photos --how_many_training_steps 20 --model_dir m "
                + "&& unshare -n \"$LABEL_IMAGE\" --graph m photos/daisy/quality_5.jpg");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("labels agree", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_have_no_home_and_the_cache_lies_beside_my_run()
    {
        // A user without an entry in passwd, as containers have.
        const string Nobody = "setpriv --reuid 54321 --regid 54321 --clear-groups env -u HOME -u XDG_CACHE_HOME";
        await Programs.SkipUnless(folder, $"{Nobody} test -x \"$RETRAIN\"");
        await Programs.Shell(folder, "chmod -R a+rX . && chmod a+rwx .");
        const string Command = "\"$RETRAIN\" --image_dir photos --how_many_training_steps 20";

        ProgramRun first = await Programs.Shell(folder, $"{Nobody} {Command}");
        ProgramRun second = await Programs.Shell(folder, $"{Nobody} {Command}");

        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Contains("16 from the cache, 0 files read", second.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder[".retrain-cache", "bottlenecks.sqlite"]));
        Assert.Equal(2, Directory.GetDirectories(folder["retrained"]).Length);
    }

    [Fact]
    public async Task I_am_told_before_any_work_that_this_folder_is_read_only()
    {
        const string Enter = "mkdir -p fixed && mount -t tmpfs -o ro none fixed && cd fixed";
        await Programs.SkipUnless(folder, $"unshare -m sh -c '{Enter}'");

        ProgramRun refused = await Programs.Shell(folder, $"unshare -m sh -c '{Enter} && \"$RETRAIN\" --image_dir ../photos'");
        ProgramRun elsewhere = await Programs.Shell(
            folder, $"unshare -m sh -c '{Enter} && \"$RETRAIN\" --image_dir ../photos --how_many_training_steps 5 --model_dir ../m'");

        Assert.Equal(1, refused.ExitCode);
        string line = Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^Error: --model_dir retrained/.* cannot be written: .*; choose another place$", line);
        Assert.True(elsewhere.ExitCode == 0, elsewhere.Error);
        Assert.True(File.Exists(folder["m", "model.onnx"]));
    }

    [Theory]
    [InlineData("--model_dir full", "'full'")]
    [InlineData("--model_dir full/model", "'full/model'")]
    [InlineData("--model_dir m --output_graph full/copy.onnx", "--output_graph full/copy.onnx")]
    public async Task I_have_a_full_disk_and_no_half_written_file_is_left(string places, string named)
    {
        const string Enter = "mkdir -p full && mount -t tmpfs -o size=3m none full";
        await Programs.SkipUnless(folder, $"unshare -m sh -c '{Enter}'");

        ProgramRun run = await Programs.Shell(folder, $"unshare -m sh -c '{Enter}; "
            + $"\"$RETRAIN\" --image_dir photos --how_many_training_steps 5 {places}; echo code $? left $(find full -mindepth 1)'");

        Assert.EndsWith("code 1 left\n", run.Out, StringComparison.Ordinal);
        string line = Assert.Single(run.Error.Split('\n'), l => l.StartsWith("Error: ", StringComparison.Ordinal));
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Contains("No space left", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal(named.StartsWith("--output", StringComparison.Ordinal), File.Exists(folder["m", "model.onnx"]));
    }

    [Fact]
    public async Task I_can_kill_it_in_the_middle_and_run_it_again()
    {
        ProgramRun plain = await Programs.Retrain(folder, [.. Train("plain"), "--bottleneck_dir", "c1"]);
        string[] command = [.. Train("killed"), "--bottleneck_dir", "c2"];
        using (Process process = Programs.Start("retrain", folder, new Dictionary<string, string>(), command))
        {
            // The cache file appears when the first photos are at work.
            while (!File.Exists(folder["c2", "bottlenecks.sqlite"]) && !process.HasExited)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(Directory.Exists(folder["killed"]));
        ProgramRun again = await Programs.Retrain(folder, command);

        Assert.True(plain.ExitCode == 0 && again.ExitCode == 0, again.Error);
        Assert.All(new[] { "model.onnx", "metrics.json", "split.csv" },
            name => Assert.Equal(File.ReadAllBytes(folder["plain", name]), File.ReadAllBytes(folder["killed", name])));
    }

    [Fact]
    public async Task I_get_a_model_of_the_newest_whole_run_when_I_name_none()
    {
        ProgramRun run = await Programs.Retrain(folder, Train("retrained/2026-01-01-000000"));
        Assert.True(run.ExitCode == 0, run.Error);
        folder.Write("retrained/2026-01-01-000000.writing-77/model.onnx", "half"u8);

        ProgramRun labelled = await Programs.LabelImage(folder, "photos/daisy/quality_5.jpg");

        Assert.True(labelled.ExitCode == 0, labelled.Error);
        Assert.Contains("Model: retrained/2026-01-01-000000\n", labelled.Error, StringComparison.Ordinal);
    }
}
