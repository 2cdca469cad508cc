namespace Retrain.Photos;

/// <summary>A class of photos: one folder.</summary>
/// <param name="Label">
/// The name that people see. By default the folder's own name; with <see cref="PhotoFolderOptions.Compat"/> the original's spelling
/// (<see cref="LabelSpelling.Compat"/>).
/// </param>
/// <param name="Folder">The folder's name as it is on the disk.</param>
public sealed record PhotoClass(string Label, string Folder);
