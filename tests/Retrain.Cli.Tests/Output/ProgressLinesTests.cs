using Retrain.Cli.Output;
using Retrain.Training;

namespace Retrain.Cli.Tests.Output;

public sealed class ProgressLinesTests : IDisposable
{
    private readonly ManualClock clock = new();
    private readonly StringWriter error = new() { NewLine = "\n" };

    public void Dispose() => error.Dispose();

    [Fact]
    public void Report_NotATerminal_WritesALineEveryThreeSecondsAtMost()
    {
        ProgressLines lines = Lines(isTerminal: false);
        for (int i = 0; i <= 100; i++)
        {
            lines.Report(Photos(i, 100));
            clock.Move(0.1);
        }

        Assert.Equal(
            """
            Computing bottlenecks: 30 of 100 photos
            Computing bottlenecks: 60 of 100 photos
            Computing bottlenecks: 90 of 100 photos

            """,
            error.ToString());
    }

    [Fact]
    public void Report_QuickRunThatIsNoTerminal_WritesNothing()
    {
        ProgressLines lines = Lines(isTerminal: false);
        lines.Report(Photos(1, 2));
        clock.Move(1);
        lines.Report(Photos(2, 2));
        lines.Finish();
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void Report_Terminal_RedrawsOneLineTenTimesASecondAndEndsIt()
    {
        ProgressLines lines = Lines(isTerminal: true);
        for (int i = 0; i <= 10; i++)
        {
            clock.Move(0.05);
            lines.Report(Photos(i, 10));
        }

        string[] draws = error.ToString().Split('\r');
        Assert.Equal("", draws[0]);
        Assert.Equal(
            ["1 of 10", "3 of 10", "5 of 10", "7 of 10", "9 of 10", "10 of 10"],
            draws[1..].Select(draw => draw["Computing bottlenecks: ".Length..].Split(" photos")[0]));
        Assert.All(draws[1..^1], draw => Assert.Equal(79, draw.Length));
        Assert.Equal(80, draws[^1].Length);
        Assert.EndsWith("\n", draws[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Finish_LineThatIsBeingRedrawn_EndsItOnce()
    {
        ProgressLines lines = Lines(isTerminal: true);
        clock.Move(1);
        lines.Report(Photos(1, 10));
        lines.Finish();
        lines.Finish();
        Assert.Equal("\r" + "Computing bottlenecks: 1 of 10 photos".PadRight(79) + "\n", error.ToString());
    }

    [Fact]
    public void Report_Count_TellsCacheRateAndTimeLeftWhereTheyAreKnown()
    {
        ProgressLines lines = Lines(isTerminal: false);
        clock.Move(3);
        lines.Report(Photos(500, 3000) with { FromCache = 120, PerSecond = 87.6, Remaining = TimeSpan.FromSeconds(200) });
        Assert.Equal("Computing bottlenecks: 500 of 3000 photos (120 from the cache), 88 photos/s, 3 min 20 s left\n", error.ToString());
    }

    [Fact]
    public void Report_NextStage_IsNamedAndTimedAnew()
    {
        ProgressLines lines = Lines(isTerminal: false);
        clock.Move(10);
        lines.Report(new RetrainProgress(RetrainStage.Verifying, 1, 50));
        Assert.Equal("", error.ToString());
        clock.Move(3);
        lines.Report(new RetrainProgress(RetrainStage.Verifying, 9, 50));
        Assert.Equal("Checking the written model: 9 of 50 photos\n", error.ToString());
    }

    [Theory]
    [InlineData(4000, 10, new[] { 0, 400, 800, 1200, 1600, 2000, 2400, 2800, 3200, 3600, 3999 })]
    [InlineData(5, 1, new[] { 0, 1, 2, 3, 4 })]
    public void Report_Evaluations_AboutTenAreShownAndTheLast(int steps, int interval, int[] expected)
    {
        ProgressLines lines = Lines(isTerminal: false);
        for (int step = 0; step < steps; step++)
        {
            if (step % interval == 0 || step == steps - 1)
            {
                lines.Report(Evaluated(step, steps));
            }
        }

        Assert.Equal(
            expected.Select(step => $"Step {step}: train accuracy 66.3%, cross entropy 0.500000, validation accuracy 50.0% (N=100)"),
            error.ToString().TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Report_EvaluationsAsTheOriginal_AllAreShownInThreeLines()
    {
        ProgressLines lines = Lines(isTerminal: false, allEvaluations: true);
        lines.Report(Evaluated(10, 4000));
        Assert.Equal(
            """
            Step 10: Train accuracy = 66.3%
            Step 10: Cross entropy = 0.500000
            Step 10: Validation accuracy = 50.0% (N=100)

            """,
            error.ToString());
    }

    [Fact]
    public void Report_NoteWhileALineIsRedrawn_StandsOnALineOfItsOwn()
    {
        ProgressLines lines = Lines(isTerminal: true);
        clock.Move(1);
        lines.Report(Photos(1, 10));
        lines.Report(new RetrainProgress(RetrainStage.Training, 0, 0) { Note = "C = 0.1: 90 of 100" });
        Assert.EndsWith(" \nC = 0.1: 90 of 100\n", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_VerbosityWarn_ShowsNothing()
    {
        ProgressLines lines = Lines(isTerminal: true, verbosity: "WARN");
        clock.Move(10);
        lines.Report(Photos(1, 10));
        lines.Report(Evaluated(0, 10));
        lines.Finish();
        Assert.Equal("", error.ToString());
    }

    private static RetrainProgress Photos(int done, int total) => new(RetrainStage.Bottlenecks, done, total);

    private static RetrainProgress Evaluated(int step, int steps) => new(RetrainStage.Training, step + 1, steps)
    {
        Evaluation = new SgdEvaluation(step, 53f / 80, 0.5f, 0.5f, 0.6f, 100),
    };

    private ProgressLines Lines(bool isTerminal, bool allEvaluations = false, string verbosity = "INFO") =>
        new(new RunLog(error, verbosity), new ProgramConsole(TextWriter.Null, error, TextReader.Null, isTerminal), allEvaluations, clock);
}
