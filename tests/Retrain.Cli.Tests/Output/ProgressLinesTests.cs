using Retrain.Bottlenecks;
using Retrain.Cli.Output;
using Retrain.Training;

namespace Retrain.Cli.Tests.Output;

public sealed class ProgressLinesTests : IDisposable
{
    private readonly ManualClock clock = new();
    private readonly StringWriter error = new() { NewLine = "\n" };

    public void Dispose() => error.Dispose();

    [Fact]
    public void Report_NotATerminal_CountsEveryThreeSecondsAtMost()
    {
        ProgressLines lines = Lines(isTerminal: false);
        for (int i = 0; i <= 99; i++)
        {
            lines.Report(Photos(i, 99));
            clock.Move(0.1);
        }

        Assert.Equal(
            """
            Computing bottlenecks: 30 of 99 photos
            Computing bottlenecks: 60 of 99 photos
            Computing bottlenecks: 90 of 99 photos

            """,
            error.ToString());
    }

    [Fact]
    public void Report_EveryHundredFiles_IsTheOriginalsLine()
    {
        ProgressLines lines = Lines(isTerminal: false);
        foreach (int done in new[] { 0, 99, 100, 150, 199, 430, 430 })
        {
            lines.Report(Photos(done, 430));
        }

        lines.Report(new RetrainProgress(RetrainStage.Verifying, 500, 500));
        Assert.Equal("100 bottleneck files created.\n400 bottleneck files created.\n", error.ToString());
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
    public void Report_Count_TellsCacheRateAndTimeLeftWhereTheyAreKnown()
    {
        ProgressLines lines = Lines(isTerminal: false);
        clock.Move(3);
        lines.Report(Photos(50, 3000) with { FromCache = 12, PerSecond = 87.6, Remaining = TimeSpan.FromSeconds(200) });
        Assert.Equal("Computing bottlenecks: 50 of 3000 photos (12 from the cache), 88 photos/s, 3 min 20 s left\n", error.ToString());
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

    [Fact]
    public void Report_Evaluations_AllAreShownInThreeLines()
    {
        ProgressLines lines = Lines(isTerminal: false);
        for (int step = 0; step < 4000; step += 10)
        {
            lines.Report(Evaluated(step, 4000));
        }

        lines.Report(Evaluated(3999, 4000));
        string[] shown = error.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(401 * 3, shown.Length);
        Assert.Equal("2026-11-25 03:09:06.024897: Step 10: Train accuracy = 66.3%", shown[3]);
        Assert.Equal("2026-11-25 03:09:06.024897: Step 3999: Validation accuracy = 50.0% (N=100)", shown[^1]);
    }

    [Fact]
    public void Report_Terminal_ShowsTheLiveViewAndFinishTakesItAway()
    {
        ProgressLines lines = Lines(isTerminal: true);
        lines.Report(Photos(0, 430));
        clock.Move(1);
        lines.Report(Photos(100, 430));
        Assert.StartsWith("\rBottlenecks 100 of 430  [#", error.ToString(), StringComparison.Ordinal);
        lines.Report(Evaluated(10, 4000));
        lines.Finish();
        lines.Finish();
        Assert.Equal("", Screen.After(error.ToString()));
    }

    [Fact]
    public void Report_NoteWhileALineIsRedrawn_TakesItsPlace()
    {
        ProgressLines lines = Lines(isTerminal: true);
        lines.Report(Photos(0, 10));
        clock.Move(1);
        lines.Report(Photos(1, 10));
        lines.Report(new RetrainProgress(RetrainStage.Training, 0, 0) { Note = "C = 0.1: 90 of 100" });
        Assert.Equal("C = 0.1: 90 of 100\n", Screen.After(error.ToString()));
    }

    [Theory]
    [InlineData("INFO", true)]
    [InlineData("FATAL", false)]
    public void Report_Preparation_IsHandedOnAtEveryVerbosity(string verbosity, bool isTerminal)
    {
        var preparation = new RetrainPreparation(
            new BottleneckResult
            {
                Photos = [],
                Features = new FeatureMatrix([], 1),
                ContentHashes = [],
                Unusable = [],
                Notes = [],
                Computed = 0,
                FromCache = 0,
                FilesRead = 0,
                Times = default,
            },
            [], [], 1);
        var told = new List<RetrainPreparation>();
        var lines = new ProgressLines(Log(isTerminal, verbosity), clock) { Prepared = told.Add };
        lines.Report(new RetrainProgress(RetrainStage.Training, 0, 10) { Preparation = preparation });
        Assert.Same(preparation, Assert.Single(told));
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void Report_VerbosityWarn_ShowsNothing()
    {
        ProgressLines lines = Lines(isTerminal: true, verbosity: "WARN");
        clock.Move(10);
        lines.Report(Photos(100, 1000));
        lines.Report(Evaluated(0, 10));
        lines.Finish();
        Assert.Equal("", error.ToString());
    }

    private static RetrainProgress Photos(int done, int total) => new(RetrainStage.Bottlenecks, done, total);

    private static RetrainProgress Evaluated(int step, int steps) => new(RetrainStage.Training, step + 1, steps)
    {
        Evaluation = new SgdEvaluation(step, 53f / 80, 0.5f, 0.5f, 0.6f, 100),
    };

    private RunLog Log(bool isTerminal, string verbosity) =>
        RunLog.For(new ProgramConsole(TextWriter.Null, error, TextReader.Null, isTerminal), verbosity, clock);

    private ProgressLines Lines(bool isTerminal, string verbosity = "INFO") => new(Log(isTerminal, verbosity), clock);
}
