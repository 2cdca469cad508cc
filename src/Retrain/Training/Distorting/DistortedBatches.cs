using System.Runtime.ExceptionServices;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Distorting;

namespace Retrain.Training.Distorting;

/// <summary>
/// Batches of photos that are distorted anew in every step: each costs one pass through the network. Workers compute the next batches
/// while the trainer learns the last one.
/// </summary>
/// <remarks>
/// What slot k of step s holds is a pure function of seed, s and k (the photo as in <see cref="CachedBatches"/>, the draw from
/// <see cref="DistortionStream"/>), so neither workers nor a resume show in the result.
/// </remarks>
internal sealed class DistortedBatches : IBatchSource, IDisposable
{
    private const int UsuallyAhead = 3;

    private readonly object gate = new();
    private readonly DistortionJob job;
    private readonly DistortedPhotos photos;
    private readonly DistortionStream draws;
    private readonly BatchSampler sampler;
    private readonly Lazy<IFeatureNetwork> network;
    private readonly IProgress<BottleneckProgress>? progress;
    private readonly CancellationToken cancellationToken;
    private readonly CancellationTokenRegistration waking;
    private readonly Queue<DistortedBatch> pending = [];
    private readonly Stack<DistortedBatch> free = [];
    private readonly int ahead;
    private Task[] workers = [];
    private DistortedBatch? filling;
    private DistortedBatch? held;
    private ExceptionDispatchInfo? fault;
    private int nextStep;
    private int endStep;
    private long computed;
    private bool isStopped;
    private ProgressMeter? meter;
    private int meterStart;
    private TimeSpan lastReport;

    /// <summary>Prepares; the work begins with the first draw or measurement.</summary>
    /// <param name="job">What to distort, and how.</param>
    /// <param name="progress">Told every second of the photos that were trained on, on the trainer's thread.</param>
    /// <param name="cancellationToken">Ends the work; <see cref="Draw"/> then throws.</param>
    public DistortedBatches(DistortionJob job, IProgress<BottleneckProgress>? progress, CancellationToken cancellationToken)
    {
        this.job = job;
        this.progress = progress;
        this.cancellationToken = cancellationToken;
        SgdOptions sgd = job.Sgd;
        sampler = new BatchSampler(
            job.Data, PhotoSet.Training, sgd.TrainBatchSize, CachedBatches.TrainingStream(sgd.Seed), sgd.Sampling);
        draws = new DistortionStream(sgd.Seed, "distortions");
        photos = new DistortedPhotos(job);
        network = new Lazy<IFeatureNetwork>(() => job.Parts.OpenNetwork(job.Backbone));
        endStep = sgd.Steps;

        // Small batches must still give every worker something to do.
        long bytes = Math.Max(1L, (long)Count * job.Backbone.Features * sizeof(float));
        int wanted = Math.Max(UsuallyAhead, 2 * job.Workers / Math.Max(1, Count));
        ahead = (int)Math.Clamp(job.BatchMemory / bytes, 1, wanted);
        waking = cancellationToken.UnsafeRegister(_ => Wake(), null);
    }

    /// <inheritdoc/>
    public int Count => sampler.Count;

    /// <summary>Files decoded so far.</summary>
    internal int Decodings => photos.Decodings;

    /// <inheritdoc/>
    /// <exception cref="RetrainException">A photo cannot be read any more, or the network failed.</exception>
    /// <exception cref="OperationCanceledException">As the token of the constructor asks.</exception>
    public TrainingBatch Draw(int step)
    {
        TrainingBatch batch = WaitFor(step);
        Report(step);
        return batch;
    }

    /// <summary>
    /// Begins, and measures for a moment how fast the work goes. Nothing is computed in vain: the batches are those of the first steps.
    /// </summary>
    /// <param name="atMost">How long, after the first photos, which load the network.</param>
    /// <returns>Photos per second; 0 where there are too few to tell.</returns>
    public double MeasureRate(TimeSpan atMost)
    {
        lock (gate)
        {
            Seek(job.FirstStep);
            WaitUntil(() => computed >= job.Workers || AllDone(), Timeout.InfiniteTimeSpan);
            long before = computed;
            long start = job.Parts.Clock.GetTimestamp();
            WaitUntil(AllDone, atMost);
            double seconds = job.Parts.Clock.GetElapsedTime(start).TotalSeconds;
            return seconds > 0 ? (computed - before) / seconds : 0;
        }

        bool AllDone() => pending.Count >= Math.Min(ahead, endStep - job.FirstStep) && pending.All(batch => batch.Missing == 0);
    }

