using System.CommandLine;
using Retrain.Cli.CommandLine;

namespace Retrain.Cli;

/// <summary>The options of <c>label_image</c>: the original's names (REFERENCE 1.4), then ours.</summary>
internal sealed class LabelImageOptionTable : OptionTable
{
    public LabelImageOptionTable()
    {
        Group("Photos and model");
        Image = Text("--image", "PHOTO", "Photo to label. More photos, folders of photos, "
            + "or - for a list on standard input (a path a line) may follow without an option name.");
        Graph = Text("--graph", "MODEL", "Model: a folder that retrain wrote, a frozen graph (.pb) or SavedModel of TensorFlow, "
            + "an ONNX file, or a model of Keras (.h5, .keras) or TensorFlow.js (model.json). "
            + "By default the newest folder below ./retrained.");
        Labels = Text("--labels", "FILE", "Label file, one a line, in the order of the model's classes. "
            + "By default the labels in the model, or labels.txt or output_labels.txt beside it.");

        Group("Output");
        Json = Switch("--json", "One JSON object a photo and line, with all classes.");
        Csv = Switch("--csv", "CSV: file, label, score, error; UTF-8 with its mark, for spreadsheets.");
        Top = Whole("--top", "How many classes to show as text.", 5, 1);

        Group("For models that do not say it themselves");
        InputHeight = Whole("--input_height", "Height of the input in pixels. 0: the model's own.", 0, 0, 8192);
        InputWidth = Whole("--input_width", "Width of the input in pixels. 0: the model's own.", 0, 0, 8192);
        InputMean = Fraction("--input_mean", "Subtracted from the pixels (0 to 255) after resizing. Only used when given.", 0,
            float.MinValue, float.MaxValue);
        InputStd = Fraction(
            "--input_std", "The pixels are divided by it. Only used when given; 0: as not given.", 255, float.MinValue, float.MaxValue);
        InputLayer = Text("--input_layer", "NAME", "Name of the image input, where the model has several.");
        OutputLayer = Text("--output_layer", "NAME", "Name of the output with the scores, where the model has several.");
        Compat = Switch("--compat", "Decode photos as the original does. A model trained with --compat says so itself.");
    }

    public Option<string> Image { get; }

    public Option<string> Graph { get; }

    public Option<string> Labels { get; }

    public Option<bool> Json { get; }

    public Option<bool> Csv { get; }

    public Option<int> Top { get; }

    public Option<int> InputHeight { get; }

    public Option<int> InputWidth { get; }

    public Option<float> InputMean { get; }

    public Option<float> InputStd { get; }

    public Option<string> InputLayer { get; }

    public Option<string> OutputLayer { get; }

    public Option<bool> Compat { get; }

    /// <inheritdoc/>
    protected override bool AcceptsWords => true;

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OfTheOriginal =>
        [Image, Graph, Labels, InputHeight, InputWidth, InputMean, InputStd, InputLayer, OutputLayer];
}
