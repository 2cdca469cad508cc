namespace Retrain.EndToEnd;

/// <summary>Small folders of real picture files for tests of the road, not of accuracy.</summary>
internal static class PhotoFolders
{
    /// <summary>
    /// Writes <c>photos/daisy</c> and <c>photos/roses</c>, <paramref name="each"/> different little JPEGs each (at most 20).
    /// </summary>
    public static string TwoClasses(TemporaryFolder folder, int each = 20)
    {
        string[] pictures = Pictures;
        Assert.True(pictures.Length >= 2 * each, $"only {pictures.Length} pictures");
        for (int i = 0; i < 2 * each; i++)
        {
            string label = i < each ? "daisy" : "roses";
            folder.Write(Path.Combine("photos", label, Path.GetFileName(pictures[i])), File.ReadAllBytes(pictures[i]));
        }

        return folder["photos"];
    }

    /// <summary>Different little JPEGs.</summary>
    public static string[] Pictures { get; } =
        [.. Directory.GetFiles(SharedData.Fixture("decoding", "files", "jpeg"), "*.jpg")
            .Where(f => Path.GetFileName(f).StartsWith("size_", StringComparison.Ordinal)
                || Path.GetFileName(f).StartsWith("sub_", StringComparison.Ordinal)
                || Path.GetFileName(f).StartsWith("quality_", StringComparison.Ordinal)
                || Path.GetFileName(f).StartsWith("restart_", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>A picture file of the fixtures.</summary>
    public static byte[] Picture(string name) => File.ReadAllBytes(SharedData.Fixture("decoding", "files", name));
}
