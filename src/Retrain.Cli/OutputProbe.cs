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

        string existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing))
        {
            string? parent = Path.GetDirectoryName(existing);
            if (parent is null || File.Exists(existing))
            {
                throw new RetrainException($"{option} {folder} cannot be made: {existing} is not a folder");
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
            throw new RetrainException($"{option} {folder} cannot be written: {fault.Message} Choose another place", fault);
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

        OfFolder(option, Path.GetDirectoryName(Path.GetFullPath(file))!);
    }
}
