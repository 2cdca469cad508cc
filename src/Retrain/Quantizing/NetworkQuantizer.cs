using Retrain.Graph;

namespace Retrain.Quantizing;

/// <summary>Turns a float network into one on whole numbers, with ranges from photos.</summary>
internal static class NetworkQuantizer
{
    /// <summary>The network with <see cref="Graph.Ops.Quantized"/> nodes; inputs and outputs stay float32.</summary>
    /// <param name="network">One picture input [N, H, W, 3], simplified.</param>
    /// <param name="name">The model, for messages.</param>
    /// <param name="pictures">
    /// What calibration looks at: preprocessed photos, each H * W * 3 in the order [H, W, C]; enumerated once.
    /// </param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Checked between pictures.</param>
    public static Network Quantize(
        Network network, string name, IEnumerable<float[]> pictures, QuantizingOptions options, CancellationToken cancellationToken) =>
        Calibration.Run(network, name, pictures.Select(p => (Func<float[]?>)(() => p)), options.InputRange, cancellationToken)
            .Quantize(options.Method);
}
