using System.Text.Json;
using Retrain.Formats.TensorFlow;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>The recorded models of <c>../shared/fixtures/{modules,saved_models,frozen}</c> as cases.</summary>
internal static class NetworkFixtures
{
    /// <summary>Every call of every folder that a reader has to understand; empty where ../shared is absent.</summary>
    public static IEnumerable<NetworkCase> All(string kind)
    {
        string root = Path.GetFullPath(Path.Combine(SharedData.RepositoryRoot, "..", "shared", "fixtures", kind));
        return !Directory.Exists(root)
            ? []
            : Directory.EnumerateFiles(root, "meta.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(f => !f.Contains("refuse_", StringComparison.Ordinal))
            .SelectMany(f => Read(kind, Path.GetDirectoryName(f)!));
    }

    private static IEnumerable<NetworkCase> Read(string kind, string folder)
    {
        JsonElement meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json"))).RootElement;
        return kind switch
        {
            "frozen" => Frozen(folder, meta),
            "saved_models" => SavedModels(folder, meta),
            _ => Modules(folder, meta),
        };
    }

    private static IEnumerable<NetworkCase> Frozen(string folder, JsonElement meta)
    {
        string name = meta.GetProperty("name").GetString()!;
        // The bytes of a JPEG need a decoder; the pixels behind it are recorded too.
        string feed = meta.TryGetProperty("feed_instead", out _) ? "Mul:0" : meta.GetProperty("input").GetProperty("feed").GetString()!;
        Dictionary<string, bool> flags = meta.TryGetProperty("other_feeds", out JsonElement others)
            ? others.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetBoolean())
            : [];
        NetworkAnswer[] answers =
            [.. meta.GetProperty("expected").EnumerateObject().Where(e => e.Value.GetProperty("dtype").GetString() != "string")
                .Select(e => new NetworkAnswer(
                    e.Value.GetProperty("tensor").GetString()!,
                    Path.Combine(folder, e.Value.GetProperty("file").GetString()!),
                    e.Value.GetProperty("tolerance_abs").GetDouble()))];
        yield return new NetworkCase(
            "frozen/" + name, Path.Combine(folder, "graph.pb"), null,
            new Dictionary<string, object> { [feed] = Npy.Read(Path.Combine(folder, "input.npy")) }, flags, answers,
            meta.GetProperty("run").GetString() != "both rows at once");
    }

    private static IEnumerable<NetworkCase> SavedModels(string folder, JsonElement meta)
    {
        string name = meta.GetProperty("name").GetString()!;
        foreach (JsonElement call in meta.GetProperty("calls").EnumerateArray())
        {
            string signature = call.GetProperty("signature").GetString()!;
            string[]? tags = call.TryGetProperty("tags", out JsonElement t) ? [.. t.EnumerateArray().Select(e => e.GetString()!)] : null;
            JsonElement graph = meta.GetProperty("meta_graphs").EnumerateArray().First(
                g => tags is null || g.GetProperty("tags").EnumerateArray().Select(e => e.GetString()).Order().SequenceEqual(tags.Order()));
            JsonElement ports = graph.GetProperty("signatures").GetProperty(signature);
            var feeds = new Dictionary<string, object>();
            var flags = new Dictionary<string, bool>();
            foreach (JsonProperty input in call.GetProperty("inputs").EnumerateObject())
            {
                string tensor = ports.GetProperty("inputs").GetProperty(input.Name).GetProperty("tensor").GetString()!;
                switch (input.Value.ValueKind)
                {
                    case JsonValueKind.True or JsonValueKind.False:
                        flags[tensor] = input.Value.GetBoolean();
                        break;
                    case JsonValueKind.Object when input.Value.TryGetProperty("file", out JsonElement file):
                        feeds[tensor] = Npy.Read(Path.Combine(folder, file.GetString()!));
                        break;
                    // Files go through a decoder of the graph; its photos are recorded, resized and with white as 1.
                    case JsonValueKind.Object when input.Value.TryGetProperty("files", out _):
                        feeds[tensor] = new DecodedPixels(Npy.Read(Path.Combine(folder, "input.npy")));
                        break;
                    // Keys and the like, which only come back as other outputs.
                    default:
                        break;
                }
            }

            NetworkAnswer[] answers = [.. call.GetProperty("outputs").EnumerateObject().Select(o =>
            {
                JsonElement expected = meta.GetProperty("expected").GetProperty(o.Value.GetString()!);
                return new NetworkAnswer(
                    ports.GetProperty("outputs").GetProperty(o.Name).GetProperty("tensor").GetString()!,
                    Path.Combine(folder, expected.GetProperty("file").GetString()!),
                    expected.TryGetProperty("tolerance_abs", out JsonElement tolerance) ? tolerance.GetDouble() : 0);
            })];
            bool one = (call.TryGetProperty("one_by_one", out JsonElement oneByOne) && oneByOne.GetBoolean())
                || feeds.Values.Any(f => f is DecodedPixels);
            string flagText = string.Concat(flags.Select(f => $" {f.Value}"));
            yield return new NetworkCase($"saved_models/{name} {signature}{(tags is null ? "" : " " + string.Join('+', tags))}{flagText}",
                Path.Combine(folder, "model"), tags, feeds, flags, answers, one);
        }
    }

