// Retrain as a library: folders of photos in, a model folder out, labels for new photos.
//
//   dotnet run --project samples/Library -- flower_photos model new_photo.jpg
//
// The first folder holds one folder of photos a class. Ctrl-C stops; what was computed by then is kept in the cache.
using Retrain;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Prediction;

if (args.Length < 2)
{
    Console.Error.WriteLine("Usage: Library PHOTOS MODEL [PHOTO ...]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    // 1. What there is. Nothing is read yet; odd things are warnings, not failures.
    PhotoFolder photos = PhotoFolder.Open(args[0]);
    foreach (string warning in photos.Warnings)
    {
        Console.WriteLine("Warning: " + warning);
    }

    // 2. A pretrained network. The embedded one needs no download; Backbone.LoadAsync("network.onnx") takes your own.
    Backbone backbone = Backbone.Embedded;

    // 3. Training. A cache makes the next run with these photos quick; without CacheFolder nothing is kept.
    var options = new RetrainOptions
    {
        Seed = 1,
        Bottlenecks = new BottleneckOptions { CacheFolder = Path.Combine(args[1], "cache") },
    };
    RetrainResult result = await Retrainer.RunAsync(photos, backbone, options, new ProgressOnConsole(), stop.Token);
    foreach (UnusablePhoto unusable in result.Bottlenecks.Unusable)
    {
        Console.WriteLine($"Left out {unusable.Photo.Name}: {unusable.Problem.Reason}");
    }

    Console.WriteLine($"{result.Report.Correct} of {result.Report.N} test photos are right, "
        + $"{result.Report.Interval.Low:P0} to {result.Report.Interval.High:P0} at large");

    // 4. The model folder. It is read back and run on test photos before it counts as saved.
    SavedModel saved = await result.Model.SaveAsync(args[1], cancellationToken: stop.Token);
    Console.WriteLine($"Saved to {saved.Folder}: {string.Join(", ", saved.Files.Select(f => f.Name))}");

    // 5. New photos. One predictor serves all threads for as long as you keep it; photos become pixels as they did in training.
    using Predictor predictor = Predictor.Load(args[1]);
    foreach (string path in args.Skip(2))
    {
        Prediction prediction = predictor.Predict(path);
        Console.WriteLine(
            prediction.Problem is { } problem ? $"{path}: {problem}" : $"{path}: {prediction.Best.Label} {prediction.Best.Score:P1}");
    }

    return 0;
}
catch (RetrainException fault)
{
    // One line for people: what, where, and what to do.
    Console.Error.WriteLine(fault.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}

/// <summary>
/// Progress comes from worker threads, a few times a second; System.Progress would bring it to a user interface's thread.
/// </summary>
internal sealed class ProgressOnConsole : IProgress<RetrainProgress>
{
    public void Report(RetrainProgress value)
    {
        if (value.Stage == RetrainStage.Bottlenecks)
        {
            Console.WriteLine($"{value.Done} of {value.Total} photos, {value.PerSecond:F0}/s, {value.Remaining:mm\\:ss} left");
        }
    }
}
