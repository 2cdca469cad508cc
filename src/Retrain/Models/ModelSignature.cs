using System.Text.RegularExpressions;
using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Models;

/// <summary>How an image classifier is fed and read, as far as its declarations tell.</summary>
/// <param name="Views">The image inputs, float32, and how photos become them; one, unless the model says that it takes several.</param>
/// <param name="Output">Name of the output with the scores, float32.</param>
/// <param name="Batch">Photos that one run takes: 1, or what the file fixes.</param>
internal sealed partial record ModelSignature(IReadOnlyList<ModelView> Views, string Output, int Batch)
{
    private const int LargestSide = 16384;

    /// <summary>The image input of every graph that the original wrote, and what its users type.</summary>
    private const string OriginalInput = "Placeholder";

    /// <summary>How photos become the first input.</summary>
    public Preprocessing Preprocessing => Views[0].Preprocessing;

    /// <summary>Decides, from what the file declares, what it says about itself, and what the caller wants.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="inputs">Declared inputs.</param>
    /// <param name="outputs">Declared outputs.</param>
    /// <param name="metadata">Of a model of ours; else <see langword="null"/>.</param>
    /// <param name="imageSize">
    /// The property <c>imgsz</c> of Ultralytics' exports, <c>[height, width]</c> or one number; may be missing.
    /// </param>
    /// <param name="options">The caller's wishes.</param>
    /// <exception cref="UsageException">
    /// A wish that the model cannot fulfil, or something that only the caller can know; the message lists the choices.
    /// </exception>
    /// <exception cref="RetrainException">No image classifier.</exception>
    public static ModelSignature Resolve(
        string file, IReadOnlyList<OnnxValue> inputs, IReadOnlyList<OnnxValue> outputs, ModelMetadata? metadata, string? imageSize,
        ModelRunnerOptions options)
    {
        bool meansTheOnlyOne = metadata is not null && options.InputLayer == OriginalInput && inputs.All(i => i.Name != OriginalInput);
        string? inputLayer = meansTheOnlyOne ? null : options.InputLayer;
        OnnxValue output = ChooseOutput(file, outputs, options.OutputLayer ?? metadata?.FinalTensorName);
        if (metadata is { Views: [_, ..] views })
        {
            OnnxValue[] images = [.. views.Select(v => InputOf(file, inputs, v, inputLayer))];
            return new ModelSignature(
                [.. images.Zip(views, (image, v) => new ModelView(image.Name, Rules(file, image, v.Preprocessing, null, options)))],
                output.Name, BatchOf(images[0]));
        }

        OnnxValue input = ChooseInput(file, inputs, inputLayer);
        return new ModelSignature(
            [new ModelView(input.Name, Rules(file, input, metadata?.Preprocessing, imageSize, options))], output.Name, BatchOf(input));
    }

    private static int BatchOf(OnnxValue input) => checked((int)Math.Max(1, input.Shape![0].Size ?? 1));

    private static OnnxValue InputOf(string file, IReadOnlyList<OnnxValue> inputs, ModelView view, string? wanted)
    {
        if (wanted is not null)
        {
            throw new UsageException(
                $"'{file}' looks at each photo in several views and feeds all of its inputs: leave --input_layer out");
        }

        return inputs.Any(i => i.Name == view.Input)
            ? ChooseInput(file, inputs, view.Input)
            : throw new RetrainException(
                $"'{file}' has no input '{view.Input}' for its view {view.Name}, only {List(inputs)}: make the model again");
    }

    /// <summary>How photos become an input.</summary>
    private static Preprocessing Rules(
        string file, OnnxValue input, Preprocessing? known, string? imageSize, ModelRunnerOptions options)
    {
        IReadOnlyList<OnnxDimension> shape = input.Shape!;
        string layout = Layout(file, input, known);
        (int heightAxis, int widthAxis) = layout == "nchw" ? (2, 3) : (1, 2);
        (int? hintHeight, int? hintWidth) = SizeHint(known, imageSize);
        int height = Side(file, input, shape[heightAxis], options.Height, hintHeight, "height");
        int width = Side(file, input, shape[widthAxis], options.Width, hintWidth, "width");
        Preprocessing preprocessing =
            (known ?? new Preprocessing { Width = width, Height = height }) with { Width = width, Height = height, Layout = layout };
        CheckKnown(file, preprocessing);
        preprocessing = options.Resize is { } resize ? preprocessing with { Resize = resize } : preprocessing;
        preprocessing = options.Crop is { } crop ? preprocessing with { Crop = crop } : preprocessing;
        return WithRange(preprocessing, options);
    }

