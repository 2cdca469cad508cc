using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Retrain.Summaries;

/// <summary>
/// Works on frames in the order in which they came, on one thread of its own, so that training waits only where it is far ahead. The first
/// failure ends the work and is thrown at the next call; frames after it are dropped, those before it are kept.
/// </summary>
internal sealed class SummaryQueue : IDisposable
{
    /// <summary>Numbers that may wait: 32 MB of them.</summary>
    private const int MostNumbers = 8 << 20;

    private const int MostFrames = 32;

    private readonly BlockingCollection<LayerFrame> waiting;
    private readonly Task worker;
    private readonly Action<LayerFrame> write;
    private readonly Action idle;
    private readonly TimeSpan betweenIdle;
    private volatile ExceptionDispatchInfo? fault;

    /// <summary>Starts the thread.</summary>
    /// <param name="frameLength">Numbers of a frame, which decide how many may wait.</param>
    /// <param name="write">Called for each frame on the thread.</param>
    /// <param name="idle">Called on the thread every <paramref name="betweenIdle"/>, frames or not, and at the end.</param>
    /// <param name="betweenIdle">See there.</param>
    public SummaryQueue(int frameLength, Action<LayerFrame> write, Action idle, TimeSpan betweenIdle)
    {
        (this.write, this.idle, this.betweenIdle) = (write, idle, betweenIdle);
        waiting = new BlockingCollection<LayerFrame>(Math.Clamp(MostNumbers / Math.Max(frameLength, 1), 1, MostFrames));
        worker = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Hands over a frame; waits where too many wait already.</summary>
    public void Add(LayerFrame frame)
    {
        if (fault is { } failed)
        {
            frame.Dispose();
            failed.Throw();
        }

        waiting.Add(frame);
    }

    /// <summary>Waits until all frames are written. No frame may follow.</summary>
    public void Complete()
    {
        Stop();
        fault?.Throw();
    }

    /// <summary>As <see cref="Complete"/>, but a failure that nobody has seen yet stays unseen: a failing run has its own.</summary>
    public void Dispose()
    {
        Stop();
        waiting.Dispose();
    }

    private void Stop()
    {
        waiting.CompleteAdding();
        worker.Wait();
    }

    private void Work()
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!waiting.IsCompleted)
        {
            bool any = waiting.TryTake(out LayerFrame? frame, betweenIdle);
            if (any)
            {
                if (fault is null)
                {
                    Guarded(() => write(frame!));
                }

                frame!.Dispose();
            }

            if (System.Diagnostics.Stopwatch.GetElapsedTime(start) >= betweenIdle)
            {
                Guarded(idle);
                start = System.Diagnostics.Stopwatch.GetTimestamp();
            }
        }

        Guarded(idle);
    }

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failed)
        {
            // Whatever it is, it belongs to the thread that trains.
            fault ??= ExceptionDispatchInfo.Capture(failed);
        }
    }
}
