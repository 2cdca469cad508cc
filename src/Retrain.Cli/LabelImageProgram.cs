using Retrain.Cli.CommandLine;
using Retrain.Foundation;
using Retrain.Prediction;

namespace Retrain.Cli;

/// <summary><c>label_image</c>: what a model says of photos.</summary>
internal sealed class LabelImageProgram(ProgramConsole console) : IProgram
{
    private readonly LabelImageOptionTable table = new();

    /// <inheritdoc/>
    public OptionTable Options => table;

    /// <inheritdoc/>
    public string Usage => """
        label_image: labels photos with a trained model.

        Usage
          label_image --graph MODEL PHOTO [PHOTO ...]   photos, folders of photos, or -
          find . -name '*.jpg' | label_image --graph MODEL -

        Input size, labels and pixel rules come from the model.
        Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some photos were
        unusable, 130 interrupted.

        """;

    private enum Form
    {
        Text,
        Json,
        Csv,
    }

    /// <inheritdoc/>
    public async Task<int> RunAsync(ParsedOptions options, CancellationToken cancellationToken)
    {
        Form form = (options.Value(table.Json), options.Value(table.Csv)) switch
        {
            (true, true) => throw new UsageException("--json and --csv exclude each other"),
            (true, _) => Form.Json,
            (_, true) => Form.Csv,
            _ => Form.Text,
        };
        PhotoArguments photos = PhotoArguments.From(
            [.. options.Has(table.Image) ? new[] { options.Value(table.Image) } : [], .. options.Words], console);
        using Predictor predictor = Predictor.Load(ModelPath(options), PredictorOptionsOf(options));
        int top = options.Value(table.Top);
        if (form == Form.Csv)
        {
            // Spreadsheets take a table for UTF-8 only where it begins with the mark.
            await console.Out.WriteAsync('\uFEFF' + LabelImageText.CsvHeader()).ConfigureAwait(false);
        }

        int done = 0;
        int unusable = 0;
        await foreach (Prediction.Prediction prediction in predictor.PredictManyAsync(
            photos.PathsAsync(), cancellationToken).ConfigureAwait(false))
        {
            done++;
            unusable += prediction.Problem is null ? 0 : 1;
            await WriteAsync(prediction, form, top, photos.IsSingle).ConfigureAwait(false);
        }

        await console.Out.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (done == 0)
        {
            throw new RetrainException($"No photos in {photos.Description}");
        }

        return unusable == 0 ? ExitCode.Done : unusable == done ? ExitCode.Failed : ExitCode.SomePhotosUnusable;
    }

    private async Task WriteAsync(Prediction.Prediction prediction, Form form, int top, bool single)
    {
        switch (form)
        {
            case Form.Json:
                await console.Out.WriteLineAsync(LabelImageText.Json(prediction)).ConfigureAwait(false);
                break;
            case Form.Csv:
                await console.Out.WriteAsync(LabelImageText.CsvRow(prediction)).ConfigureAwait(false);
                break;
            case Form.Text when prediction.Problem is { } problem:
                await console.Error.WriteLineAsync($"Error: {prediction.File}: {problem}").ConfigureAwait(false);
                break;
            default:
                // One photo: the original's lines and nothing else. Several: the photo's name above its lines.
                await console.Out.WriteAsync(
                    single ? LabelImageText.Lines(prediction, top) : $"{prediction.File}\n{LabelImageText.Lines(prediction, top)}\n")
                    .ConfigureAwait(false);
                break;
        }
    }

    private string ModelPath(ParsedOptions options)
    {
        if (options.Has(table.Graph))
        {
            return DefaultPlaces.Expand(options.Value(table.Graph));
        }

        string newest = DefaultPlaces.NewestModelFolder();
        if (newest.Length == 0)
        {
            throw new UsageException("Must set flag --graph: the folder of a model that retrain wrote, "
                + "a frozen graph or SavedModel of TensorFlow, or an ONNX file (there is no ./retrained to take the newest from)");
        }

        console.Error.WriteLine($"Model: {newest}");
        return newest;
    }

    private PredictorOptions PredictorOptionsOf(ParsedOptions options) => new()
    {
        Labels = options.Has(table.Labels) ? DefaultPlaces.Expand(options.Value(table.Labels)) : null,
        InputLayer = options.Has(table.InputLayer) ? options.Value(table.InputLayer) : null,
        OutputLayer = options.Has(table.OutputLayer) ? options.Value(table.OutputLayer) : null,
        Width = options.Value(table.InputWidth) > 0 ? options.Value(table.InputWidth) : null,
        Height = options.Value(table.InputHeight) > 0 ? options.Value(table.InputHeight) : null,
        Mean = options.IsGiven(table.InputMean) ? options.Value(table.InputMean) : null,
        Std = options.IsGiven(table.InputStd) && options.Value(table.InputStd) != 0 ? options.Value(table.InputStd) : null,
        Compat = options.Value(table.Compat),
    };
}
