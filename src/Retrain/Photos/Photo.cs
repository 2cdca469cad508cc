namespace Retrain.Photos;

/// <summary>A photo of a labelled list.</summary>
/// <param name="Path">Where to read it: the image folder as given, joined with the class folder and the file name.</param>
/// <param name="Name">
/// <c>class folder/file name</c> with <c>/</c> on every system; unique in its list, independent of where the folder lies.
/// </param>
/// <param name="Class">Index into <see cref="PhotoFolder.Classes"/>.</param>
public sealed record Photo(string Path, string Name, int Class);
