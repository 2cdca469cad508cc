using System.Diagnostics;
using Retrain.Bottlenecks.Caching;
using Retrain.Photos;
using Retrain.Photos.Decoding;

namespace Retrain.Bottlenecks;

/// <summary>One worker: takes photos one after another through read, hash, decode, resize and network. Owns its buffers.</summary>
internal sealed class BottleneckWorker(BottleneckRun run)
{
    private readonly FileBuffer buffer = new();
    private readonly float[] input = new float[PhotoReader.InputLength(run.Backbone.Preprocessing)];
    private StageTicks ticks;

    /// <summary>Where its time went.</summary>
    public StageTicks Ticks => ticks;

    /// <summary>Does one photo.</summary>
    public void Process(int index)
    {
        Photo photo = run.Photos[index];
        ref PhotoRecord record = ref run.Records[index];
        if (TryLoad(photo, ref record) is { } problem)
        {
            // Nothing about the content is known, so nothing is kept: the next run tries again.
            record.Outcome = new PhotoOutcome(problem, null);
            record.State = PhotoState.Computed;
            return;
        }

        string suffix = PhotoSuffix.Of(Path.GetFileName(photo.Path));
        int original = run.Owners.GetOrAdd(record.Content, index);
        if (original != index)
        {
            ProcessCopy(photo, suffix, original, ref record);
            return;
        }

        Span<float> row = run.Features.Writable(index);
        long now = Stopwatch.GetTimestamp();
        CacheMatch match = run.Cache.Find(record.Content, suffix, row, out record.Outcome);
        StageTicks.Lap(ref ticks.Wait, now);
        if (match == CacheMatch.Full)
        {
            record.State = PhotoState.FromCache;
            run.CountKnown();
            Store(new CacheEntry(record.Content, suffix) { File = record.File });
            return;
        }

        PhotoReading reading = Decode(photo);
        record.Outcome = new PhotoOutcome(reading.Problem, reading.Notes);
        if (match == CacheMatch.None && reading.Problem is null)
        {
            now = Stopwatch.GetTimestamp();
            run.Network.Compute(input, row);
            StageTicks.Lap(ref ticks.Network, now);
        }

        record.State = match == CacheMatch.None ? PhotoState.Computed : PhotoState.FromCache;
        Store(run.EntryOf(index));
    }

    /// <summary>Stamp, bytes and hash of a file.</summary>
    private PhotoProblem? TryLoad(Photo photo, ref PhotoRecord record)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            // The stamp before the bytes: an edit in between makes the stamp too old, never the features.
            FileStamp stamp = FileStamp.Read(photo.Path);
            DateTimeOffset readAt = run.Parts.Clock.GetUtcNow();
            if (buffer.Read(photo.Path) is { } problem)
            {
                return problem;
            }

            run.CountRead();
            record.File =
                stamp.IsSettled(readAt) && stamp.Size == buffer.Content.Length ? new CacheFile(Path.GetFullPath(photo.Path), stamp) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileBuffer.Unreadable(photo.Path, e);
        }

        long now = StageTicks.Lap(ref ticks.Read, start);
        record.Content = ContentHash.Of(buffer.Content.Span);
        StageTicks.Lap(ref ticks.Hash, now);
        return null;
    }

    /// <summary>
    /// The features come from the other photo when both are done; notes may depend on the name, so they may have to be made here.
    /// </summary>
    private void ProcessCopy(Photo photo, string suffix, int original, ref PhotoRecord record)
    {
        if (PhotoSuffix.Of(Path.GetFileName(run.Photos[original].Path)) != suffix)
        {
            PhotoReading reading = Decode(photo);
            record.Outcome = new PhotoOutcome(reading.Problem, reading.Notes);
        }

        record.Original = original;
        record.State = PhotoState.Copy;
    }

    private PhotoReading Decode(Photo photo)
    {
        PhotoReading reading = run.Parts.ReadPhoto(buffer.Content, Path.GetFileName(photo.Path), run.Backbone.Preprocessing, input);
        ticks.Decode += reading.DecodeTicks;
        ticks.Resize += reading.ResizeTicks;
        return reading;
    }

    private void Store(CacheEntry entry)
    {
        long start = Stopwatch.GetTimestamp();
        run.Cache.Store(entry);
        StageTicks.Lap(ref ticks.Wait, start);
    }
}
