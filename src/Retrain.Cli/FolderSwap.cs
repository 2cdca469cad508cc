namespace Retrain.Cli;

/// <summary>A finished folder in the place of an older one.</summary>
internal static class FolderSwap
{
    /// <summary>Writes beside the place, then puts it there; the older folder stays until then.</summary>
    /// <param name="folder">The place; may be empty or absent.</param>
    /// <param name="write">Writes a folder of the given name.</param>
    public static async Task ReplaceAsync(string folder, Func<string, Task> write)
    {
        string place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string fresh = $"{place}.new-{Environment.ProcessId}";
        string old = $"{place}.old-{Environment.ProcessId}";
        Remove(fresh);
        Remove(old);
        await write(fresh).ConfigureAwait(false);
        if (Directory.Exists(place))
        {
            Directory.Move(place, old);
        }

        try
        {
            Directory.Move(fresh, place);
        }
        catch when (Directory.Exists(old))
        {
            Directory.Move(old, place);
            throw;
        }

        Remove(old);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
