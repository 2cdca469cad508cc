using Retrain.Cli.Output;
using Retrain.Training;

namespace Retrain.Cli.Tests.Output;

public sealed class LiveViewTests : IDisposable
{
    private readonly ManualClock clock = new();
    private readonly StringWriter terminal = new() { NewLine = "\n" };

    public void Dispose() => terminal.Dispose();

    [Theory]
    [InlineData(120, "Bottlenecks 1234 of 3670  [##########--------------------]  88 photos/s  120 from the cache  28 s left")]
    [InlineData(80, "Bottlenecks 1234 of 3670  [##-----]  88 photos/s  120 from the cache  28 s left")]
    [InlineData(78, "Bottlenecks 1234 of 3670  [#----]  88 photos/s  120 from the cache  28 s left")]
    [InlineData(77, "Bottlenecks 1234 of 3670  [########----------------]  88 photos/s  28 s left")]
    [InlineData(60, "Bottlenecks 1234 of 3670  [##-----]  88 photos/s  28 s left")]
    [InlineData(40, "Bottlenecks 1234 of 3670  28 s left")]
    [InlineData(30, "Bottlenecks 1234 of 3670")]
    [InlineData(12, "Bottlenecks")]
    [InlineData(1, "")]
    public void Show_Bottlenecks_FitTheWidth(int width, string expected)
    {
        Show(View(width), new RetrainProgress(RetrainStage.Bottlenecks, 1234, 3670)
        {
            FromCache = 120, PerSecond = 87.6, Remaining = TimeSpan.FromSeconds(27.5),
        });
        Assert.Equal(expected, Screen.Draws(terminal.ToString()).LastOrDefault() ?? "");
        Assert.All(terminal.ToString().Split('\r'), draw => Assert.True(draw.Length < width, draw));
    }

    [Theory]
    [InlineData(120, "Step 2000 of 4000  train 98.0%  loss 0.100  validation 93.0%  2 s left  █▁▁▁▁▁▁▁▁▁▁")]
    [InlineData(80, "Step 2000 of 4000  train 98.0%  loss 0.100  validation 93.0%  2 s left  █▁▁▁▁▁▁")]
    [InlineData(72, "Step 2000 of 4000  train 98.0%  loss 0.100  validation 93.0%  2 s left")]
    [InlineData(60, "Step 2000 of 4000  loss 0.100  validation 93.0%  2 s left")]
    [InlineData(50, "Step 2000 of 4000  loss 0.100  validation 93.0%")]
    [InlineData(40, "Step 2000 of 4000  validation 93.0%")]
    [InlineData(20, "Step 2000 of 4000")]
    public void Show_Training_FitsTheWidth(int width, string expected)
    {
        LiveView view = View(width, blocks: true);
        for (int i = 0; i <= 10; i++)
        {
            view.Show(Evaluated(i * 200, 4000, i == 0 ? 2 : 0.1f));
            clock.Move(0.2);
        }

        Assert.Equal(expected, Screen.Draws(terminal.ToString())[^1]);
        Assert.All(Screen.Draws(terminal.ToString()), draw => Assert.True(draw.Length < width, draw));
    }

    [Fact]
    public void Show_NoValidationPhotosNoBlocks_LeavesThemOut()
    {
        Show(View(120), Evaluated(10, 4000, 0.5f) with { Evaluation = new SgdEvaluation(9, 1, 0.5f, float.NaN, float.NaN, 0) });
        Assert.Equal("Step 10 of 4000  train 100.0%  loss 0.500", Screen.Draws(terminal.ToString())[^1]);
    }

    [Fact]
    public void Show_Often_RedrawsTenTimesASecond()
    {
        LiveView view = View(80);
        for (int i = 0; i <= 20; i++)
        {
            view.Show(new RetrainProgress(RetrainStage.Verifying, i, 20));
            clock.Move(0.05);
        }

        Assert.Equal(
            [.. Enumerable.Range(1, 10).Select(i => $"Checking the model {2 * i} of 20")],
            Screen.Draws(terminal.ToString()).Select(d => d.Split("  [")[0]));
    }

    [Fact]
    public void Show_ShorterLine_CoversTheLongerOne()
    {
        LiveView view = View(80);
        Show(view, new RetrainProgress(RetrainStage.Bottlenecks, 9999, 10000) { PerSecond = 100, Remaining = TimeSpan.FromSeconds(1) });
        Show(view, new RetrainProgress(RetrainStage.Verifying, 0, 5));
        Assert.Equal("Checking the model 0 of 5  [------------------------------]", Screen.After(terminal.ToString()));
    }

    [Fact]
    public void Show_Colours_OnlyWhereTheyAreWelcome()
    {
        var value = new RetrainProgress(RetrainStage.Verifying, 10, 20);
        Show(View(80), value);
        Assert.DoesNotContain('\e', terminal.ToString());
        Show(View(80, colours: true), value);
        Assert.Contains("\e[32m[###############---------------]\e[0m", terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Clear_Line_LeavesNothing()
    {
        LiveView view = View(80);
        view.Clear();
        Assert.Equal("", terminal.ToString());
        Show(view, new RetrainProgress(RetrainStage.Verifying, 1, 2));
        view.Clear();
        view.Clear();
        Assert.Equal("", Screen.After(terminal.ToString()));
        Assert.DoesNotContain('\n', terminal.ToString());
        Assert.EndsWith(" \r", terminal.ToString(), StringComparison.Ordinal);
    }

    private static RetrainProgress Evaluated(int done, int steps, float loss) => new(RetrainStage.Training, done, steps)
    {
        Evaluation = new SgdEvaluation(done - 1, 0.98f, loss, 0.93f, 0.2f, 100),
    };

    private LiveView View(int width, bool colours = false, bool blocks = false) =>
        new(terminal, new TerminalLook(() => width, colours, blocks), clock);

    private void Show(LiveView view, RetrainProgress value)
    {
        view.Show(value);
        clock.Move(0.1);
        view.Show(value);
    }
}
