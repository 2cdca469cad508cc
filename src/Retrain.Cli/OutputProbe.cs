using Retrain.Foundation;

namespace Retrain.Cli;

/// <summary>Finds out before any work whether the results can be written.</summary>
internal static class OutputProbe
{
    /// <summary>Checks that a folder is there and writable, or can be made.</summary>
    /// <exception cref="RetrainException">It cannot; the message names the option and the place.</exception>
    public static void OfFolder(string option, string folder)
    {
        if (File.Exists(folder))
        {
            throw new RetrainException($"{option} {folder} is a file, and a folder is needed: choose another place");
        }

        Probe($"{option} {folder}", Path.GetFullPath(folder));
    }

    /// <summary>As <see cref="OfFolder"/>, and that nothing is in it yet.</summary>
    /// <exception cref="RetrainException">It cannot, or there is something.</exception>
    public static void OfEmptyFolder(string option, string folder)
    {
        OfFolder(option, folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new RetrainException($"{option} {folder} is not empty: choose another folder, or empty it");
        }
    }

    /// <summary>Checks that a file can be written; it is not touched.</summary>
    /// <exception cref="RetrainException">It cannot.</exception>
    public static void OfFile(string option, string file)
    {
        if (Directory.Exists(file))
        {
            throw new RetrainException($"{option} {file} is a folder, and a file name is needed");
        }

        Probe($"{option} {file}", Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    private static void Probe(string what, string folder)
    {
        string existing = folder;
        while (!Directory.Exists(existing))
        {
            string? parent = Path.GetDirectoryName(existing);
            if (parent is null || File.Exists(existing))
            {
                throw new RetrainException($"{what} cannot be written: {existing} is no folder; choose another place");
            }

            existing = parent;
        }

        string probe = Path.Combine(existing, $".retrain-probe-{Environment.ProcessId}");
        try
        {
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"{what} cannot be written: {fault.Message.TrimEnd('.')}; choose another place", fault);
        }
    }
}