    private static IEnumerable<NetworkCase> Modules(string folder, JsonElement meta)
    {
        string name = Path.GetRelativePath(Path.Combine(folder[..(folder.IndexOf("modules", StringComparison.Ordinal) + 7)]), folder);
        if (name == "efficientnet_lite0")
        {
            yield break;
        }

        string archive = Path.Combine(folder, "module.tar.gz");
        string model = File.Exists(archive) ? archive : Path.Combine(folder, "module");
        JsonElement limits = meta.GetProperty("tolerance");
        double tolerance = limits.GetProperty("absolute").GetDouble();
        double? mean = limits.TryGetProperty("mean", out JsonElement m) && m.ValueKind == JsonValueKind.Number ? m.GetDouble() : null;
        Npy input = Npy.Read(Path.Combine(folder, "input.npy"));
        float[] scaled = [.. input.Floats().Select(v => v * (1f / 255f))];
        foreach (IGrouping<string, JsonElement> signature in meta.GetProperty("expected").EnumerateArray().Where(
            e => e.GetProperty("input").GetString() == "input.npy")
            .GroupBy(e => e.GetProperty("signature").GetString()!))
        {
            JsonElement ports = meta.GetProperty("signatures").GetProperty(signature.Key);
            List<NetworkAnswer> answers = [.. signature.Select(e => new NetworkAnswer(
                ports.GetProperty("outputs").GetProperty(e.GetProperty("output").GetString()!).GetProperty("tensor").GetString()!,
                Path.Combine(folder, e.GetProperty("file").GetString()!),
                e.GetProperty("output").GetString() == "default" ? tolerance : double.NaN,
                tolerance,
                e.GetProperty("output").GetString() == "default" ? mean : null))];
            if (meta.TryGetProperty("branches", out JsonElement branches))
            {
                answers.AddRange(branches.EnumerateObject().Select(b => new NetworkAnswer(
                    ports.GetProperty("outputs").GetProperty(b.Value.GetProperty("output").GetString()!).GetProperty("tensor").GetString()!,
                    Path.Combine(folder, b.Value.GetProperty("file").GetString()!),
                    double.NaN,
                    tolerance)));
            }

            string fed = ports.GetProperty("inputs").GetProperty("images").GetProperty("tensor").GetString()!;
            yield return new NetworkCase("modules/" + name + " " + signature.Key, model, null,
                new Dictionary<string, object> { [fed] = (scaled, input.Shape) }, new Dictionary<string, bool>(), answers, false);
        }
    }
}
