using Retrain.Cli.CommandLine;
using Retrain.Cli.Output;

namespace Retrain.Cli;

/// <summary><c>retrain --image_dir photos</c>: the main job.</summary>
internal sealed class RetrainProgram(ProgramConsole console) : IProgram
{
    private readonly RetrainOptionTable table = new();

    /// <inheritdoc/>
    public OptionTable Options => table;

    /// <inheritdoc/>
    public string Usage => """
        Retrain: from folders of photos to a classifier.

        Usage
          retrain --image_dir DIR [options]     train on your photos: one folder a class
          retrain demo [options]                draw sample pictures and train on them
          retrain inspect FILE                  show what a model file holds
          retrain convert IN OUT                write a model as ONNX, frozen graph or SavedModel
          retrain export --model DIR ...        write a trained model for phones, browsers, servers
          retrain verify FILE                   check that an exported file answers as it did
          retrain history DIR                   list and draw TensorBoard's event files
          label_image --graph MODEL PHOTO ...   label photos with a trained model

        Names may be written with _ or -, values after a blank or =, and options cut
        short as long as they stay unambiguous.
        Exit codes: 0 done, 1 failed, 2 wrong usage, 3 photos unusable (with --strict),
        130 interrupted.

        """;

    /// <inheritdoc/>
    public Task<int> RunAsync(ParsedOptions options, CancellationToken cancellationToken)
    {
        RetrainRequest request = RetrainRequest.From(table, options, TimeProvider.System);
        var log = RunLog.For(console, request.Verbosity);
        return new RetrainJob(console, log).RunAsync(request, cancellationToken);
    }
}
