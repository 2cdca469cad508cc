namespace Retrain.Formats.Tests;

/// <summary>Says how far an output is from its recording: with the test, and in the file that <c>PRINT_DIFFERENCES</c> names.</summary>
internal static class RecordedDifference
{
    private static readonly Lock Writing = new();

    /// <summary>Says it.</summary>
    /// <param name="format">Of the model.</param>
    /// <param name="name">The case.</param>
    /// <param name="output">Which output.</param>
    /// <param name="difference">Largest difference of an element.</param>
    /// <param name="tolerance">What is allowed.</param>
    /// <param name="way">How it was computed.</param>
    public static void Tell(string format, string name, string output, double difference, double tolerance, string way)
    {
        string line = FormattableString.Invariant($"{format} | {name} | {output} | {difference:g2} | {tolerance:g2} | {way}");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("PRINT_DIFFERENCES") is { Length: > 0 } file)
        {
            lock (Writing)
            {
                File.AppendAllText(file, line + "\n");
            }
        }
    }
}
