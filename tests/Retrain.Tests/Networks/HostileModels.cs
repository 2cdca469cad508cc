using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>The small model files of a folder of fixtures.</summary>
internal static class HostileModels
{
    private static readonly string[] Names = [".pb", ".pbtxt", ".onnx", ".tar.gz", ".index"];

    /// <summary>Every model file up to a size, each with a copy of its model in which it may be damaged.</summary>
    /// <param name="root">Folder of fixtures.</param>
    /// <param name="copies">Where the copies go.</param>
    /// <param name="largest">Largest file in bytes.</param>
    public static IEnumerable<HostileModel> Below(string root, TemporaryFolder copies, int largest)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(f => (Names.Any(f.EndsWith) || Path.GetFileName(f).Contains(".data-", StringComparison.Ordinal))
                && new FileInfo(f).Length <= largest)
            .Where(f => Path.GetFileName(f) is not ("keras_metadata.pb" or "fingerprint.pb" or "tfhub_module.pb"))
            .Order(StringComparer.Ordinal);
        foreach (string file in files)
        {
            string relative = Path.GetRelativePath(root, file).Replace('\\', '/');
            string folder = Path.GetDirectoryName(file)!;
            string model = Path.GetFileName(folder) == "variables" ? Path.GetDirectoryName(folder)! : folder;
            string copy = copies[Path.GetFileName(root), Path.GetRelativePath(root, model)];
            Copy(model, copy);
            string damaged = Path.Combine(copy, Path.GetRelativePath(model, file));
            bool isFolder = File.Exists(Path.Combine(model, "saved_model.pb"));
            yield return new HostileModel($"{Path.GetFileName(root)}/{relative}", isFolder ? copy : damaged, damaged);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(
            f => !f.EndsWith(".npy", StringComparison.Ordinal)))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            if (!File.Exists(target))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                // Contents only: recorded files may be read-only.
                File.WriteAllBytes(target, File.ReadAllBytes(file));
            }
        }
    }
}
