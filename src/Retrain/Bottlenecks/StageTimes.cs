namespace Retrain.Bottlenecks;

/// <summary>Worker seconds spent in each stage of a cold run, summed over the workers.</summary>
/// <param name="Read">Reading files.</param>
/// <param name="Hash">SHA-256 of the files.</param>
/// <param name="Decode">Picture files to pixels.</param>
/// <param name="Resize">Pixels to the network's input.</param>
/// <param name="Network">The backbone.</param>
/// <param name="Store">Writing the cache (one writer, beside the workers).</param>
/// <param name="Wait">Workers waiting for the cache or for work.</param>
public readonly record struct StageTimes(double Read, double Hash, double Decode, double Resize, double Network, double Store, double Wait);
