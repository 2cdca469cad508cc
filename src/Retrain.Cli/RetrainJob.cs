using System.Diagnostics;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Cli.Output;
using Retrain.Cli.Watching;
using Retrain.Evaluation;
using Retrain.Exports;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Quantizing;

namespace Retrain.Cli;

/// <summary>The main job from a request to printed results, once or as often as photos change.</summary>
internal sealed class RetrainJob(ProgramConsole console, RunLog log)
{
    private const int MisclassifiedShown = 10;
    private const int ProblemsShown = 10;
    private const int FirstWarnings = 12;
    private const int LastWarnings = 6;
    private const string FloatFolder = "float";

    /// <summary>Runs it, and with <see cref="RetrainRequest.Watch"/> again and again.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(RetrainRequest request, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        ProbeOutputs(request);
        // Before the first run, so that nothing that changes while it works is missed.
        FolderState state = request.Watch ? Look(request) : default;
        PhotoFolder photos = List(request);
        Backbone backbone = await LoadBackboneAsync(request, cancellationToken).ConfigureAwait(false);
        log.Debug($"Network {backbone.Name}, output {backbone.Tap} ({backbone.Features} features), "
            + $"input {backbone.Preprocessing.Width} x {backbone.Preprocessing.Height}");
        if (request.ExportTo.Count > 0)
        {
            bool onWholeNumbers = request.Options.Precision == NetworkPrecision.Int8;
            await Task.Run(() => ModelExporter.Require(backbone, request.ExportTo, onWholeNumbers, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }

        if (request.Views.Describe(backbone) is { Length: > 0 } views)
        {
            log.Info(views);
        }

        WrittenRun run = await TrainAsync(request, photos, backbone, replaces: false, cancellationToken).ConfigureAwait(false);
        Show(request, run.Result, run.Saved, run.Exports, Stopwatch.GetElapsedTime(start));
        if (request.Watch)
        {
            await WatchAsync(request, backbone, state, run.Result, cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    private async Task WatchAsync(
        RetrainRequest request, Backbone backbone, FolderState state, RetrainResult first, CancellationToken cancellationToken)
    {
        RetrainRequest again = request with { Options = request.Options with { Resume = ResumeMode.StartAgain } };
        await console.Out.FlushAsync(cancellationToken).ConfigureAwait(false);
        log.Info($"Watching {request.ImageDir}: a new model is written to {request.ModelDir} when photos change. Ctrl-C ends it");
        using var signals = new FolderSignals(request.ImageDir);
        var loop = new WatchLoop(
            signals,
            () => Look(request),
            async token => (await TrainAsync(again, List(again), backbone, replaces: true, token).ConfigureAwait(false)).Result,
            console.Out,
            log,
            TimeProvider.System);
        await loop.RunAsync(state, first, cancellationToken).ConfigureAwait(false);
    }

    private static string[] OutputFolders(RetrainRequest request) =>
    [
        request.ModelDir, request.ExportDir, request.Options.Bottlenecks.CacheFolder!, DefaultPlaces.Retrained,
        .. new[] { request.Options.SummariesFolder, request.Options.IntermediateGraphsFolder }.OfType<string>(),
    ];

    private static FolderState Look(RetrainRequest request) =>
        FolderState.Of(request.ImageDir, request.Recursive || request.Compat, OutputFolders(request));

    private PhotoFolder List(RetrainRequest request)
    {
        PhotoFolder photos = PhotoFolder.Open(request.ImageDir, new PhotoFolderOptions
        {
            Compat = request.Compat,
            Recursive = request.Recursive,
            OutputFolders = OutputFolders(request),
        });
        foreach (PhotoClass photoClass in photos.Classes)
        {
            log.Original($"Looking for images in '{photoClass.Folder}'");
        }

        log.Info($"{photos.Photos.Count} photos in {photos.Classes.Count} classes: {ClassList(photos)}");
        Warn(photos.Warnings);
        foreach (string skipped in photos.Skipped)
        {
            log.Debug("Not a photo: " + skipped);
        }

        return photos;
    }

    private async Task<WrittenRun> TrainAsync(
        RetrainRequest request, PhotoFolder photos, Backbone backbone, bool replaces, CancellationToken cancellationToken)
    {
        RetrainPreparation? preparation = null;
        var progress = new ProgressLines(log, TimeProvider.System) { Prepared = p => Describe(preparation = p) };
        try
        {
            RetrainResult result =
                await Retrainer.RunAsync(photos, backbone, request.Options, progress, cancellationToken).ConfigureAwait(false);
            DescribeTraining(request, result, toldWarnings: preparation?.Warnings.Count ?? 0);
            SavedModel saved = await result.Model.SaveAsync(request.ModelDir, progress, cancellationToken).ConfigureAwait(false);
            string kept = await SaveFloatAsync(request, result, progress, cancellationToken).ConfigureAwait(false);
            progress.Finish();
            WriteLabels(request, result, saved);
            IReadOnlyList<string> exports =
                await WriteExportsAsync(request, result, saved, replaces, cancellationToken).ConfigureAwait(false);
            return new WrittenRun(result, saved, kept.Length == 0 ? exports : [kept, .. exports]);
        }
        finally
        {
            progress.Finish();
        }
    }

    /// <summary>The float model beside one on whole numbers, where it is asked for or much better.</summary>
    /// <returns>A line about it; empty: none was written.</returns>
    private static async Task<string> SaveFloatAsync(
        RetrainRequest request, RetrainResult result, ProgressLines progress, CancellationToken cancellationToken)
    {
        if (result.FloatModel is not { } model || (request.FloatModelDir.Length == 0 && result.Precision?.LosesMuch != true))
        {
            return "";
        }

        string folder = request.FloatModelDir.Length > 0 ? request.FloatModelDir : Path.Combine(request.ModelDir, FloatFolder);
        SavedModel saved = await model.SaveAsync(folder, progress, cancellationToken).ConfigureAwait(false);
        return $"Float model written to {saved.Folder}; {Agreement(saved.Verification)}";
    }

    private static void ProbeOutputs(RetrainRequest request)
    {
        Retrainer.CheckFolders(request.Options);
        OutputProbe.OfFolder("--model_dir", request.ModelDir);
        if (request.FloatModelDir.Length > 0)
        {
            OutputProbe.OfFolder("--float_model_dir", request.FloatModelDir);
        }

        if (request.OutputLabels.Length > 0)
        {
            OutputProbe.OfFile("--output_labels", request.OutputLabels);
        }

        if (request.OutputGraph.Length > 0)
        {
            OutputProbe.OfFile("--output_graph", request.OutputGraph);
        }

        if (request.SavedModelDir.Length > 0)
        {
            OutputProbe.OfEmptyFolder("--saved_model_dir", request.SavedModelDir);
        }

        if (request.ExportTo.Count > 0)
        {
            OutputProbe.OfFolder("--export_dir", request.ExportDir);
        }

        if (request.Options.IntermediateGraphsFolder is { } intermediate)
        {
            OutputProbe.OfFolder("--intermediate_output_graphs_dir", intermediate);
        }
    }

    private async Task<Backbone> LoadBackboneAsync(RetrainRequest request, CancellationToken cancellationToken)
    {
        string network = request.Network.Length == 0 ? Backbone.Embedded.Name : request.Network;
        var download = new DownloadLines(log);
        Backbone backbone = await Backbone.LoadAsync(
            network, request.NetworkOptions with { DownloadProgress = download.Report, Notice = log.Info }, cancellationToken)
            .ConfigureAwait(false);
        backbone = request.Compat ? backbone with { Preprocessing = backbone.Preprocessing with { Compat = true } } : backbone;
        return request.Views.Of(backbone);
    }

    private static string ClassList(PhotoFolder photos)
    {
        int[] counts = new int[photos.Classes.Count];
        foreach (Photo photo in photos.Photos)
        {
            counts[photo.Class]++;
        }

        string list = string.Join(", ", photos.Classes.Take(12).Select((c, i) => $"{c.Label} {counts[i]}"));
        return photos.Classes.Count > 12 ? list + ", ..." : list;
    }

    private void Describe(RetrainPreparation preparation)
    {
        BottleneckResult bottlenecks = preparation.Bottlenecks;
        Warn(bottlenecks.CacheNotices);
        foreach (UnusablePhoto unusable in bottlenecks.Unusable.Take(ProblemsShown))
        {
            log.Warn($"left out {unusable.Photo.Path}: {unusable.Problem.Reason}");
        }

        if (bottlenecks.Unusable.Count > ProblemsShown)
        {
            string kinds = string.Join(", ", bottlenecks.Unusable.GroupBy(u => u.Problem.Reason).OrderByDescending(g => g.Count()).Take(5)
                .Select(g => $"{g.Count()} x {g.Key}"));
            log.Warn($"{bottlenecks.Unusable.Count} photos left out in all: {kinds}; all of them are in run.json");
        }

        if (bottlenecks.Notes.Count > 0)
        {
            log.Info($"{bottlenecks.Notes.Count} photos are used although something is odd about them, "
                + $"{bottlenecks.Notes[0].Photo.Name} for instance: {bottlenecks.Notes[0].Text}; all of them are in run.json");
        }

        log.Info($"Bottlenecks: {bottlenecks.Computed} computed, {bottlenecks.FromCache} from the cache, "
            + $"{bottlenecks.FilesRead} files read, {preparation.Seconds:F1} s");
        StageTimes t = bottlenecks.Times;
        log.Debug($"Worker seconds: read {t.Read:F2}, hash {t.Hash:F2}, decode {t.Decode:F2}, resize {t.Resize:F2}, "
            + $"network {t.Network:F2}, store {t.Store:F2}, wait {t.Wait:F2}");
        int Count(PhotoSet set) => preparation.Sets.Count(s => s == set);
        log.Info($"Sets: {Count(PhotoSet.Training)} training, {Count(PhotoSet.Validation)} validation, {Count(PhotoSet.Testing)} test");
        Warn(preparation.Warnings);
    }

    private void DescribeTraining(RetrainRequest request, RetrainResult result, int toldWarnings)
    {
        foreach (string warning in result.Warnings.Skip(toldWarnings))
        {
            if (result.Precision?.LosesMuch == true && warning.Contains(result.Precision.ToString(), StringComparison.Ordinal))
            {
                log.Alarm(warning);
            }
            else
            {
                log.Warn(warning);
            }
        }

        if (result.Precision is { } precision)
        {
            log.Info($"Precision: {precision}; ranges by {MethodText(precision.Method)} of {precision.CalibrationPhotos} training photos");
        }

        if (result.Lbfgs is { } lbfgs)
        {
            log.Info($"Chosen on the validation set: C = {lbfgs.Strength}, "
                + $"{(lbfgs.Standardised ? "standardised" : "raw")} features");
        }

        string last = result.Sgd?.Last is { } evaluation ? "; " + EvaluationText.Last(evaluation) : "";
        log.Info($"Trained in {result.Times.Training:F1} s{last}");
        foreach (string line in EvaluationText.FinalTest(result.Report, request.ListAllMisclassified))
        {
            log.Original(line);
        }
    }

    private static void WriteLabels(RetrainRequest request, RetrainResult result, SavedModel saved)
    {
        if (request.OutputLabels.Length > 0)
        {
            Write("--output_labels", request.OutputLabels, saved, () => result.Model.SaveLabels(request.OutputLabels));
        }
    }

    /// <summary>The other forms of the model that options ask for.</summary>
    /// <returns>A line about each.</returns>
    private async Task<IReadOnlyList<string>> WriteExportsAsync(
        RetrainRequest request, RetrainResult result, SavedModel saved, bool replaces, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        string graph = request.OutputGraph;
        if (graph.Length > 0)
        {
            log.Original($"Save final result to : {graph}");
        }

        if (graph.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            Write("--output_graph", graph, saved, () => result.Model.SaveOnnx(graph));
            lines.Add($"Model written to {graph} too");
        }
        else if (graph.Length > 0)
        {
            ModelVerification? verification = null;
            await WriteAsync("--output_graph", graph, saved, async () =>
                verification = await result.Model.SaveFrozenGraphAsync(graph, null, cancellationToken)
                    .ConfigureAwait(false)).ConfigureAwait(false);
            lines.Add($"TensorFlow graph written to {graph} ({SizeText.Of(new FileInfo(graph).Length)}; "
                + $"input Placeholder, output {request.Options.FinalTensorName}); {Agreement(verification!)}");
        }

        if (request.SavedModelDir.Length > 0)
        {
            ModelVerification? verification = null;
            Task Save(string folder) => WriteAsync("--saved_model_dir", request.SavedModelDir, saved, async () =>
                verification = await result.Model.SaveSavedModelAsync(folder, null, cancellationToken).ConfigureAwait(false));
            await (replaces ? FolderSwap.ReplaceAsync(request.SavedModelDir, Save) : Save(request.SavedModelDir)).ConfigureAwait(false);
            lines.Add($"SavedModel written to {request.SavedModelDir}; {Agreement(verification!)}");
        }

        if (request.ExportTo.Count > 0)
        {
            lines.Add(await ExportAsync(request, saved, cancellationToken).ConfigureAwait(false));
        }

        return lines;
    }

    private async Task<string> ExportAsync(RetrainRequest request, SavedModel saved, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        ModelExport? export = null;
        await WriteAsync("--export_dir", request.ExportDir, saved, () => Task.Run(
            () => export = ModelExporter.Export(
                saved.Folder, request.ExportDir, new ModelExportOptions { Kinds = request.ExportTo, ImageDir = request.ImageDir }, null,
                cancellationToken),
            cancellationToken)).ConfigureAwait(false);
        foreach (ExportedFile file in export!.Files.Where(f => !f.IsWritten))
        {
            log.Warn($"{file.Name} was not written: {file.Fault}");
        }

        return "\n" + ModelExportText.Of(export, saved.Folder, Stopwatch.GetElapsedTime(start), hasColours: false);
    }

    private static string Agreement(ModelVerification verification) =>
        $"read back and run: {verification.LabelsAgreeing} of {verification.Photos} labels agree, "
            + $"largest difference {verification.LargestDifference:0.#e-0}";

    private static void Write(string option, string file, SavedModel saved, Action save) =>
        WriteAsync(option, file, saved, () =>
        {
            save();
            return Task.CompletedTask;
        }).GetAwaiter().GetResult();

    private static async Task WriteAsync(string option, string file, SavedModel saved, Func<Task> save)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            await save().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or RetrainException)
        {
            throw new RetrainException(
                $"{option} {file} cannot be written: {fault.Message.TrimEnd('.')}; the model folder is complete, in {saved.Folder}", fault);
        }
    }

    private void Show(RetrainRequest request, RetrainResult result, SavedModel saved, IReadOnlyList<string> exports, TimeSpan total)
    {
        TextWriter to = console.Out;
        foreach (string line in ReportText.Lines(
            result.Report, new ReportTextOptions { Mistakes = request.ListAllMisclassified ? int.MaxValue : MisclassifiedShown }))
        {
            to.WriteLine(line);
        }

        foreach (string line in SelectionText.Lines(result))
        {
            to.WriteLine(line);
        }

        if (result.Precision is { } precision)
        {
            to.WriteLine($"Precision: {precision}");
        }

        to.WriteLine();
        to.WriteLine($"Model written to {saved.Folder} in {total.TotalSeconds:F1} s all in all");
        foreach (SavedFile file in saved.Files)
        {
            to.WriteLine($"  {file.Name,-14} {SizeText.Of(file.Bytes),9}  {file.Meaning}");
        }

        to.WriteLine($"Read back and run on {saved.Verification.Photos} {SetWord(saved.VerifiedOn)} photos: "
            + $"{saved.Verification.LabelsAgreeing} of {saved.Verification.Photos} labels agree, "
            + $"largest difference {saved.Verification.LargestDifference:0.#e-0}");
        if (result.Bottlenecks.Unusable.Count > 0)
        {
            int count = result.Bottlenecks.Unusable.Count;
            to.WriteLine(
                $"{count} {(count == 1 ? "photo was" : "photos were")} left out; run.json names them under left_out, each with its reason");
        }

        if (request.OutputLabels.Length > 0)
        {
            to.WriteLine($"Labels written to {request.OutputLabels}");
        }

        foreach (string line in exports)
        {
            to.WriteLine(line);
        }

        to.WriteLine($"Label a photo: label_image --graph {Quoted(saved.Folder)} PHOTO");
    }

    private static string MethodText(CalibrationMethod method) => method switch
    {
        CalibrationMethod.MinMax => "least and greatest values",
        CalibrationMethod.Percentile => "percentiles",
        _ => "least error",
    };

    private static string SetWord(PhotoSet set) =>
        set switch { PhotoSet.Testing => "test", PhotoSet.Validation => "validation", _ => "training" };

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    // Thousands of small classes would bury the rest; the last lines of a list are its sums.
    private void Warn(IReadOnlyList<string> lines)
    {
        int hidden = lines.Count > FirstWarnings + LastWarnings ? lines.Count - FirstWarnings - LastWarnings : 0;
        for (int i = 0; i < lines.Count; i++)
        {
            if (hidden == 0 || i < FirstWarnings || i >= FirstWarnings + hidden)
            {
                log.Warn(lines[i]);
            }
            else if (i == FirstWarnings)
            {
                log.Warn($"... and {hidden} more, all of them in run.json");
            }
        }
    }
}
