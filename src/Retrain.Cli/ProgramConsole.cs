using Retrain.Cli.Output;

namespace Retrain.Cli;

/// <summary>Where a program reads and writes.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Progress, warnings, failures.</param>
/// <param name="In">Standard input.</param>
/// <param name="IsTerminal">Whether <paramref name="Error"/> is a terminal that can redraw a line.</param>
internal sealed record ProgramConsole(TextWriter Out, TextWriter Error, TextReader In, bool IsTerminal)
{
    /// <summary>What the terminal can show.</summary>
    public TerminalLook Look { get; init; } = TerminalLook.Plain;
}
