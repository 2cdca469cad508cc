namespace Retrain.Photos;

/// <summary>How a folder of photos is listed.</summary>
public sealed record PhotoFolderOptions
{
    /// <summary>List exactly as the original retrain.py does (REFERENCE 2.1 to 2.3). Default false.</summary>
    public bool Compat { get; init; }

    /// <summary>Take photos of folders inside a class folder too. Default false: nested folders are reported, not read.</summary>
    public bool Recursive { get; init; }

    /// <summary>Folders that this program writes to; where they lie below the image folder they are not classes. Default none.</summary>
    public IReadOnlyList<string> OutputFolders { get; init; } = [];
}
