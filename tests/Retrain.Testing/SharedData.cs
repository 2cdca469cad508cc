using System.Reflection;

namespace Retrain.Testing;

/// <summary>Finds recorded data: <c>../shared</c> beside the project, and the project's own <c>tests/fixtures</c>.</summary>
public static class SharedData
{
    /// <summary>The root of the checkout that built the tests.</summary>
    public static string RepositoryRoot { get; } = typeof(SharedData).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>A path below <c>tests/fixtures</c>; it must be there.</summary>
    public static string Fixture(params string[] parts)
    {
        string path = Path.Combine([RepositoryRoot, "tests", "fixtures", .. parts]);
        return Path.Exists(path) ? path : throw new FileNotFoundException("A committed fixture is missing: " + path);
    }

    /// <summary>A path below <c>../shared</c>; skips the running test with a message where it is absent.</summary>
    public static string Shared(params string[] parts)
    {
        string path = Path.GetFullPath(Path.Combine([RepositoryRoot, "..", "shared", .. parts]));
        Assert.SkipUnless(Path.Exists(path), "needs ../shared/" + string.Join('/', parts) + " beside the project, which is absent here");
        return path;
    }
}
