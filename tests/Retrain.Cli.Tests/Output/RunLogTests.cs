using Retrain.Cli.Output;

namespace Retrain.Cli.Tests.Output;

public sealed class RunLogTests
{
    [Theory]
    [InlineData("DEBUG", "detail\nstep\nas ever\nWarning: odd\nError: failed\n", true)]
    [InlineData("INFO", "step\nas ever\nWarning: odd\nError: failed\n", true)]
    [InlineData("WARN", "Warning: odd\nError: failed\n", false)]
    [InlineData("ERROR", "Error: failed\n", false)]
    [InlineData("FATAL", "", false)]
    public void Write_Lines_AreThoseOfTheVerbosityAndAbove(string verbosity, string expected, bool showsProgress)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var log = new RunLog(text, verbosity);
        log.Debug("detail");
        log.Info("step");
        log.Original("as ever");
        log.Warn("odd");
        log.Error("failed");
        Assert.Equal(expected, text.ToString());
        Assert.Equal(showsProgress, log.ShowsProgress);
    }

    [Theory]
    [InlineData(true, "DEBUG", true)]
    [InlineData(true, "INFO", true)]
    [InlineData(true, "WARN", false)]
    [InlineData(true, "FATAL", false)]
    [InlineData(false, "DEBUG", false)]
    public void For_Console_HasALiveViewOnATerminalThatShowsProgress(bool isTerminal, string verbosity, bool expected)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var log = RunLog.For(new ProgramConsole(TextWriter.Null, text, TextReader.Null, isTerminal), verbosity);
        log.Original("for programs");
        Assert.Equal(expected, log.Live is not null);
        Assert.Equal(!expected && log.ShowsProgress, text.ToString().Length > 0);
    }
}
