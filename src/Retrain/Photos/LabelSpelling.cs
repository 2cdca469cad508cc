namespace Retrain.Photos;

/// <summary>How a folder name becomes a label.</summary>
internal static class LabelSpelling
{
    /// <summary>The original's spelling, REFERENCE 2.3.</summary>
    public static string Compat(string folder) => throw new NotImplementedException();
}
