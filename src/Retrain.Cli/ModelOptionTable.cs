using System.CommandLine;
using Retrain.Cli.CommandLine;
using Retrain.Exports;
using Retrain.Foundation;

namespace Retrain.Cli;

/// <summary>The options of the programs that take a model file, <c>retrain inspect</c> and <c>retrain convert</c>.</summary>
internal abstract class ModelOptionTable : OptionTable
{
    protected void AddChoice()
    {
        Group("Which part of the model, where it leaves a choice");
        Tags = Text("--tags", "A,B", "Tags of the graph, in a SavedModel with several. By default the one tagged serve.");
        Signature = Text("--signature", "NAME", "Signature to use. By default the usual one (default, serving_default).");
        InputLayer = Text("--input_layer", "NAME", "Image input: a node's name, or the name in the signature.");
        OutputLayer = Text("--output_layer", "NAME", "Output: a node's name, or the name in the signature.");
        ImageSize = Whole("--image_size", "Size of the input in pixels, for models that take any. 0: the model's own.", 0, 0, 8192);
    }

    public Option<string> Tags { get; private set; } = null!;

    public Option<string> Signature { get; private set; } = null!;

    public Option<string> InputLayer { get; private set; } = null!;

    public Option<string> OutputLayer { get; private set; } = null!;

    public Option<int> ImageSize { get; private set; } = null!;

    /// <inheritdoc/>
    protected override bool AcceptsWords => true;

    /// <summary>The part that the command line asks for.</summary>
    public ModelChoice Choice(ParsedOptions options) => new()
    {
        Tags = options.IsGiven(Tags)
            ? options.Value(Tags).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : null,
        Signature = Given(options, Signature),
        InputLayer = Given(options, InputLayer),
        OutputLayer = Given(options, OutputLayer),
        ImageSize = options.Value(ImageSize) > 0 ? options.Value(ImageSize) : null,
    };

    /// <summary>The words, as many as the program takes.</summary>
    /// <exception cref="UsageException">Too few or too many.</exception>
    public static IReadOnlyList<string> Words(ParsedOptions options, string usage, int count) => options.Words.Count == count
        ? [.. options.Words.Select(DefaultPlaces.Expand)]
        : throw new UsageException(options.Words.Count < count
            ? $"Too few names. Usage: {usage}"
            : $"Cannot place '{options.Words[count]}'. Usage: {usage}; a path with blanks needs quotes");

    private static string? Given(ParsedOptions options, Option<string> option) => options.Has(option) ? options.Value(option) : null;
}
