using Retrain.Samples;
using Retrain.Testing;

namespace Retrain.Tests.Samples;

/// <summary>A set with every kind of fault, drawn once for all tests that only look at it.</summary>
public sealed class FaultySet : IDisposable
{
    /// <summary>How it was drawn.</summary>
    public static readonly DrawnFlowersOptions Options = new() { PhotosPerClass = 3, WrongLabels = 6, NearDuplicates = 6, BrokenFiles = 5 };

    private readonly TemporaryFolder folder = new();

    /// <summary>Draws it.</summary>
    public FaultySet() => Summary = DrawnFlowers.Write(folder.FullPath, Options);

    /// <summary>What was drawn.</summary>
    public DrawnFlowersSummary Summary { get; }

    /// <summary>All its files.</summary>
    public string[] Files => List(folder.FullPath);

    /// <summary>Reads one of them.</summary>
    public byte[] Read(string name) => File.ReadAllBytes(folder[name]);

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    /// <summary>All files below a folder, with <c>/</c>, in ordinal order.</summary>
    public static string[] List(string path) => [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
