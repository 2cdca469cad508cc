using System.Text;
using Retrain.Backbones;
using Retrain.Exports;
using Retrain.Foundation;

namespace Retrain.Tests.Exports;

/// <summary>
/// FIELD_CASES X15: <c>docs/export-matrix.md</c> says which backbone can be exported to which format. <c>UPDATE_DOCS=1</c> writes it anew.
/// </summary>
public sealed class ExportMatrixTests
{
    private const string Mark = "yes";

    /// <summary>A backbone of each family, with its recorded module; the embedded one has none.</summary>
    private static readonly (string Name, string? Module)[] Backbones =
    [
        ("efficientnet_lite0 (in the program)", null),
        ("MobileNet V1", "mobilenet_v1_025_128/feature_vector"),
        ("MobileNet V1 quantops", "mobilenet_v1_050_160/quantops/feature_vector"),
        ("MobileNet V2", "mobilenet_v2_035_96/feature_vector"),
        ("Inception V1", "inception_v1_thin/feature_vector"),
        ("Inception V2", "inception_v2_thin/feature_vector"),
        ("Inception V3", "inception_v3_thin/feature_vector"),
        ("Inception-ResNet V2", "inception_resnet_v2_thin/feature_vector"),
        ("ResNet V1 50", "resnet_v1_50_thin/feature_vector"),
        ("ResNet V2 50", "resnet_v2_50_thin/feature_vector"),
        ("NASNet mobile", "nasnet_mobile_thin/feature_vector"),
        ("PNASNet large", "pnasnet_large_thin/feature_vector"),
    ];

    private static string Page => Path.Combine(SharedData.RepositoryRoot, "docs", "export-matrix.md");

    [Fact]
    public async Task Page_EachBackboneAndFormat_IsAsTheProgramDecidesBeforeTraining()
    {
        string[] rows = new string[Backbones.Length];
        var reasons = new SortedSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < rows.Length; i++)
        {
            (string name, string? module) = Backbones[i];
            IReadOnlyDictionary<ExportKind, string> refusals = ExportSupport.Refusals(
                await Load(module), Enum.GetValues<ExportKind>(), TestContext.Current.CancellationToken);
            rows[i] = $"| {name} | {string.Join(" | ", Enum.GetValues<ExportKind>().Select(k => refusals.ContainsKey(k) ? "no" : Mark))} |";
            reasons.UnionWith(refusals.Select(r => $"- {name}, {ExportForm.Of(r.Key).Word}: {Shorten(r.Value)}"));
        }

        string text = Text(rows, reasons);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is { Length: > 0 })
        {
            await File.WriteAllTextAsync(Page, text, TestContext.Current.CancellationToken);
        }

        Assert.Equal(text, (await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Require_PairThatCannotBe_IsRefusedWithItsReason()
    {
        using var folder = new TemporaryFolder();
        Backbone backbone = await Backbone.LoadAsync(
            folder.Write("model.onnx", ModelFixtures.EndingInEinsum().Write()), TestContext.Current.CancellationToken);

        string message = Assert.Throws<UsageException>(() => ModelExporter.Require(
            backbone, [ExportKind.Lite, ExportKind.FrozenGraph], cancellationToken: TestContext.Current.CancellationToken)).Message;

        Assert.Contains("cannot be exported to tflite: ", message, StringComparison.Ordinal);
        Assert.Contains("cannot be exported to frozen: ", message, StringComparison.Ordinal);
    }

    private static async Task<Backbone> Load(string? module)
    {
        if (module is null)
        {
            return Backbone.Embedded;
        }

        string folder = SharedData.Shared("fixtures", "modules", module);
        string file = Path.Combine(folder, "module.tar.gz");
        return await Backbone.LoadAsync(
            File.Exists(file) ? file : Path.Combine(folder, "module"), TestContext.Current.CancellationToken);
    }

    /// <summary>Without the file's place and all but the first of many nodes.</summary>
    private static string Shorten(string reason)
    {
        int colon = reason.IndexOf(": ", StringComparison.Ordinal);
        string text = colon < 0 ? reason : reason[(colon + 2)..];
        return text.Length <= 160 ? text : text[..160] + "...";
    }

    private static string Text(IEnumerable<string> rows, SortedSet<string> reasons)
    {
        var text = new StringBuilder();
        text.Append("# Which backbone can be exported to which format\n\n");
        text.Append("Made by a test from what the program itself decides: `UPDATE_DOCS=1 dotnet test --project tests/Retrain.Tests` writes it anew. ");
        text.Append("What is exported is also run and compared with the trained model each time.\n\n");
        text.Append($"| backbone | {string.Join(" | ", Enum.GetValues<ExportKind>().Select(k => ExportForm.Of(k).Word))} |\n");
        text.Append($"|---|{string.Concat(Enum.GetValues<ExportKind>().Select(_ => "---|"))}\n");
        text.Append(string.Join('\n', rows)).Append('\n');
        if (reasons.Count > 0)
        {
            text.Append("\nReasons:\n\n").Append(string.Join('\n', reasons)).Append('\n');
        }

        return text.ToString();
    }
}
