using System.Diagnostics;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Cli.Output;
using Retrain.Evaluation;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;

namespace Retrain.Cli;

/// <summary>The main job from a request to printed results.</summary>
internal sealed class RetrainJob(ProgramConsole console, RunLog log)
{
    private const int MisclassifiedShown = 10;
    private const int ProblemsShown = 10;
    private const int FirstWarnings = 12;
    private const int LastWarnings = 6;

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(RetrainRequest request, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        ProbeOutputs(request);
        PhotoFolder photos = PhotoFolder.Open(request.ImageDir, new PhotoFolderOptions
        {
            Compat = request.Compat,
            Recursive = request.Recursive,
            OutputFolders = [request.ModelDir, request.Options.Bottlenecks.CacheFolder!, DefaultPlaces.Retrained],
        });
        log.Info($"{photos.Photos.Count} photos in {photos.Classes.Count} classes: {ClassList(photos)}");
        Warn(photos.Warnings);
        foreach (string skipped in photos.Skipped)
        {
            log.Debug("Not a photo: " + skipped);
        }

        Backbone backbone = await LoadBackboneAsync(request, cancellationToken).ConfigureAwait(false);
        log.Debug($"Network {backbone.Name}, output {backbone.Tap} ({backbone.Features} features), "
            + $"input {backbone.Preprocessing.Width} x {backbone.Preprocessing.Height}");
        var progress = new ProgressLines(log, console, request.Compat);
        RetrainResult result;
        try
        {
            result = await Retrainer.RunAsync(photos, backbone, request.Options, progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            progress.Finish();
        }

        Describe(result, request.Compat);
        SavedModel saved = await result.Model.SaveAsync(request.ModelDir, progress, cancellationToken).ConfigureAwait(false);
        progress.Finish();
        WriteLabels(request, result, saved);
        IReadOnlyList<string> exports = await WriteExportsAsync(request, result, saved, cancellationToken).ConfigureAwait(false);
        Show(request, result, saved, exports, Stopwatch.GetElapsedTime(start));
        return ExitCode.Done;
    }

    private static void ProbeOutputs(RetrainRequest request)
    {
        OutputProbe.OfFolder("--model_dir", request.ModelDir);
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
        return request.Compat ? backbone with { Preprocessing = backbone.Preprocessing with { Compat = true } } : backbone;
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

    private void Describe(RetrainResult result, bool asOriginal)
    {
        BottleneckResult bottlenecks = result.Bottlenecks;
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
            + $"{bottlenecks.FilesRead} files read, {result.Times.Bottlenecks:F1} s");
        StageTimes t = bottlenecks.Times;
        log.Debug($"Worker seconds: read {t.Read:F2}, hash {t.Hash:F2}, decode {t.Decode:F2}, resize {t.Resize:F2}, "
            + $"network {t.Network:F2}, store {t.Store:F2}, wait {t.Wait:F2}");
        int Count(PhotoSet set) => result.Sets.Count(s => s == set);
        log.Info($"Sets: {Count(PhotoSet.Training)} training, {Count(PhotoSet.Validation)} validation, {Count(PhotoSet.Testing)} test");
        Warn(result.Warnings);
        if (result.Lbfgs is { } lbfgs)
        {
            log.Info($"Chosen on the validation set: C = {lbfgs.Strength}, "
                + $"{(lbfgs.Standardised ? "standardised" : "raw")} features{(lbfgs.Converged ? "" : "; the fit has not converged")}");
        }

        log.Info($"Trained in {result.Times.Training:F1} s");
        foreach (string line in asOriginal ? EvaluationText.OriginalFinalTest(result.Report) : [])
        {
            log.Info(line);
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
    private static async Task<IReadOnlyList<string>> WriteExportsAsync(
        RetrainRequest request, RetrainResult result, SavedModel saved, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        string graph = request.OutputGraph;
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
            await WriteAsync("--saved_model_dir", request.SavedModelDir, saved, async () =>
                verification = await result.Model.SaveSavedModelAsync(request.SavedModelDir, null, cancellationToken)
                    .ConfigureAwait(false)).ConfigureAwait(false);
            lines.Add($"SavedModel written to {request.SavedModelDir}; {Agreement(verification!)}");
        }

        return lines;
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
