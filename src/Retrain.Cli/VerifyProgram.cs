using Retrain.Cli.CommandLine;
using Retrain.Cli.Output;
using Retrain.Exports;
using Retrain.Foundation;

namespace Retrain.Cli;

/// <summary><c>retrain verify</c>: whether an exported file answers here as where it was written.</summary>
internal sealed class VerifyProgram(ProgramConsole console) : IProgram
{
    private readonly VerifyOptionTable table = new();

    /// <inheritdoc/>
    public OptionTable Options => table;

    /// <inheritdoc/>
    public string Usage => """
        retrain verify: checks that an exported file answers as where it was written:
        on a picture drawn by formula, and on photos, if some are given.

        Usage
          retrain verify FILE [--image PHOTO ...] [--expected expected.json]

        FILE: what 'retrain export' wrote, in any format. The scores to expect travel
        in the file; expected.json holds them too.
        Exit codes: 0 all as expected, 1 not, or it cannot be told, 2 wrong usage.

        """;

    /// <inheritdoc/>
    public async Task<int> RunAsync(ParsedOptions options, CancellationToken cancellationToken)
    {
        string file = options.Words.Count > 0
            ? DefaultPlaces.Expand(options.Words[0])
            : throw new UsageException("Must name a file: retrain verify FILE [--image PHOTO ...]");
        string[] names = [.. options.Has(table.Image) ? new[] { options.Value(table.Image) } : [], .. options.Words.Skip(1)];
        var photos = new List<string>();
        if (names.Length > 0)
        {
            await foreach (string path in PhotoArguments.From(names, console).PathsAsync().WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                photos.Add(path);
            }
        }

        string? expected = options.Has(table.Expected) ? DefaultPlaces.Expand(options.Value(table.Expected)) : null;
        ExportVerification verification = await Task.Run(
            () => ExportVerifier.Verify(file, photos, expected, cancellationToken), cancellationToken).ConfigureAwait(false);
        await console.Out.WriteAsync(ExportVerificationText.Of(verification)).ConfigureAwait(false);
        return verification.IsAsExpected ? ExitCode.Done : ExitCode.Failed;
    }
}
