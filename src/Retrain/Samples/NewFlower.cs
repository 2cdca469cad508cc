namespace Retrain.Samples;

/// <summary>A picture outside the set, to try a model on.</summary>
/// <param name="Path">The file; its name does not tell the kind.</param>
/// <param name="Kind">What it shows.</param>
public sealed record NewFlower(string Path, string Kind);
