using Retrain.Formats.TensorFlow;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Models;
using Retrain.Networks;
using Retrain.Photos;

namespace Retrain.Exports;

/// <summary>What is converted and how it will be called.</summary>
internal sealed record ConversionPlan
{
    /// <summary>The source.</summary>
    public required ModelSource Source { get; init; }

    /// <summary>The part of it that is wanted.</summary>
    public required NetworkWish Wish { get; init; }

    /// <summary>That part as a network.</summary>
    public required ImageNetwork Image { get; init; }

    /// <summary>What is written.</summary>
    public required ModelFormat Format { get; init; }

    /// <summary>Whether the source takes [N, 3, H, W].</summary>
    public required bool SourceIsChannelsFirst { get; init; }

    /// <summary>Labels and preprocessing of the result; <see langword="null"/>: not known.</summary>
    public ModelMetadata? Metadata { get; init; }

    /// <summary>What a user should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether the result takes [N, 3, H, W]: an ONNX file stays as its users feed it.</summary>
    public bool IsChannelsFirst => SourceIsChannelsFirst && Format == ModelFormat.Onnx;

    /// <summary>Whether levels of whole numbers make small differences large.</summary>
    public bool IsQuantized => Image.HasLevels;

    /// <summary>Whether the source says how its photos are prepared, in words or by its first layers.</summary>
    public bool KnowsPreprocessing =>
        Source.Metadata is not null || (Source.Origin is KerasOrigin or TensorFlowJsOrigin && Image is not { Black: 0, White: 1 });

    /// <summary>Name of the input in the result.</summary>
    public string InputName => Format == ModelFormat.Onnx ? Image.Input.Name : NodeNames.Valid(Image.Input.Name);

    /// <summary>Type and shape of the input in the result.</summary>
    public Fact InputFact =>
        IsChannelsFirst ? new Fact(Image.Input.Fact.Type, Permutation.ChannelsFirst.Apply(Image.Input.Fact.Shape)) : Image.Input.Fact;

    /// <summary>Name of the output in the result.</summary>
    public string OutputName => Format == ModelFormat.Onnx ? Image.Output.Name : NodeNames.Valid(Image.Output.Name);

    /// <summary>How photos become the input.</summary>
    public Preprocessing Preprocessing =>
        (Source.Metadata?.Preprocessing ?? new Preprocessing
        {
            Width = 1,
            Height = 1,
            RangeLow = Image.Black,
            RangeHigh = Image.White,
            Resize = Image.Resize,
            Crop = Image.Crop,
        }) with
        {
            Width = Image.Width,
            Height = Image.Height,
            Layout = IsChannelsFirst ? "nchw" : "nhwc",
        };

    /// <summary>Reads what is wanted of the source.</summary>
    /// <exception cref="RetrainException">It cannot be read, is not supported, or has an output of whole numbers.</exception>
    public static ConversionPlan Make(ModelSource source, ModelChoice choice, ModelFormat format)
    {
        NetworkWish wish = source.Wish(choice);
        ImageNetwork image = source.Origin.Read(wish);
        if (image.Output.Value.Fact.Type != ElementType.Float32)
        {
            ReportedValue output = NetworkFacts.Describe(image.Output.Name, image.Output.Value.Fact);
            throw new UsageException($"'{source.Path}': the output {output} holds no float32: choose another one with --output_layer");
        }

        var plan = new ConversionPlan
        {
            Source = source,
            Wish = wish,
            Image = image,
            Format = format,
            SourceIsChannelsFirst = source.Onnx?.Part(wish).IsChannelsFirst ?? false,
        };
        int? length = image.Output.Value.Fact.Shape is [.., { Length: { } last }] ? last : null;
        var notes = new List<string>();
        ModelMetadata? metadata = null;
        if (source.Labels is { } labels && labels.Count == length)
        {
            metadata = plan.About(labels);
        }
        else if (source.Labels is { } others)
        {
            notes.Add($"The source's {others.Count} labels are for another output and are left out.");
        }

        if (plan.SourceIsChannelsFirst && !plan.IsChannelsFirst)
        {
            notes.Add("Pictures go in as [N, H, W, 3] now, TensorFlow's order; the source takes [N, 3, H, W].");
        }

        if (metadata is null && image.White == 255)
        {
            notes.Add("Pixels go in as 0 to 255 (label_image: --input_mean 0 --input_std 1).");
        }

        if (metadata is null && image.Black < 0)
        {
            notes.Add("Pixels go in as -1 to 1 (label_image: --input_mean 127.5 --input_std 127.5).");
        }

        if (plan.IsQuantized)
        {
            string whole = image.IsQuantized ? "imitates whole numbers (fake quantisation)" : "computes with whole numbers";
            notes.Add($"The network {whole}: values on the border of two levels may fall to either side, "
                + "so 0.3 was allowed when comparing.");
        }

        return plan with { Metadata = metadata, Notes = notes };
    }

    /// <summary>
    /// What retrain wrote about the source, else what is known of it; photos are read for the result as they are for the source.
    /// </summary>
    private ModelMetadata About(IReadOnlyList<string> labels) => (Source.Metadata ?? new ModelMetadata
    {
        Labels = labels,
        Preprocessing = Preprocessing,
        Backbone = Path.GetFileNameWithoutExtension(Source.File),
        Fingerprint = Source.Origin.Sha256,
        Tap = Image.Output.Name,
        Licence = Source.Onnx?.Model.Metadata("license") ?? "unknown",
        ProgramVersion = ProgramInformation.Version,
    }) with
    { Labels = labels, Preprocessing = Preprocessing, FinalTensorName = OutputName };
}
