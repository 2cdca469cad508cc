using Retrain.Foundation;
using Retrain.Models;

namespace Retrain.Exports;

/// <summary>What lies beside exported models.</summary>
internal static class ExportPapers
{
    /// <summary>Names of the files that every export has.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [LabelsFile.Name, ExpectedFile.Name, SelfTestPicture.FileName, ExportReportJson.Name];

    /// <summary>Writes them.</summary>
    /// <param name="place">The output.</param>
    /// <param name="export">What was exported; its other files are not known yet.</param>
    /// <param name="metadata">The trained model's.</param>
    /// <param name="expected">Scores by file.</param>
    /// <param name="selfTest">The picture that is drawn by formula.</param>
    /// <returns>Them all.</returns>
    public static IReadOnlyList<ExportedPaper> Write(
        ExportPlace place, ModelExport export, ModelMetadata metadata, IReadOnlyDictionary<string, ExpectedScores> expected, byte[] selfTest)
    {
        var papers = new List<ExportedPaper>();
        Text(LabelsFile.Name, LabelsFile.Text(metadata.Labels), "the classes, one a line");
        Text(ExpectedFile.Name, ExpectedFile.Text(metadata, expected), "what each file says of a few pictures, for 'retrain verify'");
        AtomicFile.Write(place.Staged(SelfTestPicture.FileName), stream => stream.Write(selfTest));
        papers.Add(new ExportedPaper(SelfTestPicture.FileName, selfTest.Length, "a picture drawn by formula, one of them"));
        string samples = place.Staged(ExportSamples.FolderName);
        if (ExportSamples.Write(samples, [.. export.Files.Where(f => f.IsWritten).Select(f => f.Kind)]) is { Count: > 0 } languages)
        {
            papers.Add(new ExportedPaper(
                ExportSamples.FolderName, ModelSource.SizeOf(samples), $"programs that use the files: {string.Join(", ", languages)}"));
        }

        Text(ExportReportJson.Name, ExportReportJson.Text(export with { Others = papers }, metadata), "the figures above");
        return papers;

        void Text(string name, string text, string meaning)
        {
            AtomicFile.WriteText(place.Staged(name), text);
            papers.Add(new ExportedPaper(name, new FileInfo(place.Staged(name)).Length, meaning));
        }
    }
}
