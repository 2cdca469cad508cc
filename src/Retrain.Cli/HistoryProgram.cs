using System.Text;
using Retrain.Cli.CommandLine;
using Retrain.Cli.Output;
using Retrain.Foundation;
using Retrain.Summaries;

namespace Retrain.Cli;

/// <summary><c>retrain history</c>: what event files of TensorBoard hold, as lists and charts.</summary>
internal sealed class HistoryProgram(ProgramConsole console) : IProgram
{
    private const int UsualWidth = 80;
    private const int LeastWidth = 40;

    private readonly HistoryOptionTable table = new();

    /// <inheritdoc/>
    public OptionTable Options => table;

    /// <inheritdoc/>
    public string Usage => """
        retrain history: lists and draws what TensorBoard's event files hold, those of
        retrain and those of TensorFlow.

        Usage
          retrain history DIR|FILE ... [options]

        DIR: a folder with event files anywhere below it, such as --summaries_dir; each
        folder in it is a run. Damaged files are read as far as they are sound.
        Exit codes: 0 done, 1 no event file, 2 wrong usage.

        """;

    /// <inheritdoc/>
    public async Task<int> RunAsync(ParsedOptions options, CancellationToken cancellationToken)
    {
        if (options.Words.Count == 0)
        {
            throw new UsageException("No folder or file. Usage: retrain history DIR|FILE ... [options]");
        }

        string[] paths = [.. options.Words.Select(DefaultPlaces.Expand)];
        string[] words = options.Value(table.Tags).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        TrainingHistory history = await Task.Run(() => TrainingHistory.Read(paths, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        string text = options.Value(table.Csv)
            ? HistoryText.Csv(history, words)
            : HistoryText.Of(history, words, Columns(options), options.Value(table.Ascii) || !CanShowBraille());
        await console.Out.WriteAsync(text).ConfigureAwait(false);
        foreach (HistoryFile file in history.Runs.SelectMany(r => r.Files).Where(f => f.Damage is not null))
        {
            await console.Error.WriteLineAsync($"Warning: {file.Path}: {file.Damage}; read up to there ({file.Events} events)")
                .ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    private int Columns(ParsedOptions options)
    {
        if (options.Value(table.Width) is > 0 and var asked)
        {
            return Math.Max(asked, LeastWidth);
        }

        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? UsualWidth : Math.Max(Console.WindowWidth, LeastWidth);
        }
        catch (IOException)
        {
            return UsualWidth;
        }
    }

    // The console of Linux itself has 512 characters and no braille among them.
    private bool CanShowBraille() =>
        console.Out.Encoding is UTF8Encoding or UnicodeEncoding && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "linux");
}
