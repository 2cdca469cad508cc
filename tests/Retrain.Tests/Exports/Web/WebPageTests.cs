using System.Text.RegularExpressions;
using Retrain.Exports.Web;

namespace Retrain.Tests.Exports.Web;

public sealed partial class WebPageTests
{
    [Fact]
    public void Write_Folder_GetsAllThatThePageAsksFor()
    {
        using var folder = new TemporaryFolder();

        WebPage.Write(folder["page"]);

        string[] written = [.. Directory.GetFiles(folder["page"], "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder["page"], f).Replace('\\', '/'))];
        Assert.Equal(WebPage.Files, written.Order(StringComparer.Ordinal));
        string[] asked = [.. Source().Matches(File.ReadAllText(folder["page", "index.html"])).Select(m => m.Groups[1].Value),
            .. written.Where(f => f.EndsWith(".js", StringComparison.Ordinal) && !f.Contains('/', StringComparison.Ordinal))
                .SelectMany(f => Import().Matches(File.ReadAllText(folder["page", f])).Select(m => m.Groups[1].Value)),
            "libraries/tfjs-backend-wasm.wasm", "libraries/tfjs-backend-wasm-simd.wasm", "libraries/LICENSE.txt", "libraries/NOTICE.txt"];
        Assert.Equal(written.Where(f => f != "index.html").Order(StringComparer.Ordinal), asked.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_OlderPageInTheFolder_IsReplaced()
    {
        using var folder = new TemporaryFolder();
        folder.Write("app.js", "old"u8);

        WebPage.Write(folder.FullPath);

        Assert.Contains("loadClassifier", File.ReadAllText(folder["app.js"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_BothLanguages_HaveTheSameKeys()
    {
        using var folder = new TemporaryFolder();
        WebPage.Write(folder.FullPath);

        string[] languages = File.ReadAllText(folder["texts.js"]).Split("  zh: {");

        Assert.Equal(2, languages.Length);
        Assert.NotEmpty(Key().Matches(languages[0]));
        Assert.Equal(Key().Matches(languages[0]).Select(m => m.Value), Key().Matches(languages[1]).Select(m => m.Value));
    }

    [GeneratedRegex("(?:src|href)=\"([^\":]+)\"")]
    private static partial Regex Source();

    [GeneratedRegex("from '\\./([^']+)'")]
    private static partial Regex Import();

    [GeneratedRegex("^    [a-zA-Z]+(?=:)", RegexOptions.Multiline)]
    private static partial Regex Key();
}
