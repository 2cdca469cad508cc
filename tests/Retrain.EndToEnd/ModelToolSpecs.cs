namespace Retrain.EndToEnd;

/// <summary>I look at a model that I got from somewhere, and take it to where I need it.</summary>
public sealed class ModelToolSpecs : IDisposable
{
    private static readonly string Graph = SharedData.Fixture("tensorflow", "frozen", "tf1_retrained_mobilenet_v1", "graph.pb");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task I_see_what_is_in_a_model()
    {
        ProgramRun run = await Programs.Retrain(folder, "inspect", Graph);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("format      frozen graph", run.Out, StringComparison.Ordinal);
        Assert.Contains("Supported: all of it", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_convert_a_model_and_label_photos_with_the_result()
    {
        PhotoFolders.TwoClasses(folder);
        string photo =
            Directory.EnumerateFiles(folder["photos"], "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.WriteAllLines(folder["labels.txt"], ["a", "b", "c", "d", "e"]);

        ProgramRun run = await Programs.Retrain(folder, "convert", Graph, "converted.onnx");
        ProgramRun before = await Programs.LabelImage(folder, "--graph", Graph, "--labels", "labels.txt", "--json", photo);
        ProgramRun after = await Programs.LabelImage(
            folder, "--graph", "converted.onnx", "--labels", "labels.txt", "--compat", "--json", photo);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal((0, 0), (before.ExitCode, after.ExitCode));
        Assert.Equal(Best(before), Best(after));
    }

    [Fact]
    public async Task I_am_told_what_is_wrong()
    {
        ProgramRun missing = await Programs.Retrain(folder, "inspect", "no_such.pb");
        ProgramRun usage = await Programs.Retrain(folder, "convert", Graph);

        Assert.Equal((1, 2), (missing.ExitCode, usage.ExitCode));
        Assert.StartsWith("Error: 'no_such.pb' does not exist", missing.Error, StringComparison.Ordinal);
    }

    private static string Best(ProgramRun run) =>
        System.Text.Json.JsonDocument.Parse(run.Out).RootElement.GetProperty("scores")[0].GetProperty("label").GetString()!;
}