    private static OnnxValue ChooseInput(string file, IReadOnlyList<OnnxValue> inputs, string? wanted)
    {
        OnnxValue[] images = wanted is null ? [.. inputs.Where(i => i.Shape?.Count is 4)] : [.. inputs.Where(i => i.Name == wanted)];
        if (images is not [var input])
        {
            throw wanted is null && images.Length == 0
                ? new RetrainException($"'{file}' is no image classifier: it has no input with four axes, only {List(inputs)}")
                : new UsageException(wanted is null
                    ? $"'{file}' has several image inputs; choose one with --input_layer: {List(images)}"
                    : $"'{file}' has no input '{wanted}' (--input_layer); it has: {List(inputs)}");
        }

        return input switch
        {
            { Shape: not { Count: 4 } } => throw new RetrainException($"'{file}': the input {input} is no picture: it needs four axes"),
            { ElementType: not TensorProto.Types.DataType.Float } => throw new RetrainException(
                $"'{file}' takes {input}; only float inputs are supported: export the model with float32 inputs"),
            _ => input,
        };
    }

    private static OnnxValue ChooseOutput(string file, IReadOnlyList<OnnxValue> outputs, string? wanted)
    {
        if (wanted is not null)
        {
            OnnxValue named = outputs.FirstOrDefault(o => o.Name == wanted)
                ?? throw new UsageException($"'{file}' has no output '{wanted}' (--output_layer); it has: {List(outputs)}");
            return named.ElementType == TensorProto.Types.DataType.Float
                ? named
                : throw new UsageException(
                    $"'{file}': the output {named} (--output_layer) holds no float scores; the model has: {List(outputs)}");
        }

        OnnxValue[] scores = [.. outputs.Where(o => o.ElementType == TensorProto.Types.DataType.Float)];
        return scores switch
        {
            [var only] => only,
            [] => throw new RetrainException($"'{file}' is no image classifier: it has no float output, only {List(outputs)}"),
            _ => throw new UsageException($"'{file}' has several outputs; choose one with --output_layer: {List(scores)}"),
        };
    }

    private static string Layout(string file, OnnxValue input, Preprocessing? known) =>
        (input.Shape![1].Size, input.Shape[3].Size) switch
        {
            (3, _) => "nchw",
            (_, 3) => "nhwc",
            (null, null) => known?.Layout ?? "nchw",
            _ => throw new RetrainException(
                $"'{file}' takes {input}: neither its second nor its last axis has the 3 channels of a colour photo"),
        };

    private static (int? Height, int? Width) SizeHint(Preprocessing? known, string? imageSize)
    {
        if (known is not null)
        {
            return (known.Height, known.Width);
        }

        int[] numbers = [.. Number().Matches(imageSize ?? "").Select(m => int.Parse(m.ValueSpan))];
        return numbers switch
        {
            [int side] => (side, side),
            [int height, int width] => (height, width),
            _ => (null, null),
        };
    }

    private static int Side(string file, OnnxValue input, OnnxDimension declared, int? wanted, int? hint, string name)
    {
        if (wanted is < 1 or > LargestSide)
        {
            throw new UsageException($"--input_{name} is {wanted}; it must be 1 to {LargestSide}");
        }

        if (declared.Size is { } size)
        {
            return (wanted is not null && wanted != size) || size is < 1 or > LargestSide
                ? throw new UsageException($"--input_{name} is {wanted}, but '{file}' takes {input}")
                : (int)size;
        }

        return wanted ?? (hint is >= 1 and <= LargestSide ? hint : null)
            ?? throw new UsageException($"'{file}' takes pictures of any {name} ({input}): say which it was trained with, --input_{name}");
    }

    private static void CheckKnown(string file, Preprocessing preprocessing)
    {
        if (preprocessing.Version > Preprocessing.CurrentVersion || preprocessing.Resize is not (Preprocessing.LegacyBilinear
            or Preprocessing.HalfPixelBilinear) || preprocessing.Channels != "rgb"
            || preprocessing.Crop is not (Preprocessing.StretchCrop or Preprocessing.CentreCrop))
        {
            throw new RetrainException(
                $"'{file}' wants its photos prepared in a way that this program does not know "
                    + $"(version {preprocessing.Version}, {preprocessing.Resize}, {preprocessing.Channels}, {preprocessing.Crop}): "
                    + "update this program");
        }
    }

    private static Preprocessing WithRange(Preprocessing preprocessing, ModelRunnerOptions options)
    {
        if (options.Compat)
        {
            preprocessing = preprocessing with { Compat = true };
        }

        if (options.Mean is null && options.Std is null)
        {
            return preprocessing;
        }

        float mean = options.Mean ?? 0f;
        float std = options.Std ?? 255f;
        return float.IsFinite(mean) && float.IsFinite(std) && std != 0
            ? preprocessing with { RangeLow = -mean / std, RangeHigh = (255f - mean) / std }
            : throw new UsageException($"--input_mean {mean} and --input_std {std}: both must be numbers, the second not 0");
    }

    private static string List(IReadOnlyList<OnnxValue> values) => values.Count == 0 ? "none" : string.Join("; ", values);

    [GeneratedRegex("[0-9]{1,6}")]
    private static partial Regex Number();
}
