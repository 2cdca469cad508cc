using Retrain.Backbones;
using Retrain.Exports;
using Retrain.Exports.Writers;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Photos.Splitting;
using Retrain.Quantizing;
using Retrain.Samples;
using Retrain.Tests.Models;

namespace Retrain.Tests.Exports;

/// <summary>A model folder with the photos that it speaks of, made once: drawn flowers, a tiny network.</summary>
public sealed class ExportFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ExportFixture()
    {
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 3 });
        var photos = PhotoFolder.Open(folder["flowers"]);
        PhotoSet[] sets = [.. photos.Photos.Select((_, i) => (i % 3) switch
        {
            0 => PhotoSet.Testing,
            1 => PhotoSet.Validation,
            _ => PhotoSet.Training,
        })];
        string[] labels = [.. photos.Classes.Select(c => c.Label)];
        string split = SplitFile.Text(photos.Photos, sets);
        Write("model", labels, split);
        Write("whole", labels, split, onWholeNumbers: true);
    }

    /// <summary>The model folder.</summary>
    public string Model => folder["model"];

    /// <summary>The same on whole numbers, as <c>--precision int8</c> makes one.</summary>
    public string OnWholeNumbers => folder["whole"];

    /// <summary>The photos.</summary>
    public string Photos => folder["flowers"];

    /// <summary>Their files.</summary>
    public string[] PhotoFiles => [.. Directory.GetFiles(Photos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Writes another model folder beside it, with other weights for each name.</summary>
    public string Write(
        string name, string[] labels, string? split = null, Preprocessing? preprocessing = null, bool onWholeNumbers = false)
    {
        var backbone = new Backbone
        {
            Name = "tiny",
            Network = File.ReadAllBytes(ModelFixtures.WithLabels),
            Input = "input",
            Tap = "/0/Flatten_output_0",
            Features = 16,
            Preprocessing = preprocessing ?? new Preprocessing { Width = 48, Height = 48 },
            Licence = "Apache-2.0",
        };
        if (onWholeNumbers)
        {
            backbone = new BackboneQuantizer(
                backbone, [.. PhotoFolder.Open(Photos).Photos.Select(p => (p, p.Name))], TestContext.Current.CancellationToken)
                .Quantize(CalibrationMethod.MinMax);
        }

        var stream = new RandomStream(7, name);
        var head = new Retrain.Training.Head(
            [.. Enumerable.Range(0, backbone.Features * labels.Length).Select(i => (float)(stream.Uniform(i) - 0.5) * 8)], new float[labels.Length]);
        ModelFolder.Write(
            folder[name], ModelBuilder.Build(backbone, head, ModelFixture.Metadata(backbone, labels)), "{}",
            $$$"""{"options":{"compat":false},"photos":{"image_dir":"{{{folder["flowers"]}}}"}}""",
            split is null ? null : new Dictionary<string, string> { ["split.csv"] = split });
        return folder[name];
    }

    /// <summary>Exports until the test is cancelled.</summary>
    internal ModelExport Export(string output, params ExportKind[] kinds) => ModelExporter.Export(
        Model, output, new ModelExportOptions { Kinds = kinds }, null, TestContext.Current.CancellationToken);

    /// <summary>Exports by a writer of the test's.</summary>
    internal ModelExport Export(string output, IModelExport export, bool force = false) => ModelExporter.Export(
        Model, output, new ModelExportOptions { Force = force }, _ => [export], null, TestContext.Current.CancellationToken);

    public void Dispose() => folder.Dispose();
}
