using System.CommandLine;

namespace Retrain.Cli;

/// <summary>The options of <c>retrain convert</c>.</summary>
internal sealed class ConvertOptionTable : ModelOptionTable
{
    public ConvertOptionTable()
    {
        Group("Output");
        To = Choice("--to", "Format of OUT. auto: its ending says it, .onnx or .pb; a name without an ending is a SavedModel's folder.",
            "auto", "onnx", "frozen_graph", "saved_model");
        Force = Switch("--force", "Replace OUT if it is there already.");
        AddChoice();
    }

    public Option<string> To { get; }

    public Option<bool> Force { get; }
}
