using Retrain.Samples;

namespace Retrain.Exports;

/// <summary>A picture that trained model and exported files are compared on.</summary>
/// <param name="Name">Its name, unique among them.</param>
/// <param name="Path">Its file; <see langword="null"/>: <paramref name="Drawn"/> holds it.</param>
/// <param name="Drawn">A drawn picture's file.</param>
/// <param name="Class">Its class among the model's labels; -1: not known.</param>
internal sealed record TestPicture(string Name, string? Path, ReadOnlyMemory<byte> Drawn, int Class)
{
    private const int DrawnPictures = 20;
    private const long Seed = 1;

    /// <summary>Flowers to try a model on where its own photos are not at hand. The same each time.</summary>
    public static IReadOnlyList<TestPicture> Flowers() => [.. Enumerable.Range(0, DrawnPictures).Select(i =>
    {
        string name = $"drawn_{i}.jpg";
        return new TestPicture(name, null, FlowerPicture.Jpeg(Seed, name, FlowerKind.All[i % FlowerKind.All.Count]), -1);
    })];

    /// <summary>The whole file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ReadOnlyMemory<byte> Read() => Path is null ? Drawn : File.ReadAllBytes(Path);
}
