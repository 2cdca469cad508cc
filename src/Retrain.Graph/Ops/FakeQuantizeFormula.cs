namespace Retrain.Graph.Ops;

/// <summary>Order of the float32 operations of fake quantisation: results differ in last bits, and by a level on ties.</summary>
internal enum FakeQuantizeFormula
{
    /// <summary>TensorFlow 1.x: floor((clamp(x) - nmin) / S + 0.5) S + nmin.</summary>
    TensorFlow1,

    /// <summary>TensorFlow 2.x with ranges as variables: floor((clamp(x) - nmin) / S - Q + 0.5) S, Q = floor(-nmin / S + 0.5).</summary>
    TensorFlow2,

    /// <summary>
    /// As <see cref="TensorFlow2"/> with a multiplication by levels / (max - min), which is not always 1 / S to the bit: ranges as
    /// attributes.
    /// </summary>
    TensorFlow2Args,
}
