using System.Text.Json;
using Retrain.Foundation;

namespace Retrain.Models;

/// <summary>The stored form of <see cref="ExpectedScores"/>: reading and writing of each field side by side in the same order.</summary>
internal static class ExpectedScoresJson
{
    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, ExpectedScores expected)
    {
        json.WriteStartObject();
        json.WriteNumber("schema", ExpectedScores.CurrentSchema);
        json.WriteString("kind", expected.Kind);
        json.WriteNumber("tolerance", expected.Tolerance);
        json.WriteString("labels_sha256", expected.LabelsSha256);
        WriteScores(json, "self_test", expected.SelfTest);
        json.WriteStartArray("photos");
        foreach (ExpectedPhoto photo in expected.Photos)
        {
            json.WriteStartObject();
            json.WriteString("name", photo.Name);
            json.WriteString("sha256", photo.Sha256);
            WriteScores(json, "scores", photo.Scores);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads the object.</summary>
    /// <exception cref="RetrainException">It was written by a newer program.</exception>
    /// <exception cref="JsonException">It is damaged.</exception>
    /// <exception cref="KeyNotFoundException">Something is missing.</exception>
    /// <exception cref="InvalidOperationException">Something has another type.</exception>
    public static ExpectedScores Read(JsonElement element, string file)
    {
        RefuseNewer(element, file);
        return new ExpectedScores
        {
            Kind = Text(element, "kind"),
            Tolerance = element.GetProperty("tolerance").GetDouble(),
            LabelsSha256 = Text(element, "labels_sha256"),
            SelfTest = ReadScores(element.GetProperty("self_test")),
            Photos = [.. element.GetProperty("photos").EnumerateArray().Select(p => new ExpectedPhoto(
                Text(p, "name"), Text(p, "sha256"), ReadScores(p.GetProperty("scores"))))],
        };
    }

    /// <summary>Refuses what a later version of this program wrote.</summary>
    /// <exception cref="RetrainException">It did.</exception>
    public static void RefuseNewer(JsonElement element, string file)
    {
        int schema = element.GetProperty("schema").GetInt32();
        if (schema > ExpectedScores.CurrentSchema)
        {
            throw new RetrainException(
                $"the expected scores of '{file}' were written by a newer retrain (schema {schema}; this program reads up to "
                    + $"{ExpectedScores.CurrentSchema}): update this program");
        }
    }

    private static void WriteScores(Utf8JsonWriter json, string name, IReadOnlyList<ExpectedScore> scores)
    {
        json.WriteStartArray(name);
        foreach (ExpectedScore score in scores)
        {
            json.WriteStartObject();
            json.WriteString("label", score.Label);
            json.WriteNumber("score", score.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ExpectedScore[] ReadScores(JsonElement scores) =>
        [.. scores.EnumerateArray().Select(s => new ExpectedScore(Text(s, "label"), s.GetProperty("score").GetSingle()))];

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new JsonException($"'{name}' is null");
}
