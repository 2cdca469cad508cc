using System.Text.Json;

namespace Retrain.Formats.Keras;

/// <summary>Opens what Keras keeps a model in.</summary>
internal static class KerasModels
{
    /// <summary>Most bytes of an architecture.</summary>
    private const long MaximumJson = 64L << 20;

    private const int HeadLength = 512;

    /// <summary>Names under which people keep an architecture beside weights.</summary>
    private static readonly string[] ArchitectureNames = ["architecture.json", "model_architecture.json", "config.json", "model.json"];

    /// <summary>Names that a folder's model is looked for under, the first one found wins.</summary>
    private static readonly string[] FolderNames = ["model.keras", "keras_model.h5", "model.h5", KerasArchive.WeightsName];

    /// <summary>Whether a file or folder holds a Keras model, as far as its beginning tells.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsKeras(string path)
    {
        if (Directory.Exists(path))
        {
            return InFolder(path) is not null;
        }

        if (!File.Exists(path))
        {
            return false;
        }

        byte[] head = Head(path);
        return Hdf5File.IsHdf5(head) || KerasArchive.IsArchive(path, head) || (IsJson(head) && TryJson(path) is { } json
            && KerasTopology.IsModel(json));
    }

    /// <summary>Opens a model: <c>.h5</c>, <c>.keras</c>, weights with an architecture beside them, or a folder that holds one.</summary>
    /// <exception cref="KerasFormatException">It is none, or damaged.</exception>
    public static KerasModel Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return Open(InFolder(path) ?? throw new KerasFormatException(
                    $"the folder holds no Keras model: {string.Join(", ", FolderNames)}, or one other .keras or .h5 file"));
            }

            byte[] head = Head(path);
            return Hdf5File.IsHdf5(head) ? OpenHdf5(path)
                : KerasArchive.IsArchive(path, head) ? KerasArchive.Open(path)
                : IsJson(head) ? OpenArchitecture(path)
                : throw new KerasFormatException(ForeignFile.Describe(head, "a Keras model") ?? "no Keras model, or one that is damaged");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KerasFormatException($"it cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Who is to run a model.</summary>
    public static KerasDialect DialectOf(string version, JsonElement architecture) =>
        version.StartsWith('3') || (version.Length == 0 && KerasTopology.IsKeras3(architecture))
            ? KerasDialect.Keras3
            : KerasDialect.Keras2;

    /// <summary>Weights in an HDF5 file of either form.</summary>
    public static IKerasWeights WeightsIn(Stream source)
    {
        var file = Hdf5File.Open(source, refuseLinks: true);
        try
        {
            return file.Texts("", "layer_names") is null && !file.Exists(LegacyWeights.ModelGroup) && NumberedWeights.Fits(file)
                ? new NumberedWeights(file)
                : new LegacyWeights(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The model file in a folder; <see langword="null"/>: none, or several that may be meant.</summary>
    private static string? InFolder(string folder)
    {
        if (FolderNames.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists) is { } usual)
        {
            return usual;
        }

        string[] all = [.. Directory.EnumerateFiles(folder).Where(f =>
            f.EndsWith(".keras", StringComparison.OrdinalIgnoreCase) || f.EndsWith(".h5", StringComparison.OrdinalIgnoreCase))];
        return all is [var only] ? only : null;
    }

    private static KerasModel OpenHdf5(string path)
    {
        using (var file = Hdf5File.Open(File.OpenRead(path)))
        {
            if (file.Text("", "model_config") is { } text)
            {
                JsonElement json = KerasTopology.ParseJson(System.Text.Encoding.UTF8.GetBytes(text));
                return Model("Keras model (HDF5)", file.Text("", "keras_version") ?? "", json, path, [path]);
            }
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        IEnumerable<string> candidates = ArchitectureNames.Prepend(Path.GetFileNameWithoutExtension(path) + ".json")
            .Select(n => Path.Combine(folder, n));
        foreach (string beside in candidates.Where(File.Exists))
        {
            if (TryJson(beside) is { } json && KerasTopology.IsModel(json))
            {
                return Model("Keras weights with an architecture", VersionOf(json), json, path, [path, beside]);
            }
        }

        throw new KerasFormatException("it holds weights without an architecture: save the whole model (model.save), "
            + $"or put the architecture (model.to_json()) beside it as {ArchitectureNames[0]}");
    }

    private static KerasModel OpenArchitecture(string path)
    {
        JsonElement json = KerasTopology.ParseJson(ReadJson(path));
        if (!KerasTopology.IsModel(json))
        {
            throw new KerasFormatException("a JSON file, but no architecture of a Keras model");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        string[] weights = [.. Directory.EnumerateFiles(folder, "*.h5").Order(StringComparer.Ordinal)];
        return weights is [var only]
            ? Model("Keras weights with an architecture", VersionOf(json), json, only, [path, only])
            : throw new KerasFormatException(weights.Length == 0
                ? "an architecture without weights: put the weights (.h5) beside it"
                : "an architecture with several weights files beside it: name the one that is meant");
    }

    private static KerasModel Model(string kind, string version, JsonElement json, string weights, IReadOnlyList<string> files) => new()
    {
        Kind = kind,
        Version = version,
        Dialect = DialectOf(version, json),
        Graph = KerasTopology.Read(json),
        OpenWeights = () =>
        {
            try
            {
                return WeightsIn(File.OpenRead(weights));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new KerasFormatException($"it cannot be read: {e.Message}", e);
            }
        },
        Files = files,
    };

    private static string VersionOf(JsonElement json) =>
        new KerasConfig(json).Find("keras_version") is { ValueKind: JsonValueKind.String } version ? version.GetString()! : "";

    private static JsonElement? TryJson(string path)
    {
        try
        {
            return KerasTopology.ParseJson(ReadJson(path));
        }
        catch (KerasFormatException)
        {
            // It is something else, which is what was asked.
            return null;
        }
    }

    private static byte[] ReadJson(string path) => new FileInfo(path).Length <= MaximumJson
        ? File.ReadAllBytes(path)
        : throw new KerasFormatException(
            $"{Path.GetFileName(path)} has more than the {MaximumJson >> 20} MB that an architecture may have");

    private static bool IsJson(ReadOnlySpan<byte> head) => head.TrimStart(" \t\r\n\ufeff"u8).StartsWith("{"u8);

    private static byte[] Head(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[HeadLength];
        int count = file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
        return head[..count];
    }
}
