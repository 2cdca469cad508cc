namespace Retrain.Graph;

/// <summary>A node of a source model that the IR has no operator for.</summary>
/// <param name="Node">Its name there.</param>
/// <param name="Op">Its operator there.</param>
/// <param name="Reason">What about it is not known; empty: the operator as a whole.</param>
internal readonly record struct UnsupportedNode(string Node, string Op, string Reason = "");
