namespace Retrain.Bottlenecks;

/// <summary>Counts to rates: photos computed per second over the last seconds, and the time that is left at that rate.</summary>
/// <remarks>Arithmetic alone, without clock or threads; use it from one thread.</remarks>
internal sealed class ProgressMeter
{
    /// <summary>The seconds that a rate is taken over: long enough to be steady, short enough to follow what the machine does.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(TimeSpan Time, int Computed)> samples = new();
    private readonly int total;

    /// <summary>Starts the measurement.</summary>
    /// <param name="total">Photos in all.</param>
    /// <param name="start">Time when computing starts.</param>
    public ProgressMeter(int total, TimeSpan start)
    {
        this.total = total;
        Start = start;
        samples.Enqueue((start, 0));
    }

    private TimeSpan Start { get; }

    /// <summary>Takes a sample.</summary>
    /// <param name="time">Now; not before the last sample.</param>
    /// <param name="done">Photos finished in any way.</param>
    /// <param name="fromCache">Those of them that the cache knew.</param>
    /// <param name="computed">Those of them that were read from their files, usable or not.</param>
    public BottleneckProgress Sample(TimeSpan time, int done, int fromCache, int computed)
    {
        while (samples.Count > 1 && time - samples.Peek().Time > Window)
        {
            samples.Dequeue();
        }

        (TimeSpan since, int before) = samples.Peek();
        samples.Enqueue((time, computed));
        // A photo may take longer than the window; then the whole time is the better measure.
        double rate = computed > before ? Rate(computed - before, time - since) : Rate(computed, time - Start);
        TimeSpan remaining = rate > 0 ? TimeSpan.FromSeconds((total - done) / rate) : TimeSpan.Zero;
        return new BottleneckProgress(done, total, fromCache, rate, remaining);
    }

    private static double Rate(int photos, TimeSpan time) => time > TimeSpan.Zero ? photos / time.TotalSeconds : 0;
}
