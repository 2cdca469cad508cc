using System.CommandLine;
using Retrain.Cli.CommandLine;

namespace Retrain.Cli;

/// <summary>The options of <c>retrain export</c>.</summary>
internal sealed class ExportOptionTable : OptionTable
{
    public ExportOptionTable()
    {
        Group("What");
        Model = Text("--model", "DIR", "The trained model: a folder that retrain wrote, or the model.onnx of one. "
            + "By default the newest folder below ./retrained.");
        To = Text("--to", "A,B,...", "Formats: tflite, tflite-f16, tflite-dynamic, tflite-int8, tfjs, tfjs-f16, onnx, onnx-int8, saved_model, "
            + "frozen; or all. Default: tflite,tfjs,onnx,saved_model,frozen; tflite-int8,onnx for a model of --precision int8.");
        Output = Text("--output", "OUT", "The folder for the files. It is made; files of an earlier export are replaced.");
        Force = Switch("--force", "Write files too whose answers differ by more than their precision explains.");

        Group("Photos");
        ImageDir = Text("--image_dir", "DIR", "The photos that the model was trained with. By default where they were then. Test photos "
            + "show what each file is worth, training photos find the ranges of whole numbers; without photos drawn pictures do the first.");

        Group("Whole numbers (tflite-int8, onnx-int8)");
        Calibration = Choice("--calibration", "How ranges are found: from the least to the greatest value, without the outermost values, by "
            + "least square error. auto: the one that fits the validation photos best.", "auto", "minmax", "percentile", "mse");
        Int8Io = Choice("--int8_io", "Input and output of model_int8.tflite. Others than float stand in the file's name.",
            "float", "int8", "uint8");
    }

    public Option<string> Model { get; }

    public Option<string> To { get; }

    public Option<string> Output { get; }

    public Option<bool> Force { get; }

    public Option<string> ImageDir { get; }

    public Option<string> Calibration { get; }

    public Option<string> Int8Io { get; }

    /// <inheritdoc/>
    protected override bool AcceptsWords => false;
}
