namespace Retrain.Bottlenecks;

/// <summary>Where the computation of bottlenecks stands.</summary>
/// <param name="Done">Photos finished, cached and unusable ones included.</param>
/// <param name="Total">Photos in all.</param>
/// <param name="FromCache">Photos whose bottleneck was there already.</param>
/// <param name="PerSecond">Photos computed per second over the last five seconds or so; 0 before the first.</param>
/// <param name="Remaining">Estimated time left; zero while there is nothing to estimate it from.</param>
public readonly record struct BottleneckProgress(int Done, int Total, int FromCache, double PerSecond, TimeSpan Remaining);
