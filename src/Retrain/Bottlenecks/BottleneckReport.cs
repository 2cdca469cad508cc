using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Bottlenecks;

/// <summary>The records of a finished run to its result.</summary>
internal sealed class BottleneckReport(BottleneckRun run)
{
    private const int ReasonsShown = 3;

    /// <summary>Leaves the unusable photos out and counts.</summary>
    /// <exception cref="RetrainException">No photo is usable.</exception>
    public BottleneckResult ToResult(int filesRead, StageTimes times)
    {
        PhotoRecord[] records = run.Records;
        var photos = new List<Photo>(records.Length);
        var hashes = new List<string>(records.Length);
        var unusable = new List<UnusablePhoto>();
        var notes = new List<PhotoNote>();
        int computed = 0;
        for (int i = 0; i < records.Length; i++)
        {
            Photo photo = run.Photos[i];
            if (records[i].Problem is { } problem)
            {
                unusable.Add(new UnusablePhoto(photo, problem));
                continue;
            }

            // Rows move up over those of unusable photos; a row never moves past one that is still to be moved.
            if (photos.Count < i)
            {
                run.Features.Row(i).CopyTo(run.Features.Writable(photos.Count));
            }

            photos.Add(photo);
            hashes.Add(records[i].Content.ToString());
            notes.AddRange(records[i].Outcome.Notes.Select(note => new PhotoNote(photo, note)));
            computed += records[i].State == PhotoState.Computed ? 1 : 0;
        }

        if (photos.Count == 0 && records.Length > 0)
        {
            throw new RetrainException(NoneUsable(unusable));
        }

        return new BottleneckResult
        {
            Photos = photos,
            Features = run.Features.Head(photos.Count),
            ContentHashes = hashes,
            Unusable = unusable,
            Notes = notes,
            Computed = computed,
            FromCache = photos.Count - computed,
            FilesRead = filesRead,
            Times = times,
            CacheNotices = run.Cache.Notices,
        };
    }

    private static string NoneUsable(List<UnusablePhoto> unusable)
    {
        IGrouping<string, UnusablePhoto>[] reasons = [.. unusable.GroupBy(photo => photo.Problem.Reason).OrderByDescending(
            group => group.Count())];
        string shown = string.Join("; ", reasons.Take(ReasonsShown).Select(group => $"{group.Count()} x {group.Key}"));
        int others = reasons.Skip(ReasonsShown).Sum(group => group.Count());
        string rest = others > 0 ? $"; {others} for other reasons" : "";
        return $"none of the {unusable.Count} photos can be used: {shown}{rest} (the first is {unusable[0].Photo.Path})";
    }
}
