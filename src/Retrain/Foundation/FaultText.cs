namespace Retrain.Foundation;

/// <summary>The system's messages as part of ours.</summary>
internal static class FaultText
{
    /// <summary>The message on one line, without the full stop at its end, so that our own sentence can go on.</summary>
    public static string OneLine(this Exception fault) => fault.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
