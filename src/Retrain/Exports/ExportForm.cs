using Retrain.Foundation;

namespace Retrain.Exports;

/// <summary>What each <see cref="ExportKind"/> is called, and what it is like.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Word">Its name on the command line.</param>
/// <param name="FileName">Name of the file or folder.</param>
/// <param name="Precision">How exact it is.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
internal sealed record ExportForm(ExportKind Kind, string Word, string FileName, ExportPrecision Precision, bool IsFolder = false)
{
    /// <summary>All, in the order in which they are written.</summary>
    public static IReadOnlyList<ExportForm> All { get; } =
    [
        new(ExportKind.Lite, "tflite", "model.tflite", ExportPrecision.Full),
        new(ExportKind.LiteFloat16, "tflite-f16", "model_float16.tflite", ExportPrecision.Half),
        new(ExportKind.LiteDynamic, "tflite-dynamic", "model_dynamic.tflite", ExportPrecision.DynamicRange),
        new(ExportKind.LiteInt8, "tflite-int8", "model_int8.tflite", ExportPrecision.Whole),
        new(ExportKind.TensorFlowJs, "tfjs", "tfjs", ExportPrecision.Full, IsFolder: true),
        new(ExportKind.TensorFlowJsFloat16, "tfjs-f16", "tfjs_float16", ExportPrecision.Half, IsFolder: true),
        new(ExportKind.Onnx, "onnx", "model.onnx", ExportPrecision.Full),
        new(ExportKind.OnnxInt8, "onnx-int8", "model_int8.onnx", ExportPrecision.Whole),
        new(ExportKind.SavedModel, "saved_model", "saved_model", ExportPrecision.Full, IsFolder: true),
        new(ExportKind.FrozenGraph, "frozen", "model.pb", ExportPrecision.Full),
    ];

    /// <summary>The kinds that need no photos; what is written where nobody chooses.</summary>
    public static IReadOnlyList<ExportKind> Usual { get; } =
        [ExportKind.Lite, ExportKind.TensorFlowJs, ExportKind.Onnx, ExportKind.SavedModel, ExportKind.FrozenGraph];

    /// <summary>What is written of a network on whole numbers where nobody chooses.</summary>
    public static IReadOnlyList<ExportKind> UsualOnWholeNumbers { get; } = [ExportKind.LiteInt8, ExportKind.Onnx];

    /// <summary>The precision for programs.</summary>
    public string PrecisionWord => Precision switch
    {
        ExportPrecision.Full => "float32",
        ExportPrecision.Half => "float16",
        ExportPrecision.DynamicRange => "dynamic",
        _ => "int8",
    };

    /// <summary>A file that a folder of this kind has.</summary>
    public string Mark => Kind == ExportKind.SavedModel ? "saved_model.pb" : "model.json";

    /// <summary>Whether whole numbers have to be found for activations, which takes photos.</summary>
    public bool NeedsPhotos => Precision == ExportPrecision.Whole;

    /// <summary>Whether a network on whole numbers is itself in this form, with the same levels.</summary>
    public bool CarriesLevels => Kind is ExportKind.LiteInt8 or ExportKind.Onnx or ExportKind.OnnxInt8;

    /// <summary>What is known of a kind.</summary>
    public static ExportForm Of(ExportKind kind) => All.First(f => f.Kind == kind);

    /// <summary>Name of the file, which says so where its input is no float.</summary>
    public string NameWith(WholeNumberInterface io) => Kind != ExportKind.LiteInt8 || io == WholeNumberInterface.Reals
        ? FileName
        : $"model_int8_io_{(io == WholeNumberInterface.SignedBytes ? "int8" : "uint8")}.tflite";

    /// <summary>The kinds that a list of words names, each once, in the order of the table.</summary>
    /// <param name="list">Words with commas between; <c>all</c> means all.</param>
    /// <exception cref="UsageException">A word is none.</exception>
    public static IReadOnlyList<ExportKind> Parse(string list)
    {
        string[] words = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
        {
            throw new UsageException($"--to needs a format: {Words}, or all");
        }

        if (Array.Find(words, w => w != "all" && All.All(f => f.Word != w)) is { } unknown)
        {
            throw new UsageException($"--to does not know '{unknown}'; it takes {Words}, or all, with commas between");
        }

        return [.. All.Where(f => words.Contains(f.Word) || words.Contains("all")).Select(f => f.Kind)];
    }

    /// <summary>Refuses forms that would be other networks than a trained one on whole numbers.</summary>
    /// <exception cref="UsageException">There is one; all are named.</exception>
    public static void RequireLevels(string model, IEnumerable<ExportKind> kinds)
    {
        string[] others = [.. kinds.Select(Of).Where(f => !f.CarriesLevels).Select(f => f.Word)];
        if (others.Length > 0)
        {
            throw new UsageException(
                $"{model} computes with whole numbers, which {string.Join(", ", others)} cannot hold: take tflite-int8, onnx or onnx-int8, "
                    + "or train with a float network (without --precision int8)");
        }
    }

    /// <summary>All words for people.</summary>
    public static string Words => string.Join(", ", All.Select(f => f.Word));
}
