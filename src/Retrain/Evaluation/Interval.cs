namespace Retrain.Evaluation;

/// <summary>A confidence interval of a share.</summary>
/// <param name="Low">Lower end, 0 to 1.</param>
/// <param name="High">Upper end, 0 to 1.</param>
public readonly record struct Interval(double Low, double High);
