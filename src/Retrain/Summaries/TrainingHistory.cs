using Retrain.Formats.EventFiles;
using Retrain.Foundation;

namespace Retrain.Summaries;

/// <summary>What TensorBoard's event files hold, ours and those of TensorFlow 1 and 2.</summary>
/// <param name="Runs">A run is a folder; in the order of the paths, then of the names.</param>
public sealed record TrainingHistory(IReadOnlyList<HistoryRun> Runs)
{
    /// <summary>Part of the name by which TensorBoard knows event files.</summary>
    private const string Mark = "tfevents";

    /// <summary>Reads event files and those below folders, each as far as it is sound.</summary>
    /// <param name="paths">Files, whatever their names, and folders.</param>
    /// <param name="cancellationToken">Checked for every event.</param>
    /// <exception cref="RetrainException">
    /// A path is missing or cannot be read, a file given by name is no event file, or a folder holds none.
    /// </exception>
    public static TrainingHistory Read(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        List<HistoryRun> runs = [];
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                runs.AddRange(ReadFolder(path, paths.Count > 1, cancellationToken));
            }
            else if (File.Exists(path))
            {
                runs.Add(ReadFile(path, cancellationToken));
            }
            else
            {
                throw new RetrainException($"'{path}' does not exist: name an event file, or a folder with event files below it");
            }
        }

        return new TrainingHistory(runs);
    }

    private static HistoryRun ReadFile(string path, CancellationToken cancellationToken)
    {
        HistoryRun run = ReadRun(path, [path], cancellationToken);
        return run.Files[0] is { Events: 0, Damage: { } damage }
            ? throw new RetrainException($"'{path}' is no event file of TensorBoard: {damage}")
            : run;
    }

    private static IEnumerable<HistoryRun> ReadFolder(string folder, bool several, CancellationToken cancellationToken)
    {
        string[] files;
        try
        {
            // Links may lead round in circles.
            files = Directory.GetFiles(folder, $"*{Mark}*", new EnumerationOptions
            {
                RecurseSubdirectories = true,
                IgnoreInaccessible = true,
                AttributesToSkip = FileAttributes.ReparsePoint,
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"'{folder}' cannot be read: {fault.OneLine()}", fault);
        }

        if (files.Length == 0)
        {
            throw new RetrainException(
                $"'{folder}' holds no event files (*{Mark}*): name the folder that was given as --summaries_dir, or one of its files");
        }

        return files.GroupBy(f => Path.GetDirectoryName(f)!, StringComparer.Ordinal)
            .Select(run => (Name: Path.GetRelativePath(folder, run.Key).Replace('\\', '/'), Files: run))
            .OrderBy(run => run.Name, StringComparer.Ordinal)
            .Select(run => ReadRun(
                several ? Path.Combine(folder, run.Name) : run.Name,
                [.. run.Files.Order(StringComparer.Ordinal)], cancellationToken));
    }

    private static HistoryRun ReadRun(string name, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var collector = new HistoryCollector();
        foreach (string file in files)
        {
            try
            {
                collector.Add(file, cancellationToken);
            }
            catch (EventFileException fault)
            {
                throw new RetrainException($"'{file}': {fault.Message}", fault);
            }
        }

        return collector.ToRun(name);
    }
}
