using Retrain.Backbones;
using Retrain.Exports.Writers;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Models;
using Retrain.Networks;
using Retrain.Photos.Listing;
using Retrain.Quantizing;

namespace Retrain.Exports;

/// <summary>A trained model in the forms of other programs and devices, each compared with it.</summary>
public static class ModelExporter
{
    /// <summary>The kinds that a list of words names, <c>tflite,onnx-int8</c> for instance, or <c>all</c>.</summary>
    /// <exception cref="UsageException">A word is none; all are listed.</exception>
    public static IReadOnlyList<ExportKind> Kinds(string list) => ExportForm.Parse(list);

    /// <summary>Refuses, before anything is trained, formats that a model with this backbone cannot be written in.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="kinds">What is wanted.</param>
    /// <param name="onWholeNumbers">Whether the network will be quantised before the training (<c>--precision int8</c>).</param>
    /// <param name="cancellationToken">Checked between kinds.</param>
    /// <exception cref="UsageException">Some of them are not possible; each is named with its reason.</exception>
    public static void Require(
        Backbone backbone, IReadOnlyList<ExportKind> kinds, bool onWholeNumbers = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(kinds);
        if (onWholeNumbers)
        {
            ExportForm.RequireLevels("a model of --precision int8", kinds);
        }

        ExportSupport.Require(backbone, kinds, cancellationToken);
    }

    /// <summary>
    /// Writes a trained model in each form. Every file is read back and asked about the model's test photos (drawn pictures, where there
    /// are no photos); one whose answers differ by more than its precision explains is left out. Beside the files lie
    /// <c>labels.txt</c>, <c>expected.json</c> and <c>selftest.png</c> for <see cref="ExportVerifier"/>, samples of code, and
    /// <c>export_report.json</c>. Nothing is in the folder before all is done.
    /// </summary>
    /// <param name="model">A folder that <c>retrain</c> wrote, or the <c>model.onnx</c> of one.</param>
    /// <param name="output">The folder; it and its parents are made. Files of an earlier export are replaced, others are left alone.</param>
    /// <param name="options">What, and with which photos.</param>
    /// <param name="progress">Told what is being done, a clause.</param>
    /// <param name="cancellationToken">Checked between steps and photos; nothing is written then.</param>
    /// <exception cref="UsageException">Whole numbers are wanted, and there are no photos to find their ranges with.</exception>
    /// <exception cref="RetrainException">The model cannot be read, takes several pictures a photo, or the folder cannot be written.</exception>
    public static ModelExport Export(
        string model, string output, ModelExportOptions? options = null, IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new ModelExportOptions();
        return Export(model, output, options, Writers, progress, cancellationToken);

        IReadOnlyList<IModelExport> Writers(ImageNetwork image)
        {
            IReadOnlyList<ExportKind> usual = image.HasWholeNumbers ? ExportForm.UsualOnWholeNumbers : ExportForm.Usual;
            return [.. (options.Kinds.Count > 0 ? options.Kinds : usual).Select(kind => Of(kind, options.Int8Io))];
        }
    }

