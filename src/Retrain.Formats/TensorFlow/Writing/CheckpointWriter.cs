using System.Text;
using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow.Writing;

/// <summary>
/// A checkpoint as TensorFlow 1's Saver writes one (REFERENCE 5.6): <c>PATH.data-00000-of-00001</c>, <c>PATH.index</c>, <c>PATH.meta</c>,
/// and the text file <c>checkpoint</c> beside them, which names the newest one.
/// </summary>
internal static class CheckpointWriter
{
    /// <summary>Writes the four files; each takes its place whole, the file that names the checkpoint last.</summary>
    /// <param name="path">Folder and common name; the folder must exist.</param>
    /// <param name="graph">A frozen graph; its weights are the variables.</param>
    /// <param name="trainable">Names of the constants that training has changed.</param>
    /// <exception cref="IOException">The disk says no.</exception>
    public static void Write(string path, GraphDef graph, params IReadOnlyCollection<string> trainable)
    {
        VariableGraph model = VariableGraph.Of(graph, trainable);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string name = Path.GetFileName(path);
        string staged = $"{path}.writing-{Environment.ProcessId}";
        try
        {
            TensorBundleWriter.Write(staged, model.Variables);
            using (FileStream meta = File.Create(staged + ".meta"))
            {
                model.Meta.WriteTo(meta);
                meta.Flush(flushToDisk: true);
            }

            string list = $"model_checkpoint_path: \"{name}\"\nall_model_checkpoint_paths: \"{name}\"\n";
            File.WriteAllText(staged + ".list", list, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            foreach (string ending in new[] { ".data-00000-of-00001", ".index", ".meta" })
            {
                File.Move(staged + ending, path + ending, overwrite: true);
            }

            File.Move(staged + ".list", Path.Combine(folder, "checkpoint"), overwrite: true);
        }
        finally
        {
            foreach (string left in Directory.EnumerateFiles(folder, Path.GetFileName(staged) + ".*"))
            {
                File.Delete(left);
            }
        }
    }
}
