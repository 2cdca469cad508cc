namespace Retrain.Cli.Output;

/// <summary>What a terminal can show.</summary>
/// <param name="Width">Its columns now; people resize it.</param>
/// <param name="HasColours">Whether colours are welcome.</param>
/// <param name="HasBlocks">Whether it shows block characters.</param>
internal sealed record TerminalLook(Func<int> Width, bool HasColours, bool HasBlocks)
{
    private const int UsualWidth = 80;

    /// <summary>80 columns of plain text.</summary>
    public static TerminalLook Plain { get; } = new(() => UsualWidth, HasColours: false, HasBlocks: false);

    /// <summary>Whether a line can be redrawn there: never in a log of a build server, which keeps every state of it.</summary>
    /// <param name="isRedirected">Whether standard error goes to a file or pipe.</param>
    /// <param name="environment">Gives the value of an environment variable.</param>
    public static bool CanRedraw(bool isRedirected, Func<string, string?> environment) =>
        !isRedirected && environment("TERM") != "dumb" && environment("CI") is null or "" or "0" or "false";

    /// <summary>As the environment describes it.</summary>
    /// <param name="environment">Gives the value of an environment variable.</param>
    /// <param name="isWindows">A console there may not know the codes of colours.</param>
    /// <param name="consoleWidth">Asks the console; 0 or less: it does not know.</param>
    public static TerminalLook Of(Func<string, string?> environment, bool isWindows, Func<int> consoleWidth)
    {
        string? locale = new[] { "LC_ALL", "LC_CTYPE", "LANG" }.Select(environment).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        bool isUtf8 = locale?.Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase) ?? false;
        bool isNewWindows = isWindows && !string.IsNullOrEmpty(environment("WT_SESSION"));
        return new TerminalLook(
            () => consoleWidth() is > 0 and var width ? width : UsualWidth,
            HasColours: string.IsNullOrEmpty(environment("NO_COLOR")) && (!isWindows || isNewWindows),
            HasBlocks: isWindows ? isNewWindows : isUtf8);
    }
}
