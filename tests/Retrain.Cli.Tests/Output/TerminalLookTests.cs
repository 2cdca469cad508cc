using Retrain.Cli.Output;

namespace Retrain.Cli.Tests.Output;

public sealed class TerminalLookTests
{
    [Theory]
    [InlineData(false, "", true)]
    [InlineData(false, "TERM=xterm", true)]
    [InlineData(true, "TERM=xterm", false)]
    [InlineData(false, "TERM=dumb", false)]
    [InlineData(false, "CI=true", false)]
    [InlineData(false, "CI=1", false)]
    [InlineData(false, "CI=", true)]
    [InlineData(false, "CI=false", true)]
    public void CanRedraw_Environment_Decides(bool isRedirected, string environment, bool expected) =>
        Assert.Equal(expected, TerminalLook.CanRedraw(isRedirected, Variables(environment)));

    [Theory]
    [InlineData("LANG=en_GB.UTF-8", false, true, true)]
    [InlineData("LANG=C", false, true, false)]
    [InlineData("", false, true, false)]
    [InlineData("LANG=de_DE.utf8 NO_COLOR=1", false, false, true)]
    [InlineData("LANG=en_GB.UTF-8 LC_ALL=C NO_COLOR=", false, true, false)]
    [InlineData("", true, false, false)]
    [InlineData("WT_SESSION=x", true, true, true)]
    [InlineData("WT_SESSION=x NO_COLOR=1", true, false, true)]
    public void Of_Environment_DecidesOnColoursAndBlocks(string environment, bool isWindows, bool colours, bool blocks)
    {
        var look = TerminalLook.Of(Variables(environment), isWindows, () => 132);
        Assert.Equal((colours, blocks, 132), (look.HasColours, look.HasBlocks, look.Width()));
    }

    [Fact]
    public void Width_ConsoleThatDoesNotKnow_Is80() => Assert.Equal(80, TerminalLook.Of(_ => null, false, () => 0).Width());

    private static Func<string, string?> Variables(string text)
    {
        Dictionary<string, string> all = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('='))
            .ToDictionary(v => v[0], v => v[1]);
        return name => all.GetValueOrDefault(name);
    }
}
