using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Retrain.Cli.Tests;

/// <summary>Holds the arrows of docs/architecture.md: between projects, and between the folders of src/Retrain.</summary>
public sealed class ArchitectureTests
{
    private static readonly Architecture House = new ArchLoader()
        .LoadAssemblies(
            typeof(Retrainer).Assembly, Assembly.Load("Retrain.Graph"), Assembly.Load("Retrain.Formats"), Assembly.Load("Retrain.Cli"))
        .Build();

    /// <summary>The rooms of src/Retrain in the order in which data flows; a room may use those before it.</summary>
    private static readonly string[] Rooms =
        ["Foundation", "Samples", "Photos", "Networks", "Backbones", "Quantizing", "Bottlenecks", "Training", "Evaluation", "Selection", "Summaries",
            "Models", "Exports", "Prediction"];

    [Fact]
    public void Rooms_OfTheLibrary_UseOnlyRoomsBeforeThem()
    {
        string[] faults =
        [
            .. from type in House.Types
               let room = RoomOf(type.FullName)
               where room >= 0
               from target in type.Dependencies.Select(d => d.Target.FullName).Distinct()
               where RoomOf(target) > room || IsRoot(target)
               select $"{type.FullName} uses {target}",
        ];
        Assert.Empty(faults.Distinct());
    }

    [Fact]
    public void Folders_OfTheLibrary_AreAllKnownRooms()
    {
        string source = Path.Combine(SharedData.RepositoryRoot, "src", "Retrain");
        string[] folders = [.. Directory.GetDirectories(source).Select(d => Path.GetFileName(d)!).Where(d => d is not "bin" and not "obj")];
        Assert.Empty(folders.Except(Rooms));
    }

    [Theory]
    [InlineData("Retrain.Graph", "")]
    [InlineData("Retrain.Formats", "Retrain.Graph")]
    [InlineData("Retrain", "Retrain.Formats,Retrain.Graph")]
    [InlineData("Retrain.Cli", "Retrain")]
    public void Projects_ReferToOthersOfOurs_OnlyAsDrawn(string project, string allowed)
    {
        string[] ours = [.. Assembly.Load(project).GetReferencedAssemblies().Select(a => a.Name!).Where(
            n => n == "Retrain" || n.StartsWith("Retrain.", StringComparison.Ordinal))];
        Assert.Empty(ours.Except(allowed.Split(',')));
    }

    [Theory]
    [InlineData("Retrain.Graph", "")]
    [InlineData("Retrain.Formats", "Google.FlatBuffers,Google.Protobuf,PureHDF,Snappier")]
    [InlineData("Retrain", "Google.Protobuf,Microsoft.ML.OnnxRuntime,SkiaSharp,Microsoft.Data.Sqlite,SQLitePCLRaw.core,SQLitePCLRaw.batteries_v2")]
    [InlineData("Retrain.Cli", "System.CommandLine")]
    public void Projects_ReferToLibraries_OnlyAsListed(string project, string allowed)
    {
        string[] foreign = [.. Assembly.Load(project).GetReferencedAssemblies().Select(a => a.Name!)
            .Where(n => !n.StartsWith("Retrain", StringComparison.Ordinal) && !n.StartsWith("System.", StringComparison.Ordinal)
                && n != "System" && n != "netstandard" || n == "System.CommandLine")];
        Assert.Empty(foreign.Except(allowed.Split(',')));
    }

    private static int RoomOf(string fullName)
    {
        string[] parts = fullName.Split('.');
        return parts.Length > 2 && parts[0] == "Retrain" ? Array.IndexOf(Rooms, parts[1]) : -1;
    }

    // Types at the root of the library see all rooms, so no room may see them.
    private static bool IsRoot(string fullName) =>
        fullName.StartsWith("Retrain.", StringComparison.Ordinal) && fullName.Split('.', '/', '+', '`').Length == 2;
}
