using Retrain.Cli.CommandLine;
using Retrain.Cli.Output;
using Retrain.Exports;

namespace Retrain.Cli;

/// <summary><c>retrain inspect</c>: what a model file holds.</summary>
internal sealed class InspectProgram(ProgramConsole console) : IProgram
{
    private readonly InspectOptionTable table = new();

    /// <inheritdoc/>
    public OptionTable Options => table;

    /// <inheritdoc/>
    public string Usage => """
        retrain inspect: shows what a model file holds, without running it: format,
        signatures, input size, features or classes, labels, operators, parameters,
        work for a photo, layers to take features from, and what is not supported.

        Usage
          retrain inspect FILE [options]

        FILE: an ONNX file, a folder that retrain wrote, a frozen graph (.pb, .pbtxt),
        a SavedModel, a module of TensorFlow Hub (folder, .tar or .tar.gz), a model of
        Keras (.h5, .keras) or TensorFlow.js (model.json).
        Exit codes: 0 done, 1 no model, or a broken one, 2 wrong usage.

        """;

    /// <inheritdoc/>
    public async Task<int> RunAsync(ParsedOptions options, CancellationToken cancellationToken)
    {
        string file = ModelOptionTable.Words(options, "retrain inspect FILE", 1)[0];
        ModelReport report = await Task.Run(() => ModelInspector.Inspect(file, table.Choice(options)), cancellationToken)
            .ConfigureAwait(false);
        await console.Out.WriteAsync(options.Value(table.Json) ? ModelReportJson.Of(report) : ModelReportText.Of(report))
            .ConfigureAwait(false);
        return ExitCode.Done;
    }
}
