namespace Retrain.Exports;

/// <summary>A finished check of an exported file.</summary>
/// <param name="File">The file or folder.</param>
/// <param name="Kind">What it is, as <c>retrain export --to</c> calls it.</param>
/// <param name="Tolerance">How far a score may be off.</param>
/// <param name="Pictures">The pictures: the one drawn by formula first, then the photos.</param>
/// <param name="Unseen">Names of photos with recorded scores that were not given.</param>
public sealed record ExportVerification(
    string File, string Kind, double Tolerance, IReadOnlyList<VerifiedPicture> Pictures, IReadOnlyList<string> Unseen)
{
    /// <summary>Whether the file answers as where it was written.</summary>
    public bool IsAsExpected => Pictures.All(p => p.IsAsExpected);
}
