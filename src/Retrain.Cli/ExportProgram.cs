using System.Diagnostics;
using Retrain.Cli.CommandLine;
using Retrain.Cli.Output;
using Retrain.Exports;
using Retrain.Foundation;
using Retrain.Quantizing;

namespace Retrain.Cli;

/// <summary><c>retrain export</c>: a trained model for other programs and devices.</summary>
internal sealed class ExportProgram(ProgramConsole console) : IProgram
{
    private readonly ExportOptionTable table = new();

    /// <inheritdoc/>
    public OptionTable Options => table;

    /// <inheritdoc/>
    public string Usage => """
        retrain export: writes a trained model for other programs and devices. Each file
        is read back and asked about the model's test photos; a table shows how it
        answers beside the trained model, how large and how quick it is. A file that
        answers otherwise than its precision explains is left out (--force keeps it).

        Usage
          retrain export --model DIR --to A,B,... --output OUT [options]

        Formats
          tflite          TensorFlow Lite, float32            model.tflite
          tflite-f16      weights in half the bytes           model_float16.tflite
          tflite-dynamic  weights in a quarter of the bytes   model_dynamic.tflite
          tflite-int8     whole numbers throughout            model_int8.tflite
          tfjs            TensorFlow.js, with a ready page    tfjs/model.json
          tfjs-f16        weights in half the bytes           tfjs_float16/model.json
          onnx            ONNX, float32                       model.onnx
          onnx-int8       whole numbers throughout            model_int8.onnx
          saved_model     TensorFlow's SavedModel             saved_model/
          frozen          frozen TensorFlow graph             model.pb

        Beside them: labels.txt, samples of code, export_report.json, and expected.json
        and selftest.png, by which 'retrain verify' checks a file elsewhere.
        Exit codes: 0 done, 1 failed or a file was left out, 2 wrong usage, 130
        interrupted.

        """;

    /// <inheritdoc/>
    public async Task<int> RunAsync(ParsedOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<ExportKind> kinds = options.Has(table.To) ? ModelExporter.Kinds(options.Value(table.To)) : [];
        string model = options.Has(table.Model) ? DefaultPlaces.Expand(options.Value(table.Model)) : DefaultPlaces.NewestModelFolder();
        if (model.Length == 0)
        {
            throw new UsageException(
                "Must set flag --model: the folder of a model that retrain wrote (there is no ./retrained to take the newest from)");
        }

        string output = options.Has(table.Output)
            ? DefaultPlaces.Expand(options.Value(table.Output))
            : throw new UsageException("Must set flag --output: the folder for the exported files");
        OutputProbe.OfFolder("--output", output);
        var wishes = new ModelExportOptions
        {
            Kinds = kinds,
            ImageDir = options.Has(table.ImageDir) ? DefaultPlaces.Expand(options.Value(table.ImageDir)) : null,
            Force = options.Value(table.Force),
            Calibration = options.Value(table.Calibration) switch
            {
                "minmax" => CalibrationMethod.MinMax,
                "percentile" => CalibrationMethod.Percentile,
                "mse" => CalibrationMethod.MeanSquareError,
                _ => null,
            },
            Int8Io = options.Value(table.Int8Io) switch
            {
                "int8" => WholeNumberInterface.SignedBytes,
                "uint8" => WholeNumberInterface.UnsignedBytes,
                _ => WholeNumberInterface.Reals,
            },
        };
        long start = Stopwatch.GetTimestamp();
        var progress = new WrittenLines(console.Error);
        ModelExport export = await Task.Run(
            () => ModelExporter.Export(model, output, wishes, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        bool isColoured = console.Look.HasColours && !Console.IsOutputRedirected;
        await console.Out.WriteAsync(ModelExportText.Of(export, model, Stopwatch.GetElapsedTime(start), isColoured))
            .ConfigureAwait(false);
        return export.Files.All(f => f.IsWritten) ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Writes at once, on the thread that reports.</summary>
    private sealed class WrittenLines(TextWriter writer) : IProgress<string>
    {
        public void Report(string value) => writer.WriteLine(value);
    }
}
