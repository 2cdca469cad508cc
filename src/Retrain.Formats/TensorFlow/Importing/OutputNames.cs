namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>Functions name the outputs that they read (<c>node:batch_mean:0</c>) where graphs count them (<c>node:1</c>).</summary>
internal static class OutputNames
{
    private static readonly string[] BatchNorm =
    [
        "y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2", "reserve_space_3"
    ];

    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        ["FusedBatchNorm"] = BatchNorm,
        ["FusedBatchNormV2"] = BatchNorm,
        ["FusedBatchNormV3"] = BatchNorm,
        ["TopKV2"] = ["values", "indices"],
        ["Switch"] = ["output_false", "output_true"],
        ["Merge"] = ["output", "value_index"],
    };

    /// <summary>Number of the first output of that name: 0 for operators with one (perhaps a list).</summary>
    public static int Start(string? op, string name) =>
        op is not null && Table.TryGetValue(op, out string[]? names) ? Math.Max(0, Array.IndexOf(names, name)) : 0;
}
