namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>Nodes whose output is their first input.</summary>
internal static class PassThrough
{
    private static readonly HashSet<string> Ops = new(StringComparer.Ordinal)
    {
        "Identity", "RefIdentity", "StopGradient", "PreventGradient", "Snapshot", "CheckNumerics", "CheckNumericsV2",
        "PlaceholderWithDefault", "EnsureShape",
    };

    /// <summary>Whether an operator is one.</summary>
    public static bool IsOne(string op) => Ops.Contains(op);
}
