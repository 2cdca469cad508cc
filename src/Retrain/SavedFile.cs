namespace Retrain;

/// <summary>A file of a model folder.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Meaning">What it is, a clause.</param>
public sealed record SavedFile(string Name, long Bytes, string Meaning);
