namespace Retrain.Cli.Output;

/// <summary>Lines on standard error, as many as <c>--logging_verbosity</c> lets through.</summary>
/// <param name="writer">Standard error.</param>
/// <param name="verbosity">One of DEBUG, INFO, WARN, ERROR, FATAL.</param>
internal sealed class RunLog(TextWriter writer, string verbosity)
{
    private readonly int threshold = Array.IndexOf(["DEBUG", "INFO", "WARN", "ERROR", "FATAL"], verbosity);

    /// <summary>Whether progress is shown.</summary>
    public bool ShowsProgress => threshold <= 1;

    /// <summary>A detail.</summary>
    public void Debug(string line) => Write(0, line);

    /// <summary>What is going on.</summary>
    public void Info(string line) => Write(1, line);

    /// <summary>Something to look at.</summary>
    public void Warn(string line) => Write(2, "Warning: " + line);

    private void Write(int level, string line)
    {
        if (level >= threshold)
        {
            lock (writer)
            {
                writer.WriteLine(line);
            }
        }
    }
}
