using System.Text.Json;
using System.Text.RegularExpressions;

namespace Retrain.EndToEnd;

/// <summary>The original's run <c>efficientnet_lite0</c> again, from the photos, with our program.</summary>
/// <param name="output">Gets the figures.</param>
public sealed partial class RecordedRunSpecs(ITestOutputHelper output) : IDisposable
{
    /// <summary>TensorFlow's model has 10 of 12 right; other starting weights and batches tip a photo or two.</summary>
    private const int LeastRight = 9;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task I_get_the_originals_sets_and_labels_and_a_model_as_good()
    {
        string recorded = SharedData.Shared("fixtures", "retrain_runs", "efficientnet_lite0");
        Directory.CreateSymbolicLink(folder["flowers_small"], SharedData.Shared("flowers_small"));

        ProgramRun run = await Programs.Retrain(folder, (
            "--image_dir flowers_small --compat --feature_layer features --how_many_training_steps 400 "
            + "--output_labels output_labels.txt --bottleneck_dir bottleneck --model_dir m").Split(' '));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(File.ReadAllBytes(Path.Combine(recorded, "output_labels.txt")), File.ReadAllBytes(folder["output_labels.txt"]));
        Assert.Equal(RecordedSets(recorded), File.ReadAllLines(folder["m", "split.csv"])[1..]
            .Select(row => row.Replace("\"", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        // A line each 10 steps and one at the end, as the original.
        Assert.Equal(41, Evaluation().Count(run.Error));
        using JsonDocument metrics = JsonDocument.Parse(File.ReadAllText(Path.Combine(recorded, "metrics.json")));
        JsonElement theirs = metrics.RootElement.GetProperty("final_test");
        Match test = FinalTest().Match(run.Error);
        Assert.True(test.Success, run.Error);
        output.WriteLine($"Final test accuracy: {test.Groups[1].Value} %, "
            + $"TensorFlow's {theirs.GetProperty("accuracy_printed").GetString()} %, N = {test.Groups[2].Value}");
        Assert.Equal(theirs.GetProperty("images").GetInt32().ToString(), test.Groups[2].Value);
        Match right = Right().Match(run.Out);
        Assert.InRange(int.Parse(right.Groups[1].ValueSpan), LeastRight, 12);
    }

    private static IEnumerable<string> RecordedSets(string recorded)
    {
        using JsonDocument lists = JsonDocument.Parse(File.ReadAllText(Path.Combine(recorded, "image_lists.json")));
        var rows = new List<string>();
        foreach (JsonElement one in lists.RootElement.GetProperty("classes").EnumerateArray())
        {
            foreach (string set in new[] { "training", "validation", "testing" })
            {
                rows.AddRange(
                    one.GetProperty(set).EnumerateArray().Select(name => $"{one.GetProperty("dir").GetString()}/{name.GetString()},{set}"));
            }
        }

        return rows.Order(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^[-0-9]{10} [0-9:]{8}(\.[0-9]{6})?: Step [0-9]+: Validation accuracy = [0-9.]+% \(N=100\)$", RegexOptions.Multiline)]
    private static partial Regex Evaluation();

    [GeneratedRegex(@"^Final test accuracy = ([0-9.]+)% \(N=([0-9]+)\)$", RegexOptions.Multiline)]
    private static partial Regex FinalTest();

    [GeneratedRegex(@"^Test accuracy [0-9.]+ % \(([0-9]+) of 12;", RegexOptions.Multiline)]
    private static partial Regex Right();
}
