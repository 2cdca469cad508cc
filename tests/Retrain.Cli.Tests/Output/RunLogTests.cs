using Retrain.Cli.Output;

namespace Retrain.Cli.Tests.Output;

public sealed class RunLogTests
{
    [Theory]
    [InlineData("DEBUG", "detail\nstep\nWarning: odd\n", true)]
    [InlineData("INFO", "step\nWarning: odd\n", true)]
    [InlineData("WARN", "Warning: odd\n", false)]
    [InlineData("ERROR", "", false)]
    [InlineData("FATAL", "", false)]
    public void Write_Lines_AreThoseOfTheVerbosityAndAbove(string verbosity, string expected, bool showsProgress)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var log = new RunLog(text, verbosity);
        log.Debug("detail");
        log.Info("step");
        log.Warn("odd");
        Assert.Equal(expected, text.ToString());
        Assert.Equal(showsProgress, log.ShowsProgress);
    }
}
