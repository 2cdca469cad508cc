namespace Retrain.Graph;

/// <summary>An output of a network.</summary>
/// <param name="Name">Its name for callers.</param>
/// <param name="Value">The value, which may carry another name, be an input, or a constant.</param>
internal readonly record struct NetworkOutput(string Name, Value Value);
