using Retrain.Cli.Output;
using Retrain.Summaries;
using Retrain.Training;

namespace Retrain.Cli.Tests.History;

/// <summary>The command line of <c>retrain history</c>, on files of our own and of TensorFlow.</summary>
public sealed class HistoryProgramTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(80)]
    [InlineData(47)]
    public async Task History_OwnFiles_ListsTagsAndDrawsWithinTheWidth(int width)
    {
        Write(steps: 30);

        (int code, string output, string error) = await Run("--width", $"{width}", folder.FullPath);

        Assert.Equal((0, ""), (code, error));
        string[] lines = output.Split('\n');
        Assert.Equal("train", lines[0]);
        Assert.Matches("^  events.out.tfevents.[0-9]{10}..*: 31 events$", lines[1]);
        Assert.Contains(lines, l => l.StartsWith("  cross_entropy_1", StringComparison.Ordinal));
        Assert.Equal(width == 80 ? 14 : 0, lines.Count(l => l.Contains("  30 values  steps 0 to 29", StringComparison.Ordinal)));
        Assert.Contains("last -3 to 2, mean 0.04167", output, StringComparison.Ordinal);
        Assert.Equal(["cross_entropy_1  train", "accuracy_1  train"], lines.Where(l => l.EndsWith("_1  train", StringComparison.Ordinal)));
        Assert.Contains(lines, l => l.Any(c => c is > '\u2800' and <= '\u28ff'));
        Assert.All(lines, l => Assert.True(l.Length <= width || l.Contains("tfevents", StringComparison.Ordinal), l));
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task History_Tags_FiltersListAndCharts()
    {
        Write(steps: 3);

        (_, string output, _) = await Run("--tags", "weights/summaries/mAx,no such", "--ascii", folder.FullPath);

        Assert.Equal(2, output.Split('\n').Count(l => l.Contains("_1", StringComparison.Ordinal)));
        Assert.Contains("\nfinal_retrain_ops/weights/summaries/max_1  train\n", output, StringComparison.Ordinal);
        Assert.All(output, c => Assert.InRange(c, '\n', '~'));
    }

    [Fact]
    public async Task History_Csv_HasALineAScalarAndNothingElse()
    {
        Write(steps: 2);

        (_, string output, _) = await Run("--csv", "--tags=cross", folder.FullPath);

        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal("run,tag,step,wall_time,value", lines[0]);
        Assert.Matches(@"^train,cross_entropy_1,0,[0-9.]+,0\.75$", lines[1]);
        Assert.Matches(@"^train,cross_entropy_1,1,[0-9.]+,0\.375$", lines[2]);
    }

    [Fact]
    public async Task History_DamagedFile_ShowsWhatWasReadAndWarns()
    {
        string file = Write(steps: 4);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^3] ^= 1;
        File.WriteAllBytes(file, bytes);

        (int code, string output, string error) = await Run(folder.FullPath);

        Assert.Equal(0, code);
        Assert.Contains("3 values  steps 0 to 2", output, StringComparison.Ordinal);
        Assert.StartsWith($"Warning: {file}: corrupted record at byte ", error, StringComparison.Ordinal);
        Assert.EndsWith(": its checksum is wrong; read up to there (4 events)\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_FilesOfTensorFlow_AreListed()
    {
        (int code, string output, string error) = await Run(
            SharedData.Shared("fixtures", "tensorboard", "today"),
            SharedData.Shared("fixtures", "retrain_runs", "mobilenet_v1_whole_set", "events"));

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("  accuracy                      3 values  steps 0 to 2  last 0.7\n", output, StringComparison.Ordinal);
        Assert.Contains("300 values  steps 0 to 299", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_NothingToRead_EndsWithOneLine()
    {
        (int none, _, string usage) = await Run();
        (int missing, _, string error) = await Run(folder["nothing"]);

        Assert.Equal((ExitCode.Usage, ExitCode.Failed), (none, missing));
        Assert.StartsWith("Error: No folder or file. Usage: retrain history", usage, StringComparison.Ordinal);
        Assert.StartsWith($"Error: '{folder["nothing"]}' does not exist", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TagThatSteersTerminals_IsShownHarmless()
    {
        var run = new HistoryRun("r\u001b[2J", [], [new ScalarSeries("a\u001b]0;x\u0007b\nc", [new(0, 0, 1), new(1, 0, 2)])], [], []);

        string text = HistoryText.Of(new TrainingHistory([run]), [], 80, ascii: false);

        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u0007', text);
        Assert.Contains("\na?]0;x?b?c  r?[2J\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_KnownPoints_StandWhereTheyBelong()
    {
        ScalarPoint[] points = [new(0, 0, 0), new(1, 0, double.NaN), new(2, 0, 1), new(4, 0, 0.5)];

        Assert.Equal(
            [
                "          1 |  **",
                "            |    *",
                "          0 |*",
                "            +-----",
                "             0   4",
            ],
            TextChart.Lines(points, ChartScale.Of(points), 18, 3, ascii: true));
    }

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(double.MaxValue, double.MinValue)]
    [InlineData(3, 3)]
    public void Lines_OddValues_GiveLinesThatFit(double first, double second)
    {
        ScalarPoint[] points = [new(long.MinValue, 0, first), new(long.MaxValue, 0, second)];

        Assert.All(
            TextChart.Lines(points, ChartScale.Of(points), 80, 4, ascii: false), line => Assert.InRange(line.Length, 0, 80));
    }

    /// <summary>A train file; returns its path.</summary>
    private string Write(int steps)
    {
        using SummaryWriter writer = SummaryWriter.Create(folder.FullPath, [], TimeProvider.System);
        for (int step = 0; step < steps; step++)
        {
            writer.Trained(new LayerView(
                step, new[] { 0.5f, -0.25f, 0, 1, 2, -3 }, new[] { 0.125f, -0.125f }, new[] { 1f, 2, 3, 4 },
                new[] { 0.25f, 0.75f, 0.5f, 0.5f }, 0.75f / (step + 1), step * 0.01f));
        }

        writer.Complete();
        return Directory.GetFiles(folder["train"]).Single();
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new ProgramConsole(output, error, TextReader.Null, IsTerminal: false);
        int code = await ProgramRunner.RunAsync(new HistoryProgram(console), arguments, console);
        return (code, output.ToString(), error.ToString());
    }
}
