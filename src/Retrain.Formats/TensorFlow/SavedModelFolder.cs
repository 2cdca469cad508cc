using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>
/// A SavedModel of TensorFlow 1 or 2: a folder with <c>saved_model.pb</c> (or <c>saved_model.pbtxt</c>) and <c>variables/</c>.
/// </summary>
internal static class SavedModelFolder
{
    /// <summary>The names that the model itself may have in its folder.</summary>
    public static readonly IReadOnlyList<string> FileNames = ["saved_model.pb", "saved_model.pbtxt"];

    private const string VariablesPrefix = "variables/variables";

    /// <summary>Opens a folder; values of variables are read later, when they are asked for.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="tags">
    /// Which of the model's graphs: the one with exactly these tags. <see langword="null"/>: the only one, or the one with the single tag
    /// <c>serve</c>.
    /// </param>
    /// <exception cref="TensorFlowFormatException">No SavedModel, a damaged one, or no such graph in it.</exception>
    public static TensorFlowModel Open(string path, IReadOnlyCollection<string>? tags = null) => Open(new FolderFiles(path), tags);

    /// <inheritdoc cref="Open(string, IReadOnlyCollection{string}?)"/>
    public static TensorFlowModel Open(ModelFiles files, IReadOnlyCollection<string>? tags = null)
    {
        SavedModel model = Read(files);
        MetaGraphDef graph = Choose(model, tags);
        return Build(files, model, graph,
            graph.ObjectGraphDef?.Nodes.Count > 0 ? "SavedModel (TensorFlow 2)" : "SavedModel (TensorFlow 1)");
    }

    /// <summary>Reads the model itself.</summary>
    /// <exception cref="TensorFlowFormatException">It is missing or damaged.</exception>
    public static SavedModel Read(ModelFiles files)
    {
        foreach (string name in FileNames)
        {
            if (files.ReadWhole(name) is { } bytes)
            {
                return Parse(name, bytes);
            }
        }

        throw new TensorFlowFormatException($"there is no {FileNames[0]} in it, which every SavedModel and Hub module has");
    }

    /// <summary>Tags of the model's graphs, for messages: <c>{serve}, {serve, gpu}</c>.</summary>
    public static string DescribeTags(SavedModel model) =>
        string.Join(", ", model.MetaGraphs.Take(20).Select(m => "{" + string.Join(", ", TagsOf(m)) + "}"));

    /// <summary>Tags of one of the model's graphs.</summary>
    public static IReadOnlyList<string> TagsOf(MetaGraphDef graph) => graph.MetaInfoDef is { } info ? info.Tags : [];

    /// <summary>The chosen graph with what belongs to it.</summary>
    /// <param name="files">The model's files.</param>
    /// <param name="model">The model itself.</param>
    /// <param name="graph">One of its graphs.</param>
    /// <param name="kind">For people.</param>
    /// <exception cref="TensorFlowFormatException">Something of it is damaged.</exception>
    public static TensorFlowModel Build(ModelFiles files, SavedModel model, MetaGraphDef graph, string kind)
    {
        Graphs.Check(graph.GraphDef);
        TensorBundle? bundle = TensorBundle.Open(files, VariablesPrefix);
        return new TensorFlowModel
        {
            Kind = kind,
            Graph = graph.GraphDef,
            Signatures = Signatures.Of(graph),
            TagSets = [.. model.MetaGraphs.Select(TagsOf)],
            TensorFlowVersion = graph.MetaInfoDef?.TensorflowVersion ?? "",
            Variables = bundle is null
                ? new NoVariables(
                    $"the model came without its variables: {VariablesPrefix}.index is missing; copy the folder 'variables' along")
                : new BundleVariables(bundle, VariablePlaces.Of(graph, bundle)),
        };
    }

    private static SavedModel Parse(string name, byte[] bytes)
    {
        SavedModel model;
        try
        {
            model = TextFormat.IsText(bytes) ? TextFormat.Read<SavedModel>(bytes) : SavedModel.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            string what = ForeignFile.Describe(bytes, "a SavedModel")
                ?? $"no SavedModel, or one that is cut off or damaged, of {bytes.Length} bytes";
            throw new TensorFlowFormatException($"{name}: {what}", e);
        }
        catch (TensorFlowFormatException e)
        {
            throw new TensorFlowFormatException($"{name}: {ForeignFile.Describe(bytes, "a SavedModel") ?? e.Message}", e);
        }

        return model.MetaGraphs.Count > 0
            ? model
            : throw new TensorFlowFormatException($"{name}: {ForeignFile.Describe(bytes, "a SavedModel") ?? "it holds no graph"}");
    }

    private static MetaGraphDef Choose(SavedModel model, IReadOnlyCollection<string>? tags)
    {
        if (tags is null && model.MetaGraphs.Count == 1)
        {
            return model.MetaGraphs[0];
        }

        HashSet<string> wanted = [.. tags ?? ["serve"]];
        return model.MetaGraphs.FirstOrDefault(m => wanted.SetEquals(TagsOf(m))) ?? throw new TensorFlowFormatException(
            $"no graph with exactly the tags {{{string.Join(", ", wanted)}}}; "
            + $"the model has graphs with the tags {DescribeTags(model)}: choose one of them");
    }
}
