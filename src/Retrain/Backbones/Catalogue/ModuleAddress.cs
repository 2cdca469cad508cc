using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Retrain.Foundation;

namespace Retrain.Backbones.Catalogue;

/// <summary>The URL of a module.</summary>
/// <param name="Url">As typed: caches go by its characters, so <c>http</c> and <c>https</c> make different entries.</param>
/// <param name="Module">What the catalogue knows of it; <see langword="null"/> for addresses of others.</param>
internal sealed record ModuleAddress(string Url, CatalogueModule? Module = null)
{
    /// <summary>Host of TensorFlow Hub.</summary>
    public const string Hub = "tfhub.dev";

    private const string ChineseHub = "hub.tensorflow.google.cn";
    private const string ChineseStore = "https://gcs.tensorflow.google.cn/tfhub-modules";
    private const string Format = "tf-hub-format=compressed";
    private const string BucketScheme = "gs://";

    /// <summary>Name of the module's folder in a cache of TensorFlow Hub: SHA-1 of the URL in hexadecimal.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The layout of TensorFlow Hub's cache; it protects nothing.")]
    public string CacheName => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(Url)));

    /// <summary>Reads a name of the catalogue or a URL.</summary>
    /// <exception cref="UsageException">It is neither, or an address that cannot be downloaded.</exception>
    public static ModuleAddress Parse(string text)
    {
        if (ModuleCatalogue.TryFind(text, out ModuleAddress? known))
        {
            return known;
        }

        if (IsUrl(text) && Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Host.Length > 0)
        {
            return new ModuleAddress(text);
        }

        if (text.StartsWith(BucketScheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException(
                $"{text} cannot be read: gs:// needs Google's own programs; give "
                    + $"https://storage.googleapis.com/{text[BucketScheme.Length..]} instead");
        }

        string hint = ModuleCatalogue.Nearest(text) is { } near
            ? $"did you mean {near}?"
            : "give a path, a URL, or a name such as inception_v3 or mobilenet_v2_100_224";
        throw new UsageException($"there is no file or folder '{text}', and no module of that name in the catalogue; {hint}");
    }

    /// <summary>Whether it starts as an address that is downloaded.</summary>
    public static bool IsUrl(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the archive is (REFERENCE 8.3).</summary>
    /// <param name="moduleBaseUrl">Address of a mirror that stands for <c>https://tfhub.dev</c>; <see langword="null"/>: none.</param>
    /// <exception cref="UsageException">The mirror's address is none.</exception>
    public Uri ArchiveUrl(string? moduleBaseUrl)
    {
        var url = new Uri(Url);
        if (url.Host == ChineseHub)
        {
            return new Uri(ChineseStore + url.AbsolutePath.TrimEnd('/') + ".tar.gz");
        }

        bool isHub = url.Host is Hub or "www." + Hub;
        string place = isHub && !string.IsNullOrEmpty(moduleBaseUrl) ? Mirror(moduleBaseUrl) : url.GetLeftPart(UriPartial.Authority);

        // A file is what it is; a signed address would even be refused with a longer query.
        bool isFile = url.AbsolutePath.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)
            || url.AbsolutePath.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)
            || url.AbsolutePath.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);
        string query = isFile || url.Query.Contains(Format, StringComparison.Ordinal) ? url.Query
            : url.Query.Length > 1 ? $"{url.Query}&{Format}"
            : "?" + Format;
        return new Uri(place + url.AbsolutePath + query);
    }

    private static string Mirror(string moduleBaseUrl) =>
        IsUrl(moduleBaseUrl) && Uri.TryCreate(moduleBaseUrl, UriKind.Absolute, out Uri? mirror) && mirror is { Query: "", Fragment: "" }
            ? mirror.AbsoluteUri.TrimEnd('/')
            : throw new UsageException(
                $"--module_base_url '{moduleBaseUrl}' is no address of a mirror; it must read like https://mirror.example.org/tfhub");
}
