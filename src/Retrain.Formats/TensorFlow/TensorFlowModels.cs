namespace Retrain.Formats.TensorFlow;

/// <summary>Opens whatever TensorFlow keeps a network in.</summary>
internal static class TensorFlowModels
{
    private const int HeadLength = 512;

    /// <summary>
    /// Opens a frozen graph (<c>.pb</c>, <c>.pbtxt</c>), the folder of a SavedModel or of a Hub module, <c>saved_model.pb</c> in such a
    /// folder, or either of them in an
    /// archive (<c>.tar</c>, <c>.tar.gz</c>, <c>.tgz</c>). The content tells which it is.
    /// </summary>
    /// <param name="path">
    /// The file or folder. A folder's variables are read from it later, when they are asked for; it must stay until then.
    /// </param>
    /// <param name="tags">
    /// Which graph of a SavedModel; see <see cref="SavedModelFolder.Open(string, IReadOnlyCollection{string}?)"/>.
    /// </param>
    /// <exception cref="TensorFlowFormatException">It is none of these, or damaged.</exception>
    public static TensorFlowModel Open(string path, IReadOnlyCollection<string>? tags = null)
    {
        if (Directory.Exists(path))
        {
            return Open(new FolderFiles(path), tags);
        }

        if (!File.Exists(path))
        {
            throw new TensorFlowFormatException("there is no such file or folder");
        }

        string full = Path.GetFullPath(path);
        if (SavedModelFolder.FileNames.Contains(Path.GetFileName(full)))
        {
            return Open(new FolderFiles(Path.GetDirectoryName(full)!), tags);
        }

        return OpenArchive(full) is { } archive ? Open(archive, tags) : GraphDefFile.Read(full);
    }

    private static TensorFlowModel Open(ModelFiles files, IReadOnlyCollection<string>? tags) =>
        files.Length(HubModule.MarkerName) is null ? SavedModelFolder.Open(files, tags) : HubModule.Open(files);

    private static ModelArchive? OpenArchive(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[HeadLength];
            int count = file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
            file.Position = 0;
            return ModelArchive.IsArchive(head[..count]) ? ModelArchive.Read(file) : null;
        }
        catch (Exception e) when (FolderFiles.IsFailure(e))
        {
            throw new TensorFlowFormatException($"it cannot be read: {e.Message}", e);
        }
    }
}
