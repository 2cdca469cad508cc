namespace Retrain.Testing;

/// <summary>An empty folder of its own for one test, removed afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Creates the folder.</summary>
    public TemporaryFolder() => FullPath = Directory.CreateTempSubdirectory("retrain-test-").FullName;

    /// <summary>Where it is.</summary>
    public string FullPath { get; }

    /// <summary>A path inside it; nothing is created.</summary>
    public string this[params string[] parts] => Path.Combine([FullPath, .. parts]);

    /// <summary>Writes a file, making its folders.</summary>
    public string Write(string relative, ReadOnlySpan<byte> content)
    {
        string path = this[relative];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
