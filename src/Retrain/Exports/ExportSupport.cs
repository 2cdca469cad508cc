using Retrain.Backbones;
using Retrain.Exports.Writers;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Models;
using Retrain.Networks;
using Retrain.Photos.Listing;
using Retrain.Quantizing;
using Retrain.Training;

namespace Retrain.Exports;

/// <summary>Which forms a network can be exported to, known before anything is trained.</summary>
internal static class ExportSupport
{
    /// <summary>The kinds that a model with this backbone cannot be exported to, each with the reason.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="kinds">What is wanted.</param>
    /// <param name="cancellationToken">Checked between kinds.</param>
    public static IReadOnlyDictionary<ExportKind, string> Refusals(
        Backbone backbone, IReadOnlyList<ExportKind> kinds, CancellationToken cancellationToken = default)
    {
        var refusals = new Dictionary<ExportKind, string>();
        ExportContent? content = null;
        foreach (ExportKind kind in kinds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                content ??= Untrained(backbone, cancellationToken);
                if (content.Image.HasWholeNumbers)
                {
                    ExportForm.RequireLevels("it", [kind]);
                }

                ModelExporter.Of(kind, WholeNumberInterface.Reals).Try(content);
            }
            catch (Exception e) when (e is RetrainException or GraphException or OnnxFormatException)
            {
                refusals[kind] = Wording.OneLine(e.Message);
            }
        }

        return refusals;
    }

    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="UsageException">A kind is not possible; all such are named.</exception>
    public static void Require(Backbone backbone, IReadOnlyList<ExportKind> kinds, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<ExportKind, string> refusals = Refusals(backbone, kinds, cancellationToken);
        if (refusals.Count > 0)
        {
            throw new UsageException(string.Join('\n', refusals.Select(
                r => $"'{backbone.Name}' cannot be exported to {ExportForm.Of(r.Key).Word}: {r.Value}")));
        }
    }

    /// <summary>A model of two classes that knows nothing.</summary>
    private static ExportContent Untrained(Backbone backbone, CancellationToken cancellationToken)
    {
        var metadata = ModelMetadata.For(backbone, ["a", "b"], ProgramInformation.Version);
        var head = new Head(new float[2 * backbone.Features], new float[2]);
        if (metadata.Views.Count > 0)
        {
            throw new RetrainException($"it takes {metadata.Views.Count} pictures of each photo, and exported files take one");
        }

        var origin = new OnnxOrigin(backbone.Name, ModelBuilder.Build(backbone, head, metadata));
        var wish = new NetworkWish
        {
            Purpose = NetworkPurpose.Scores,
            Output = metadata.FinalTensorName,
            Height = metadata.Preprocessing.Height,
            Width = metadata.Preprocessing.Width,
        };
        ImageNetwork image = origin.Read(wish);
        return new ExportContent
        {
            Name = backbone.Name,
            Image = image,
            Metadata = metadata,
            IsChannelsFirst = origin.Part(wish).IsChannelsFirst,
            WholeNumbers = new Lazy<Network>(() => NetworkQuantizer.Quantize(
                CollectQuantized.Run(image.Network), backbone.Name, TrialPictures.Of(metadata.Preprocessing).Take(1),
                new QuantizingOptions(), cancellationToken)),
        };
    }
}