    /// <summary>As the public one, with writers of the caller's for the network.</summary>
    internal static ModelExport Export(
        string model, string output, ModelExportOptions options, Func<ImageNetwork, IReadOnlyList<IModelExport>> writers,
        IProgress<string>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var source = ModelSource.Open(model, null);
            ModelMetadata metadata = source.Metadata is { } own && source.Onnx is not null
                ? own
                : throw new RetrainException(
                    $"{Wording.Quote(model)} is no model that retrain trained: take its folder, or convert this file with 'retrain convert'");
            ModelConverter.RefuseViews(source);
            ImageNetwork image = source.Origin.Read(source.Wish(new ModelChoice()));
            IReadOnlyList<IModelExport> exports = writers(image);
            if (image.HasWholeNumbers)
            {
                ExportForm.RequireLevels(Wording.Quote(source.Path), exports.Select(e => e.Kind));
            }

            using var place = ExportPlace.Prepare(
                model, output,
                [
                    .. exports.Select(e => (Form: ExportForm.Of(e.Kind), e.FileName)).Where(e => e.Form.IsFolder)
                        .Select(e => (e.FileName, e.Form.Mark)),
                    (ExportSamples.FolderName, ExportSamples.Mark),
                ],
                [.. exports.Where(e => !ExportForm.Of(e.Kind).IsFolder).Select(e => e.FileName), .. ExportPapers.Names]);
            var photos = ExportPhotos.Find(model, metadata.Labels, options.ImageDir);
            if (photos.AreDrawn && exports.FirstOrDefault(e => ExportForm.Of(e.Kind).NeedsPhotos) is { } whole)
            {
                throw new UsageException(
                    $"{ExportForm.Of(whole.Kind).Word} needs photos to find the ranges of its whole numbers: name the folder that the model "
                        + "was trained with (--image_dir)");
            }

            return Export(source, image, metadata, place, photos, options, exports, output, progress, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"{Wording.Quote(model)} cannot be exported to {Wording.Quote(output)}: {e.OneLine()}", e);
        }
    }

    private static ModelExport Export(
        ModelSource source, ImageNetwork image, ModelMetadata metadata, ExportPlace place, ExportPhotos photos, ModelExportOptions options,
        IReadOnlyList<IModelExport> exports, string output, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var calibration = new ExportCalibration(image, source.Path, metadata.Preprocessing, photos, options.Calibration);
        OnnxModel file = source.Onnx!.Model;
        var content = new ExportContent
        {
            Name = source.Path,
            Image = image,
            Metadata = metadata with { Expected = null },
            Properties = file.Proto.MetadataProps.Where(p => p.Key != ModelMetadataJson.Key).ToDictionary(p => p.Key, p => p.Value),
            IsChannelsFirst = source.Onnx.Part(source.Wish(new ModelChoice())).IsChannelsFirst,
            WholeNumbers = new Lazy<Network>(() => calibration.Run(progress, cancellationToken)),
        };
        string? outlook = exports.Any(e => ExportForm.Of(e.Kind).NeedsPhotos)
            && QuantizingOutlook.Of(image.Network) is { QuantizesWell: false } poor
            ? $"This network is known to lose accuracy on whole numbers: {poor.Reason}."
            : null;
        if (outlook is not null)
        {
            progress?.Report(outlook);
        }

        progress?.Report($"asking the trained model about {photos.Description}");
        var checker = ExportChecker.Of(source.File, photos.Pictures, cancellationToken);
        var recorder = new ExportRecorder(photos);
        var job = new ExportJob(content, checker, recorder, options.Force);
        var files = new List<ExportedFile>();
        var expected = new Dictionary<string, ExpectedScores>(StringComparer.Ordinal);
        foreach (IModelExport export in exports)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report($"writing {export.FileName}");
            (ExportedFile written, ExpectedScores? scores) = job.Run(export, place.Staged(export.FileName), cancellationToken);
            files.Add(written);
            if (!written.IsWritten)
            {
                place.Drop(export.FileName);
            }
            else if (scores is not null)
            {
                expected[export.FileName] = scores;
            }
        }

        string[] notes = [.. new[] { photos.Note, calibration.Note, outlook }.OfType<string>()];
        var result = new ModelExport(output, photos.Description, checker.Trained, files, [], notes);
        if (expected.Count > 0)
        {
            result = result with { Others = ExportPapers.Write(place, result, metadata, expected, recorder.SelfTest) };
            place.Commit();
        }

        return result;
    }

    /// <summary>The writer of a kind.</summary>
    internal static IModelExport Of(ExportKind kind, WholeNumberInterface io) => kind switch
    {
        ExportKind.Onnx or ExportKind.OnnxInt8 => new OnnxExport(kind),
        ExportKind.SavedModel => new SavedModelExport(),
        ExportKind.FrozenGraph => new FrozenGraphExport(),
        ExportKind.TensorFlowJs or ExportKind.TensorFlowJsFloat16 => new TensorFlowJsExport(kind),
        _ => new LiteExport(kind, io),
    };
}
