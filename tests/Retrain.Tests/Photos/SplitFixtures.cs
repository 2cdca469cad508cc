using System.Text.Json;
using Retrain.Photos;

namespace Retrain.Tests.Photos;

/// <summary>Names to sets as recorded in tests/fixtures/split.</summary>
internal static class SplitFixtures
{
    public static JsonElement[] Rows(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Fixture("split", file)));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    /// <summary>The flower photos below a root, and per photo the hash and its set with shares of 10 and 10, 20 and 30 per cent.</summary>
    public static (PhotoFolder Folder, (uint Bits, PhotoSet Tens, PhotoSet TwentyThirty)[] Expected) Flowers(string spelling)
    {
        using JsonDocument about = JsonDocument.Parse(File.ReadAllBytes(SharedData.Fixture("split", $"flowers_{spelling}.json")));
        string root = about.RootElement.TryGetProperty("root", out JsonElement value) ? value.GetString()! : "";
        string[][] rows = [.. File.ReadLines(SharedData.Fixture("split", $"flowers_{spelling}.tsv")).Skip(1).Select(l => l.Split('\t'))];
        string[] classes = [.. rows.Select(r => r[0]).Distinct()];
        Photo[] photos = [.. rows.Select(r => new Photo($"{root}/{r[0]}/{r[1]}", $"{r[0]}/{r[1]}", Array.IndexOf(classes, r[0])))];
        return (
            new PhotoFolder(root, [.. classes.Select(c => new PhotoClass(c, c))], photos, [], []),
            [.. rows.Select(r => (uint.Parse(r[2]), Set(r[3]), Set(r[4])))]);
    }

    /// <summary>A folder that exists in memory only.</summary>
    public static PhotoFolder Folder(params IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        string[] classes = [.. all.Select(n => n[..n.IndexOf('/', StringComparison.Ordinal)]).Distinct()];
        return new PhotoFolder(
            "photos",
            [.. classes.Select(c => new PhotoClass(c, c))],
            [.. all.Select(n => new Photo("photos/" + n, n, Array.IndexOf(classes, n[..n.IndexOf('/', StringComparison.Ordinal)])))],
            [],
            []);
    }

    public static PhotoSet Set(string name) => Enum.Parse<PhotoSet>(name, ignoreCase: true);
}