    /// <summary>Stops the workers after the photos in work.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isStopped)
            {
                return;
            }

            isStopped = true;
            Monitor.PulseAll(gate);
        }

        Task.WaitAll(workers, CancellationToken.None);
        waking.Dispose();
        if (network.IsValueCreated)
        {
            network.Value.Dispose();
        }
    }

    private TrainingBatch WaitFor(int step)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isStopped, this);
            if (held?.Step != step)
            {
                Recycle(ref held);
                Seek(step);
                WaitUntil(() => pending.Count > 0 && pending.Peek().Missing == 0, Timeout.InfiniteTimeSpan);
                held = pending.Dequeue();
                Monitor.PulseAll(gate);
            }

            return held.Batch;
        }
    }

    private void Report(int step)
    {
        if (progress is null)
        {
            return;
        }

        TimeSpan now = job.Parts.Clock.GetElapsedTime(0);
        int done = Photos(step + 1);
        if (meter is null)
        {
            meter = new ProgressMeter(Photos(endStep), now);
            meterStart = done;
            lastReport = now;
        }
        else if (now - lastReport >= job.Parts.ReportInterval || step == endStep - 1)
        {
            lastReport = now;
            progress.Report(meter.Sample(now, done, 0, done - meterStart));
        }

        int Photos(int steps) => (int)Math.Min(int.MaxValue, (long)steps * Count);
    }

    /// <summary>Lets the next batch be that of a step. Where the trainer jumps, what was ahead is given up.</summary>
    private void Seek(int step)
    {
        int first = pending.Count > 0 ? pending.Peek().Step : nextStep;
        if (first != step)
        {
            // Workers may still write to these, so they are not used again.
            pending.Clear();
            filling = null;
            nextStep = step;
        }

        endStep = Math.Max(endStep, step + 1);
        if (workers.Length == 0)
        {
            // Threads of their own: the pool would add more of them while these are busy.
            workers = [.. Enumerable.Range(0, job.Workers).Select(_ => Task.Factory.StartNew(
                Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        }

        Monitor.PulseAll(gate);
    }

    private void WaitUntil(Func<bool> isSo, TimeSpan atMost)
    {
        long start = job.Parts.Clock.GetTimestamp();
        while (!isSo())
        {
            fault?.Throw();
            cancellationToken.ThrowIfCancellationRequested();
            TimeSpan left = atMost == Timeout.InfiniteTimeSpan ? atMost : atMost - job.Parts.Clock.GetElapsedTime(start);
            if (left != Timeout.InfiniteTimeSpan && left <= TimeSpan.Zero)
            {
                return;
            }

            Monitor.Wait(gate, left);
        }
    }

    private void Work()
    {
        try
        {
            var buffer = new FileBuffer();
            float[] input = new float[PhotoReader.InputLength(job.Backbone.Preprocessing)];
            while (Take(out int slot) is { } batch)
            {
                photos.Fill(batch.Photos[slot], draws.Draw(batch.Step, slot), buffer, input);
                network.Value.Compute(input, batch.Row(slot));
                lock (gate)
                {
                    batch.Missing--;
                    computed++;
                    Monitor.PulseAll(gate);
                }
            }
        }
#pragma warning disable CA1031 // Whatever ends a worker is thrown again where the trainer waits for its work.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (gate)
            {
                fault ??= ExceptionDispatchInfo.Capture(e);
                Monitor.PulseAll(gate);
            }
        }
    }

    private DistortedBatch? Take(out int slot)
    {
        lock (gate)
        {
            while (!isStopped && fault is null && !cancellationToken.IsCancellationRequested)
            {
                if (filling is not null && filling.NextSlot < Count)
                {
                    slot = filling.NextSlot++;
                    return filling;
                }

                if (nextStep < endStep && pending.Count < ahead)
                {
                    filling = free.TryPop(out DistortedBatch? used) ? used : new DistortedBatch(Count, job.Backbone.Features);
                    filling.Begin(nextStep, sampler.Draw(nextStep), job.Data.Classes);
                    pending.Enqueue(filling);
                    nextStep++;
                }
                else
                {
                    Monitor.Wait(gate);
                }
            }
        }

        slot = -1;
        return null;
    }

    private void Recycle(ref DistortedBatch? batch)
    {
        if (batch is not null)
        {
            free.Push(batch);
            batch = null;
        }
    }

    private void Wake()
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }
}
