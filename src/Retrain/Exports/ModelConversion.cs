namespace Retrain.Exports;

/// <summary>A finished conversion.</summary>
/// <param name="Output">The written file or folder.</param>
/// <param name="Format">Its format.</param>
/// <param name="Bytes">Its size on the disk.</param>
/// <param name="Input">Name, type and shape of its input.</param>
/// <param name="Result">Name, type and shape of its output.</param>
/// <param name="Comparison">How source and result agreed when both were run.</param>
/// <param name="Notes">What a user should know of it, a sentence each.</param>
public sealed record ModelConversion(
    string Output, ModelFormat Format, long Bytes, ReportedValue Input, ReportedValue Result, ModelComparison Comparison,
    IReadOnlyList<string> Notes);
