using System.Diagnostics;

namespace Retrain.Bottlenecks;

/// <summary>One worker's time in each stage, in <see cref="Stopwatch"/> ticks.</summary>
internal struct StageTicks
{
    /// <summary>Reading files.</summary>
    public long Read;

    /// <summary>Hashing them.</summary>
    public long Hash;

    /// <summary>Decoding them.</summary>
    public long Decode;

    /// <summary>Resizing them.</summary>
    public long Resize;

    /// <summary>The backbone.</summary>
    public long Network;

    /// <summary>Waiting for the cache, for the network to be loaded by another worker, and for the last worker.</summary>
    public long Wait;

    /// <summary>Adds the time since a moment to a stage.</summary>
    /// <returns>Now: the next stage's moment.</returns>
    public static long Lap(ref long stage, long since)
    {
        long now = Stopwatch.GetTimestamp();
        stage += now - since;
        return now;
    }

    /// <summary>The sum over workers, in seconds.</summary>
    public static StageTimes Sum(ReadOnlySpan<StageTicks> workers, double store)
    {
        StageTicks sum = default;
        foreach (StageTicks worker in workers)
        {
            sum.Read += worker.Read;
            sum.Hash += worker.Hash;
            sum.Decode += worker.Decode;
            sum.Resize += worker.Resize;
            sum.Network += worker.Network;
            sum.Wait += worker.Wait;
        }

        return new StageTimes(
            Seconds(sum.Read), Seconds(sum.Hash), Seconds(sum.Decode), Seconds(sum.Resize), Seconds(sum.Network), store, Seconds(sum.Wait));
    }

    private static double Seconds(long ticks) => Stopwatch.GetElapsedTime(0, ticks).TotalSeconds;
}
