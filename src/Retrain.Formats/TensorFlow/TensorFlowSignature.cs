namespace Retrain.Formats.TensorFlow;

/// <summary>A named way to call a graph.</summary>
/// <param name="Method">Method name as stored: <c>tensorflow/serving/predict</c>; empty for Hub modules.</param>
/// <param name="Inputs">Ordered by key (the files hold them in no order).</param>
/// <param name="Outputs">Ordered by key.</param>
internal sealed record TensorFlowSignature(string Method, IReadOnlyList<TensorFlowPort> Inputs, IReadOnlyList<TensorFlowPort> Outputs);
