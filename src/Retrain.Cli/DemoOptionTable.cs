using System.CommandLine;
using Retrain.Cli.CommandLine;

namespace Retrain.Cli;

/// <summary>The options of <c>retrain demo</c>.</summary>
internal sealed class DemoOptionTable : OptionTable
{
    public DemoOptionTable()
    {
        Group("Pictures");
        Output = Text("--output", "DIR", "Where everything goes: flowers/ (the pictures), new/ (three more), model/.", "retrain-demo");
        PhotosPerClass = Whole("--photos_per_class", "Pictures of each of the five kinds.", 70, 10, 9999);
        Seed = LongWhole("--seed", "Seed of the pictures and of the training; the same seed draws the same pictures.");

        Group("Planted faults (faults.json beside the pictures says where they are)");
        WrongLabels = Whole("--wrong_labels", "Pictures put into the folder of another kind.", 0, 0);
        NearDuplicates = Whole("--near_duplicates", "Pictures added as a smaller, cropped or saved-again copy of another one.", 0, 0);
        BrokenFiles = Whole("--broken_files", "Files added that are cut off, empty, a web page or noise.", 0, 0, 9999);

        Group("Run");
        BottleneckDir = Text(
            "--bottleneck_dir", "DIR", "Folder of the cached bottlenecks. By default a cache of your own that all runs share.");
        LoggingVerbosity = Choice("--logging_verbosity", "How much to say while working.", "INFO", "DEBUG", "WARN", "ERROR", "FATAL");
    }

    public Option<string> Output { get; }

    public Option<int> PhotosPerClass { get; }

    public Option<long> Seed { get; }

    public Option<int> WrongLabels { get; }

    public Option<int> NearDuplicates { get; }

    public Option<int> BrokenFiles { get; }

    public Option<string> BottleneckDir { get; }

    public Option<string> LoggingVerbosity { get; }

    /// <inheritdoc/>
    protected override bool AcceptsWords => false;
}
