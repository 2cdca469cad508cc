using System.Text.Json;
using System.Text.Json.Serialization;

namespace Retrain.Samples;

/// <summary>The file <c>drawn.json</c>: says that the pictures beside it are ours, how they were drawn, and which they are.</summary>
/// <param name="Drawing">Everything that decides what the pictures look like; equal texts mean equal pictures.</param>
/// <param name="Complete">False until every file was written.</param>
/// <param name="Files">Length of each file by its name; 0 while it is not complete.</param>
internal sealed record DrawnMarker(string Drawing, bool Complete, SortedDictionary<string, long> Files)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "drawn.json";

    /// <summary>Reads a marker; null if there is none or it is not one.</summary>
    public static DrawnMarker? Read(string folder)
    {
        try
        {
            byte[] json = File.ReadAllBytes(Path.Combine(folder, FileName));
            DrawnMarker? marker = JsonSerializer.Deserialize(json, DrawnJson.Default.DrawnMarker);
            return marker is { Drawing: not null, Files: not null } ? marker : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>JSON of this folder's files, without reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DrawnMarker))]
[JsonSerializable(typeof(FaultList))]
internal sealed partial class DrawnJson : JsonSerializerContext;

/// <summary>The file <c>faults.json</c>.</summary>
/// <param name="Seed">Seed of the set.</param>
/// <param name="Faults">Every planted fault.</param>
internal sealed record FaultList(long Seed, IReadOnlyList<PlantedFault> Faults);
