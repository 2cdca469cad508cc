namespace Retrain.Exports;

/// <summary>A finished export.</summary>
/// <param name="Output">The folder.</param>
/// <param name="Pictures">What the files were compared on, for people: <c>367 test photos of flowers</c>.</param>
/// <param name="Trained">The trained model on the same pictures: its accuracy and time; compared with itself.</param>
/// <param name="Files">The models, written or refused.</param>
/// <param name="Others">What else lies in the folder.</param>
/// <param name="Notes">What a user should know, a sentence each.</param>
public sealed record ModelExport(
    string Output, string Pictures, ExportComparison Trained, IReadOnlyList<ExportedFile> Files, IReadOnlyList<ExportedPaper> Others,
    IReadOnlyList<string> Notes);
