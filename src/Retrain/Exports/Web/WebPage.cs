using System.Reflection;
using Retrain.Foundation;

namespace Retrain.Exports.Web;

/// <summary>
/// The ready page: beside a TensorFlow.js model it labels photos in any browser, from any server of static files, without a network.
/// </summary>
internal static class WebPage
{
    /// <summary>Beginning of the resources' names; what follows is the path in the folder.</summary>
    private const string Prefix = "web/";

    /// <summary>The page's files by their paths below the folder, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Select(n => n.Replace('\\', '/'))
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>Writes the page and its libraries.</summary>
    /// <param name="folder">
    /// That of <c>model.json</c>, whose <c>userDefinedMetadata</c> has the model's record under <c>retrain</c>; is made where it is not
    /// there. Older files of the page are replaced.
    /// </param>
    /// <exception cref="IOException">The disk says no.</exception>
    public static void Write(string folder)
    {
        foreach (string file in Files)
        {
            string path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, stream =>
            {
                using Stream resource = Open(file);
                resource.CopyTo(stream);
            });
        }
    }

    private static Stream Open(string file)
    {
        var assembly = Assembly.GetExecutingAssembly();
        string name = assembly.GetManifestResourceNames().Single(n => n.Replace('\\', '/') == Prefix + file);
        return assembly.GetManifestResourceStream(name)!;
    }
}
