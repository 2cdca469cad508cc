using System.Diagnostics;
using System.Text;

namespace Retrain.EndToEnd;

/// <summary><c>--watch</c>: a new model as the folder changes.</summary>
public sealed class WatchSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task I_change_photos_and_get_a_new_model_and_what_changed()
    {
        PhotoFolders.TwoClasses(folder, each: 15);
        using Process process = Programs.Start("retrain", folder, new Dictionary<string, string>(), "--image_dir", "photos",
            "--how_many_training_steps", "50", "--model_dir", "m", "--output_graph", "g.pb", "--saved_model_dir", "saved", "--watch");
        var error = new StringBuilder();
        var failed = new TaskCompletionSource();
        process.ErrorDataReceived += (_, line) =>
        {
            error.AppendLine(line.Data);
            if (line.Data?.Contains("watching goes on", StringComparison.Ordinal) ?? false)
            {
                failed.TrySetResult();
            }
        };
        process.BeginErrorReadLine();
        await ReadTo(process, "Label a photo: ");
        byte[] first = File.ReadAllBytes(folder["m", "model.onnx"]);

        Directory.Move(folder["photos", "roses"], folder["away"]);
        await failed.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        Directory.Move(folder["away"], folder["photos", "roses"]);
        foreach (string picture in PhotoFolders.Pictures[30..34])
        {
            folder.Write("photos/roses/new_" + Path.GetFileName(picture), File.ReadAllBytes(picture));
        }

        string[] told = await ReadTo(process, "New model after ");
        Assert.Contains("Photos: 4 added (roses 4)", told);
        Assert.Contains(told, line => line.StartsWith("Test accuracy: ", StringComparison.Ordinal));
        Assert.NotEqual(first, File.ReadAllBytes(folder["m", "model.onnx"]));
        Assert.All(new[] { folder["g.pb"], folder["saved", "saved_model.pb"] },
            file => Assert.True(File.GetLastWriteTimeUtc(file) >= File.GetLastWriteTimeUtc(folder["m", "labels.txt"]), file));

        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()]))
        {
            await kill.WaitForExitAsync(Token);
        }

        await process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("4 computed, 30 from the cache, 4 files read", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Interrupted", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string[]> ReadTo(Process process, string start)
    {
        var lines = new List<string>();
        while (lines.Count == 0 || !lines[^1].StartsWith(start, StringComparison.Ordinal))
        {
            string? line = await process.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Token);
            Assert.True(line is not null, $"ended before '{start}': {string.Join('\n', lines)}");
            lines.Add(line!);
        }

        return [.. lines];
    }
}
