namespace Retrain.Quantizing;

/// <summary>One way of finding ranges, measured.</summary>
/// <param name="Method">The way.</param>
/// <param name="Photos">Photos that were asked.</param>
/// <param name="Correct">How many were answered rightly.</param>
/// <param name="CrossEntropy">Mean cross-entropy of the answers, in nats.</param>
public sealed record CalibrationTrial(CalibrationMethod Method, int Photos, int Correct, double CrossEntropy);
