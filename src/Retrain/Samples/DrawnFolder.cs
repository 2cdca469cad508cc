using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Retrain.Foundation;

namespace Retrain.Samples;

/// <summary>A folder that holds nothing but what was drawn into it.</summary>
internal static class DrawnFolder
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.");

    /// <summary>Makes the folder hold the planned files; replaces what an earlier drawing left there.</summary>
    /// <returns>False if they were there already.</returns>
    /// <exception cref="UsageException">The folder holds files and no marker says that they were drawn, or it is a file.</exception>
    /// <exception cref="RetrainException">The folder cannot be written.</exception>
    public static bool Fill(string folder, string drawing, IReadOnlyList<PlannedFile> plan, CancellationToken cancellationToken)
    {
        DrawnMarker? found = DrawnMarker.Read(folder);
        if (found is { Complete: true } && found.Drawing == drawing && IsWhole(folder, found, plan))
        {
            return false;
        }

        if (File.Exists(folder))
        {
            throw new UsageException($"Cannot draw flowers into {folder}: it is a file. Name a new folder.");
        }

        if (found is null && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new UsageException(
                $"Cannot draw flowers into {folder}: it holds other files and no {DrawnMarker.FileName} that says they were drawn. "
                + "Name a new or an empty folder.");
        }

        try
        {
            Draw(folder, drawing, plan, found, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException(
                $"Cannot draw flowers into {folder}: {e.OneLine()}. Free space or name a folder that you may write to.", e);
        }

        return true;
    }

    private static void Draw(
        string folder, string drawing, IReadOnlyList<PlannedFile> plan, DrawnMarker? found, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);

        // First of all the marker: if we are interrupted, the next run knows whose files these are.
        string[] names = [.. plan.Select(file => file.Name).Union(found?.Files.Keys.Where(IsOurs) ?? [])];
        Write(folder, new DrawnMarker(drawing, Complete: false, Sorted(names.Select(name => (name, 0L)))));
        foreach (string sub in names.Select(name => Path.GetDirectoryName(Path.Combine(folder, name))!).Distinct())
        {
            Directory.CreateDirectory(sub);
        }

        foreach (string name in names)
        {
            File.Delete(Path.Combine(folder, name));
        }

        long[] lengths = WriteAll(folder, plan, cancellationToken);
        Write(folder, new DrawnMarker(drawing, Complete: true, Sorted(plan.Select(file => file.Name).Zip(lengths))));
    }

    private static SortedDictionary<string, long> Sorted(IEnumerable<(string Name, long Length)> files) =>
        new(files.ToDictionary(file => file.Name, file => file.Length), StringComparer.Ordinal);

    private static long[] WriteAll(string folder, IReadOnlyList<PlannedFile> plan, CancellationToken cancellationToken)
    {
        long[] lengths = new long[plan.Count];
        var all = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        try
        {
            Parallel.For(0, plan.Count, all, i =>
            {
                byte[] bytes = plan[i].Make();
                File.WriteAllBytes(Path.Combine(folder, plan[i].Name), bytes);
                lengths[i] = bytes.Length;
            });
        }
        catch (AggregateException e)
        {
            // One full disk fails on every core; the first report says it all.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return lengths;
    }

    private static bool IsWhole(string folder, DrawnMarker marker, IReadOnlyList<PlannedFile> plan) =>
        marker.Files.Count == plan.Count && plan.All(file => marker.Files.TryGetValue(file.Name, out long length)
            && new FileInfo(Path.Combine(folder, file.Name)) is { Exists: true } info && info.Length == length);

    /// <summary>Whether a marker's name can be one that we wrote; a marker from elsewhere must not make us delete files outside.</summary>
    private static bool IsOurs(string name)
    {
        string[] parts = name.Split('/');
        return parts.Length is 1 or 2 && Array.TrueForAll(parts, part =>
            part.Length > 0 && part[0] != '.' && part.AsSpan().IndexOfAnyExcept(NameCharacters) < 0) && name != DrawnMarker.FileName;
    }

    private static void Write(string folder, DrawnMarker marker) =>
        AtomicFile.Write(
            Path.Combine(folder, DrawnMarker.FileName),
            stream => JsonSerializer.Serialize(stream, marker, DrawnJson.Default.DrawnMarker));
}
