using Retrain.Foundation;
using Retrain.Models;

namespace Retrain.Exports;

/// <summary>Where a converted model goes: to a temporary name beside its place first.</summary>
/// <param name="Place">Full path of the file or folder.</param>
/// <param name="Format">What is written.</param>
internal sealed record ConversionTarget(string Place, ModelFormat Format)
{
    private bool IsFolder => Format == ModelFormat.SavedModel;

    /// <summary>Checks the place before any work.</summary>
    /// <exception cref="RetrainException">Something is there, or the folder around it is not.</exception>
    public static ConversionTarget Prepare(string input, string output, ModelFormat format, bool force)
    {
        string place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        if (place == Path.TrimEndingDirectorySeparator(Path.GetFullPath(input)))
        {
            throw new UsageException($"'{output}' is both input and output: choose another name for the output");
        }

        if (Path.GetDirectoryName(place) is not { } around || !Directory.Exists(around))
        {
            throw new RetrainException($"'{output}' cannot be written: there is no folder '{Path.GetDirectoryName(output)}'");
        }

        bool isEmptyFolder = Directory.Exists(place) && !Directory.EnumerateFileSystemEntries(place).Any();
        if (format == ModelFormat.SavedModel)
        {
            RefuseFolder(output, place, isEmptyFolder, force);
        }
        else if (Directory.Exists(place))
        {
            throw new RetrainException($"'{output}' is a folder, and a file name is needed");
        }
        else if (File.Exists(place) && !force)
        {
            throw new RetrainException($"'{output}' is there already: choose another name, or replace it with --force");
        }

        return new ConversionTarget(place, format);
    }

    /// <summary>
    /// Has the model written and checked, and puts it in its place. Whatever fails, what was there before is there again.
    /// </summary>
    /// <param name="write">Gets the temporary path, which is absent; a frozen graph may get its JSON file beside it.</param>
    /// <exception cref="IOException">The disk says no.</exception>
    public void Write(Action<string> write)
    {
        string ending = IsFolder ? "" : Path.GetExtension(Place);
        string staged = $"{Place}.writing-{Environment.ProcessId}{ending}";
        try
        {
            Remove(staged);
            write(staged);
            if (IsFolder)
            {
                MoveFolder(staged);
            }
            else
            {
                MoveFile(staged);
            }
        }
        finally
        {
            Remove(staged);
        }
    }

    private static void RefuseFolder(string output, string place, bool isEmptyFolder, bool force)
    {
        if (File.Exists(place))
        {
            throw new RetrainException($"'{output}' is a file, and a SavedModel is a folder: choose another name");
        }

        if (!Directory.Exists(place) || isEmptyFolder)
        {
            return;
        }

        // --force must not cost anybody a folder with something else in it.
        if (!File.Exists(Path.Combine(place, "saved_model.pb")))
        {
            throw new RetrainException($"'{output}' is there already and holds something else than a SavedModel: choose another folder");
        }

        if (!force)
        {
            throw new RetrainException($"'{output}' is there already: choose another folder, or replace it with --force");
        }
    }

    private static void Remove(string staged)
    {
        if (Directory.Exists(staged))
        {
            Directory.Delete(staged, recursive: true);
        }

        File.Delete(staged);
        File.Delete(ModelSidecar.PathFor(staged, isFolder: false));
    }

    private void MoveFile(string staged)
    {
        string sidecar = ModelSidecar.PathFor(staged, isFolder: false);
        string beside = ModelSidecar.PathFor(Place, isFolder: false);
        File.Move(staged, Place, overwrite: true);
        if (File.Exists(sidecar))
        {
            File.Move(sidecar, beside, overwrite: true);
        }
        else if (Format == ModelFormat.FrozenGraph)
        {
            // An older one speaks of another graph.
            File.Delete(beside);
        }
    }

    private void MoveFolder(string staged)
    {
        string older = $"{Place}.older-{Environment.ProcessId}";
        bool isThere = Directory.Exists(Place);
        if (isThere)
        {
            Directory.Move(Place, older);
        }

        try
        {
            Directory.Move(staged, Place);
        }
        catch when (isThere)
        {
            Directory.Move(older, Place);
            throw;
        }

        if (isThere)
        {
            Directory.Delete(older, recursive: true);
        }
    }
}
