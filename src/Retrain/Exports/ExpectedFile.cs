using System.Text.Json;
using Retrain.Foundation;
using Retrain.Models;

namespace Retrain.Exports;

/// <summary><c>expected.json</c>: what each file of an export said of a few pictures, for programs that cannot look into the files.</summary>
internal static class ExpectedFile
{
    /// <summary>Its name.</summary>
    public const string Name = "expected.json";

    /// <summary>The text.</summary>
    /// <param name="metadata">The trained model's.</param>
    /// <param name="expected">Scores by name of the file.</param>
    public static string Text(ModelMetadata metadata, IReadOnlyDictionary<string, ExpectedScores> expected) => JsonText.Document(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schema", ExpectedScores.CurrentSchema);
        json.WriteString("program", ProgramInformation.Version);
        json.WriteString("labels_sha256", ExpectedScores.HashOf(metadata.Labels));
        json.WriteStartObject("self_test");
        json.WriteString("file", SelfTestPicture.FileName);
        json.WriteNumber("width", SelfTestPicture.Width);
        json.WriteNumber("height", SelfTestPicture.Height);
        json.WriteString("formula", SelfTestPicture.Formula);
        json.WriteEndObject();
        json.WriteStartObject("files");
        foreach ((string name, ExpectedScores scores) in expected.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(name);
            ExpectedScoresJson.Write(json, scores);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>Reads what a table says of a file.</summary>
    /// <param name="path">The table.</param>
    /// <param name="name">Name of the file; where it is not named and the table speaks of one file only, that one is meant.</param>
    /// <exception cref="RetrainException">It is missing, damaged, too new, or says nothing of the file.</exception>
    public static ExpectedScores Read(string path, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement root = document.RootElement;
            ExpectedScoresJson.RefuseNewer(root, path);
            JsonProperty[] files = [.. root.GetProperty("files").EnumerateObject()];
            int index = files.Length == 1 ? 0 : Array.FindIndex(files, f => f.Name == name);
            return index >= 0
                ? ExpectedScoresJson.Read(files[index].Value, path)
                : throw new RetrainException(
                    $"'{path}' says nothing of '{name}', only of {string.Join(", ", files.Select(f => f.Name))}: "
                        + "name the table that came with the file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException(
                File.Exists(path) ? $"'{path}' cannot be read: {e.OneLine()}" : $"'{path}' does not exist (--expected)", e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RetrainException($"'{path}' is no table of expected scores ({e.OneLine()}): export the model again", e);
        }
    }
}
