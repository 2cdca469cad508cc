namespace Retrain.Exports;

/// <summary>A way to call a model.</summary>
/// <param name="Name">Its name; empty where the format has only one.</param>
/// <param name="Inputs">What goes in.</param>
/// <param name="Outputs">What comes out.</param>
public sealed record ReportedSignature(string Name, IReadOnlyList<ReportedValue> Inputs, IReadOnlyList<ReportedValue> Outputs);
