namespace Retrain.EndToEnd;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Of the process.</param>
/// <param name="Out">Standard output, line ends as <c>\n</c>.</param>
/// <param name="Error">Standard error, line ends as <c>\n</c>.</param>
internal sealed record ProgramRun(int ExitCode, string Out, string Error);
