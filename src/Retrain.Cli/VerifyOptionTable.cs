using System.CommandLine;
using Retrain.Cli.CommandLine;

namespace Retrain.Cli;

/// <summary>The options of <c>retrain verify</c>.</summary>
internal sealed class VerifyOptionTable : OptionTable
{
    public VerifyOptionTable()
    {
        Group("What it is compared with");
        Image = Text("--image", "PHOTO", "Photo to ask about. More photos or folders of photos may follow without an option name. "
            + "Photos that scores are recorded of are known again by their content; of others the label is shown.");
        Expected = Text("--expected", "FILE", "The expected.json that came with the file. By default what is recorded in the file itself, "
            + "or expected.json beside it.");
    }

    public Option<string> Image { get; }

    public Option<string> Expected { get; }

    /// <inheritdoc/>
    protected override bool AcceptsWords => true;
}
