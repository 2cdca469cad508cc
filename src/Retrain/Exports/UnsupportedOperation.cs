namespace Retrain.Exports;

/// <summary>A node of a model that cannot be converted.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="Reason">What about it; empty: the operator is not known.</param>
public sealed record UnsupportedOperation(string Node, string Operator, string Reason);
