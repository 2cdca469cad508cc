using Retrain.Exports.Writers;
using Retrain.Graph;
using Retrain.Networks;

namespace Retrain.Exports;

/// <summary>Makes sure that a file that should hold whole numbers does.</summary>
internal static class WholeNumberCheck
{
    /// <summary>A quarter, and room for biases, scales, labels and what the format adds.</summary>
    private const double LargestShare = 0.35;

    private const long Overhead = 200_000;

    /// <summary>What is wrong; <see langword="null"/>: nothing, or another kind of file.</summary>
    public static string? Fault(ExportKind kind, string path, ExportContent content)
    {
        if (ExportForm.Of(kind).Precision is not (ExportPrecision.Whole or ExportPrecision.DynamicRange))
        {
            return null;
        }

        long floats = content.Network.Constants.Sum(c => (long)c.Constant!.Length) * sizeof(float);
        long bytes = ModelSource.SizeOf(path);
        if (bytes > (LargestShare * floats) + Overhead)
        {
            return $"the file has {bytes} bytes where about a quarter of {floats} was to be expected";
        }

        Network network = NetworkOrigins.Open(path).Read(new NetworkWish { Purpose = NetworkPurpose.Scores }).Source;
        return network.Constants.Any(c => c.Constant!.Type == ElementType.Int8) ? null : "the file holds no whole numbers of 8 bits";
    }
}
