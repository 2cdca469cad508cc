namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>How float weights are stored.</summary>
internal enum LiteWeights
{
    /// <summary>As they are.</summary>
    Float32,

    /// <summary>In half the bytes, widened again when the model is loaded.</summary>
    Float16,

    /// <summary>Dynamic range: large weights in a quarter of the bytes, activations rounded by the runtime.</summary>
    Int8,
}
