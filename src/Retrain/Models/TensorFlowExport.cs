using Google.Protobuf;
using Retrain.Backbones;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Formats.TensorFlow.Writing;
using Retrain.Foundation;
using Retrain.Training;

namespace Retrain.Models;

/// <summary>Writes a trained model as TensorFlow files. Each is read back and run before it takes its place.</summary>
internal static class TensorFlowExport
{
    private const string SavedModelInput = "image";
    private const string SavedModelOutput = "prediction";

    /// <summary>The frozen graph with its sidecar.</summary>
    /// <param name="file">Where; the folder must exist.</param>
    /// <param name="graph">The network's part.</param>
    /// <param name="head">The new layer, or layers.</param>
    /// <param name="metadata">Labels and preprocessing; its final tensor name is that of the graph.</param>
    /// <param name="verify">Gets the path of the written file, not yet in its place; throws to refuse it.</param>
    /// <exception cref="IOException">The disk says no.</exception>
    public static void WriteFrozenGraph(string file, RetrainedGraph graph, Head head, ModelMetadata metadata, Action<string> verify)
    {
        string staged = $"{file}.writing-{Environment.ProcessId}.pb";
        try
        {
            AtomicFile.Write(staged, graph.With(head, metadata.FinalTensorName).WriteTo);
            AtomicFile.WriteText(ModelSidecar.PathFor(staged, isFolder: false), Sidecar(graph, metadata));
            verify(staged);
            File.Move(ModelSidecar.PathFor(staged, isFolder: false), ModelSidecar.PathFor(file, isFolder: false), overwrite: true);
            File.Move(staged, file, overwrite: true);
        }
        finally
        {
            File.Delete(staged);
            File.Delete(ModelSidecar.PathFor(staged, isFolder: false));
        }
    }

    /// <summary>The SavedModel (REFERENCE 7.3).</summary>
    /// <param name="folder">Absent or empty.</param>
    /// <param name="graph">The network's part.</param>
    /// <param name="head">The new layer, or layers.</param>
    /// <param name="metadata">Labels and preprocessing.</param>
    /// <param name="verify">Gets the path of the written folder, not yet in its place; throws to refuse it.</param>
    /// <exception cref="IOException">The disk says no.</exception>
    public static void WriteSavedModel(string folder, RetrainedGraph graph, Head head, ModelMetadata metadata, Action<string> verify)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        RefuseFilled(folder);
        string staged = $"{target}.writing-{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(Path.Combine(staged, "assets.extra"));
            GraphDef written = graph.With(head, metadata.FinalTensorName);
            SavedModelWriter.Write(
                staged,
                written,
                (SavedModelInput, RetrainedGraph.InputName, [-1, graph.Preprocessing.Height, graph.Preprocessing.Width, 3]),
                (SavedModelOutput, metadata.FinalTensorName, [-1, head.Classes]),
                HeadNames.TrainedTensors(head));
            AtomicFile.WriteText(ModelSidecar.PathFor(staged, isFolder: true), Sidecar(graph, metadata));
            verify(staged);
            if (Directory.Exists(target))
            {
                Directory.Delete(target);
            }

            Directory.Move(staged, target);
        }
        catch
        {
            if (Directory.Exists(staged))
            {
                Directory.Delete(staged, recursive: true);
            }

            throw;
        }
    }

    /// <summary>A SavedModel goes to a folder of its own, as TensorFlow's writers demand.</summary>
    /// <exception cref="RetrainException">There is something in it.</exception>
    public static void RefuseFilled(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new RetrainException(
                $"the SavedModel cannot be written to '{folder}': it is there already and not empty; choose another folder or empty it");
        }
    }

    private static string Sidecar(RetrainedGraph graph, ModelMetadata metadata) =>
        (metadata with { Preprocessing = graph.Preprocessing }).ToJson();
}
