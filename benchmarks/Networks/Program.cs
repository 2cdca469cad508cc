using System.Diagnostics;
using Retrain.Backbones;
using Retrain.Bottlenecks;

// What a network costs: reading, converting, the first photo, then photos a second with a worker a core.
// Usage: Networks NETWORK PHOTOS_DIR
long start = Stopwatch.GetTimestamp();
Backbone backbone = await Backbone.LoadAsync(args[0]);
Tell("read and imported");

start = Stopwatch.GetTimestamp();
int bytes = backbone.Network.Length;
Tell($"simplified and converted to ONNX ({bytes / 1e6:F1} MB)");

var photos = Retrain.Photos.PhotoFolder.Open(args[1]).Photos;
start = Stopwatch.GetTimestamp();
await BottleneckComputer.ComputeAsync([photos[0]], backbone, new BottleneckOptions());
Tell("session opened, first photo done");

for (int round = 0; round < 3; round++)
{
    start = Stopwatch.GetTimestamp();
    BottleneckResult result = await BottleneckComputer.ComputeAsync(photos, backbone, new BottleneckOptions());
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    double network = result.Times.Network / Environment.ProcessorCount;
    Console.WriteLine($"{photos.Count} photos, decoding included: {1000 * seconds / photos.Count:F1} ms a photo; "
        + $"network alone {1000 * network / photos.Count:F1} ms a photo on {Environment.ProcessorCount} cores");
}

Console.WriteLine($"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576} MiB");

void Tell(string what) => Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds,6:F2} s  {what}");
