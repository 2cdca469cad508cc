using Retrain.Foundation;

namespace Retrain.Summaries;

/// <summary>
/// The folder of a run's summaries. The original empties it, whatever it holds; here event files of an earlier run are replaced, and a
/// folder that holds anything else is left as it is.
/// </summary>
internal static class SummariesFolder
{
    /// <summary>Summaries of training batches.</summary>
    public const string Train = "train";

    /// <summary>Summaries of validation batches.</summary>
    public const string Validation = "validation";

    /// <summary>What came out at the end; the original has no such folder.</summary>
    public const string Test = "test";

    private const string EventFiles = "events.out.tfevents.";

    /// <summary>Looks whether a folder can be used; changes nothing.</summary>
    /// <returns>The event files in it.</returns>
    /// <exception cref="UsageException">It holds anything but event files in our folders, or is a file.</exception>
    /// <exception cref="RetrainException">It cannot be read.</exception>
    public static IReadOnlyList<string> Check(string folder)
    {
        if (File.Exists(folder))
        {
            throw new UsageException($"--summaries_dir {folder} is a file, and a folder is needed: choose another place");
        }

        if (!Directory.Exists(folder))
        {
            return [];
        }

        try
        {
            List<string> files = [];
            foreach (string entry in Entries(folder))
            {
                // A link could lead to files that are not ours.
                bool ours = Path.GetFileName(entry) is Train or Validation or Test && Directory.Exists(entry) && !IsLink(entry);
                if (!ours)
                {
                    throw Foreign(folder, entry);
                }

                foreach (string file in Entries(entry))
                {
                    if (!Path.GetFileName(file).StartsWith(EventFiles, StringComparison.Ordinal) || Directory.Exists(file))
                    {
                        throw Foreign(folder, file);
                    }

                    files.Add(file);
                }
            }

            return files;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"--summaries_dir {folder} cannot be read: {fault.OneLine()}; choose another place", fault);
        }
    }

    /// <summary>Makes the folder ready: <c>train</c> and <c>validation</c> are there, event files of an earlier run are gone.</summary>
    /// <param name="folder">The folder; made if it is not there.</param>
    /// <param name="keepOld">A run goes on: its files stay.</param>
    /// <exception cref="UsageException">As <see cref="Check"/>; nothing was deleted.</exception>
    /// <exception cref="RetrainException">It cannot be read or written.</exception>
    public static void Prepare(string folder, bool keepOld = false)
    {
        IReadOnlyList<string> old = Check(folder);
        try
        {
            foreach (string file in keepOld ? [] : old)
            {
                File.Delete(file);
            }

            if (!keepOld && Directory.Exists(Path.Combine(folder, Test)))
            {
                Directory.Delete(Path.Combine(folder, Test));
            }

            Directory.CreateDirectory(Path.Combine(folder, Train));
            Directory.CreateDirectory(Path.Combine(folder, Validation));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"--summaries_dir {folder} cannot be written: {fault.OneLine()}; choose another place", fault);
        }
    }

    private static IEnumerable<string> Entries(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal);

    private static bool IsLink(string entry) => (File.GetAttributes(entry) & FileAttributes.ReparsePoint) != 0;

    private static UsageException Foreign(string folder, string entry) => new(
        $"--summaries_dir {folder} holds {Path.GetRelativePath(folder, entry)}, which is no event file of an earlier run; nothing was "
            + "deleted: choose another folder, or move it away");
}
