using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>Variables of a model that came without any.</summary>
/// <param name="reason">
/// Why there are none, where that is a fault once a variable is asked for; <see langword="null"/>: a graph alone, which has none by nature.
/// </param>
internal sealed class NoVariables(string? reason = null) : ITensorFlowVariables
{
    /// <inheritdoc/>
    public Tensor? Find(string node) =>
        reason is null ? null : throw new TensorFlowFormatException($"variable '{node}' has no value: {reason}");
}
