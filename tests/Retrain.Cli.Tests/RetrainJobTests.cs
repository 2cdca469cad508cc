using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Cli.Output;
using Retrain.Cli.Tests.Output;
using Retrain.Training;

namespace Retrain.Cli.Tests;

/// <summary>The main job within this process, on little pictures at a small input size.</summary>
public sealed class RetrainJobTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    public RetrainJobTests()
    {
        string fixtures = SharedData.Fixture("decoding", "files", "jpeg");
        string[] pictures = [.. Directory.GetFiles(fixtures, "s*_*.jpg").Order(StringComparer.Ordinal)];
        foreach ((int i, string picture) in pictures.Take(24).Index())
        {
            folder.Write($"photos/{(i % 2 == 0 ? "daisy" : "roses")}/{Path.GetFileName(picture)}", File.ReadAllBytes(picture));
        }
    }

    private RetrainRequest Request => new()
    {
        ImageDir = folder["photos"],
        ModelDir = folder["model"],
        OutputGraph = folder["graph.pb"],
        NetworkOptions = new BackboneLoadOptions { ImageSize = 32 },
        ListAllMisclassified = true,
        Options = new RetrainOptions
        {
            Sgd = new SgdOptions { Steps = 30, SnapshotInterval = 20 },
            IntermediateGraphsFolder = folder["between"],
            Bottlenecks = new BottleneckOptions { CacheFolder = folder["cache"] },
        },
    };

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task RunAsync_NotATerminal_LogsTheOriginalsLinesInItsOrder()
    {
        File.Copy(Directory.GetFiles(folder["photos", "daisy"])[0], folder["photos", "daisy", "copy.jpg"]);
        await Run(Request, isTerminal: false);
        string[] lines = error.ToString().Split('\n');
        string[] starts =
        [
            "Looking for images in 'daisy'", "Looking for images in 'roses'", "25 photos in 2 classes", "Bottlenecks: ",
            "Sets: ", "Warning: 1 photo is a copy of another", ": Step 0: Train accuracy = ", ": Step 0: Cross entropy = ",
            ": Step 0: Validation accuracy = ", ": Step 20: ", "Save intermediate result to : " + folder["between", "intermediate_20.pb"],
            ": Step 29: ", "Trained in ", "Final test accuracy = ", "=== MISCLASSIFIED TEST IMAGES ===",
            "Save final result to : " + folder["graph.pb"],
        ];
        int[] found = [.. starts.Select(s => Array.FindIndex(lines, line => line.Contains(s, StringComparison.Ordinal)))];
        Assert.DoesNotContain(-1, found);
        Assert.Equal(found.Order(), found);
        Assert.Equal(lines.Length, lines.Distinct().Count());
    }

    [Fact]
    public async Task RunAsync_Terminal_LeavesALineAStage()
    {
        await Run(Request with { Options = Request.Options with { IntermediateGraphsFolder = null } }, isTerminal: true);
        string[] lines = Screen.After(error.ToString()).TrimEnd('\n').Split('\n');
        Assert.Collection(
            lines.Where(line => !line.StartsWith("Warning: ", StringComparison.Ordinal)),
            line => Assert.StartsWith("24 photos in 2 classes", line),
            line => Assert.StartsWith("Bottlenecks: 24 computed", line),
            line => Assert.StartsWith("Sets: ", line),
            line => Assert.Matches("^Trained in [0-9.]+ s; step 29: train accuracy .*, cross entropy .*, validation accuracy ", line));
    }

    [Theory]
    [InlineData("WARN")]
    [InlineData("FATAL")]
    public async Task RunAsync_LessVerbose_ShowsNothingBelowThatLevel(string verbosity)
    {
        await Run(Request, isTerminal: true, verbosity);
        Assert.All(
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("Warning: ", verbosity == "FATAL" ? "no line expected: " + line : line));
        Assert.Contains("Test accuracy", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>FIELD_CASES T15: more steps, then another network, all into the same folder, in one process.</summary>
    [Fact]
    public async Task RunAsync_OtherOptionsIntoTheSameFolder_GivesWhatACleanFolderGets()
    {
        RetrainRequest[] requests =
        [
            With(500, ""), With(2000, ""), With(20, "features"),
        ];
        foreach ((int i, RetrainRequest request) in requests.Index())
        {
            string clean = folder[$"clean{i}"];
            await Run(To(request, folder["same"]), isTerminal: false, "WARN");
            await Run(To(request, clean), isTerminal: false, "WARN");
            string[] names = [.. Files(clean)];
            Assert.Equal(names, Files(folder["same"]));
            Assert.Contains("graph.pb", names);
            Assert.All(
                names.Where(name => name != "run.json"),
                name => Assert.Equal(File.ReadAllBytes(Path.Combine(clean, name)), File.ReadAllBytes(folder["same", name])));
        }

        Assert.NotEqual(File.ReadAllBytes(folder["clean0", "model.onnx"]), File.ReadAllBytes(folder["clean1", "model.onnx"]));

        RetrainRequest With(int steps, string layer) => Request with
        {
            NetworkOptions = Request.NetworkOptions with { FeatureLayer = layer },
            Options = Request.Options with { Sgd = new SgdOptions { Steps = steps }, IntermediateGraphsFolder = null },
        };
        static RetrainRequest To(RetrainRequest request, string place) => request with
        {
            ModelDir = place,
            OutputGraph = Path.Combine(place, "graph.pb"),
            OutputLabels = Path.Combine(place, "names.txt"),
        };
        static IEnumerable<string> Files(string place) =>
            Directory.GetFileSystemEntries(place).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);
    }

    private async Task Run(RetrainRequest request, bool isTerminal, string verbosity = "INFO")
    {
        var console = new ProgramConsole(output, error, TextReader.Null, isTerminal);
        int code = await new RetrainJob(console, RunLog.For(console, verbosity)).RunAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, code);
    }
}
