namespace Retrain.Cli.Output;

/// <summary>Lines on standard error, as many as <c>--logging_verbosity</c> lets through.</summary>
/// <param name="writer">Standard error.</param>
/// <param name="verbosity">One of DEBUG, INFO, WARN, ERROR, FATAL.</param>
internal sealed class RunLog(TextWriter writer, string verbosity)
{
    private const string Red = "\u001b[31m";
    private const string Plain = "\u001b[0m";

    private readonly int threshold = Array.IndexOf(["DEBUG", "INFO", "WARN", "ERROR", "FATAL"], verbosity);

    /// <summary>Whether progress is shown.</summary>
    public bool ShowsProgress => threshold <= 1;

    /// <summary>A line that is being redrawn on the same terminal and makes room for the others; <see langword="null"/>: none.</summary>
    public LiveView? Live { get; private init; }

    /// <summary>Whether lines may be coloured.</summary>
    public bool HasColours { get; private init; }

    /// <summary>The log of a program, with a live view where there is a terminal for it.</summary>
    /// <param name="console">Its standard error is used.</param>
    /// <param name="verbosity">As above.</param>
    /// <param name="clock">Stands in for the system's in tests.</param>
    public static RunLog For(ProgramConsole console, string verbosity, TimeProvider? clock = null)
    {
        bool hasColours = console.IsTerminal && console.Look.HasColours;
        var log = new RunLog(console.Error, verbosity) { HasColours = hasColours };
        return console.IsTerminal && log.ShowsProgress
            ? new RunLog(console.Error, verbosity)
            {
                HasColours = hasColours,
                Live = new LiveView(console.Error, console.Look, clock ?? TimeProvider.System),
            }
            : log;
    }

    /// <summary>A detail.</summary>
    public void Debug(string line) => Write(0, line);

    /// <summary>What is going on.</summary>
    public void Info(string line) => Write(1, line);

    /// <summary>A line of the original's (REFERENCE 5.7), for programs that read it; the live view tells people.</summary>
    public void Original(string line)
    {
        if (Live is null)
        {
            Info(line);
        }
    }

    /// <summary>Something to look at.</summary>
    public void Warn(string line) => Write(2, "Warning: " + line);

    /// <summary>Something that must not be overlooked: a warning, red where the terminal has colours.</summary>
    public void Alarm(string line) => Write(2, HasColours ? $"{Red}Warning: {line}{Plain}" : "Warning: " + line);

    /// <summary>Something failed that does not end the program.</summary>
    public void Error(string line) => Write(3, "Error: " + line);

    private void Write(int level, string line)
    {
        if (level >= threshold)
        {
            lock (writer)
            {
                Live?.Clear();
                writer.WriteLine(line);
            }
        }
    }
}
