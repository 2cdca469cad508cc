using System.CommandLine;

namespace Retrain.Cli;

/// <summary>The options of <c>retrain inspect</c>.</summary>
internal sealed class InspectOptionTable : ModelOptionTable
{
    public InspectOptionTable()
    {
        Group("Output");
        Json = Switch("--json", "Everything as one JSON object, with all signatures and their outputs.");
        AddChoice();
    }

    public Option<bool> Json { get; }
}
