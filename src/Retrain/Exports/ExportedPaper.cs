namespace Retrain.Exports;

/// <summary>A file beside the exported models.</summary>
/// <param name="Name">Its name in the output folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Meaning">What it is, a clause.</param>
public sealed record ExportedPaper(string Name, long Bytes, string Meaning);
