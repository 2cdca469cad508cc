using System.Diagnostics;
using Retrain.Cli.CommandLine;
using Retrain.Cli.Output;
using Retrain.Exports;

namespace Retrain.Cli;

/// <summary><c>retrain convert</c>: a model in another format.</summary>
internal sealed class ConvertProgram(ProgramConsole console) : IProgram
{
    private readonly ConvertOptionTable table = new();

    /// <inheritdoc/>
    public OptionTable Options => table;

    /// <inheritdoc/>
    public string Usage => """
        retrain convert: writes a model in another format. The result is run beside the
        source on generated pictures, and kept only if both give the same values.

        Usage
          retrain convert IN OUT.onnx [options]     to ONNX
          retrain convert IN OUT.pb [options]       to a frozen TensorFlow graph
          retrain convert IN OUT [options]          to a TensorFlow SavedModel (a folder)

        IN: anything that retrain inspect shows and that has no unsupported node.
        Names of nodes stay; labels and preprocessing go along where the source has
        them, for a frozen graph in OUT.pb.json.
        Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.

        """;

    /// <inheritdoc/>
    public async Task<int> RunAsync(ParsedOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files = ModelOptionTable.Words(options, "retrain convert IN OUT", 2);
        var wishes = new ModelConversionOptions
        {
            Format = options.Value(table.To) switch
            {
                "onnx" => ModelFormat.Onnx,
                "frozen_graph" => ModelFormat.FrozenGraph,
                "saved_model" => ModelFormat.SavedModel,
                _ => null,
            },
            Force = options.Value(table.Force),
            Choice = table.Choice(options),
        };
        long start = Stopwatch.GetTimestamp();
        ModelConversion conversion = await Task.Run(
            () => ModelConverter.Convert(files[0], files[1], wishes, cancellationToken), cancellationToken).ConfigureAwait(false);
        await console.Out.WriteAsync(ModelConversionText.Of(conversion, Stopwatch.GetElapsedTime(start))).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
