namespace Retrain.Formats.EventFiles;

/// <summary>What a value of a summary says, whichever way it was written.</summary>
internal abstract record SummaryContent
{
    private SummaryContent()
    {
    }

    /// <summary>A number, which may be NaN or infinite.</summary>
    internal sealed record Scalar(double Value) : SummaryContent;

    /// <summary>A histogram in short.</summary>
    /// <param name="Min">Least value.</param>
    /// <param name="Max">Largest value.</param>
    /// <param name="Mean">Mean; from the middles of the buckets where the sum is not stored. NaN without values.</param>
    /// <param name="Count">Number of values.</param>
    internal sealed record Distribution(double Min, double Max, double Mean, double Count) : SummaryContent;

    /// <summary>Pictures.</summary>
    /// <param name="Width">Pixels; 0 where the file does not say.</param>
    /// <param name="Height">Pixels; 0 where the file does not say.</param>
    /// <param name="Files">As they are stored, usually PNG.</param>
    internal sealed record Pictures(int Width, int Height, IReadOnlyList<ReadOnlyMemory<byte>> Files) : SummaryContent;

    /// <summary>Text, or a table of it row by row.</summary>
    internal sealed record Texts(IReadOnlyList<string> Strings) : SummaryContent;

    /// <summary>Hyper-parameters: name and value of each, empty in an announcement of what there is to choose.</summary>
    internal sealed record HyperParameters(IReadOnlyList<KeyValuePair<string, string>> Chosen) : SummaryContent;

    /// <summary>Anything else, named by its panel or form.</summary>
    internal sealed record Other(string Kind) : SummaryContent;
}
