namespace Retrain;

/// <summary>Seconds of a run's parts by the clock.</summary>
/// <param name="Bottlenecks">Photos to bottlenecks, or their fetching from the cache.</param>
/// <param name="Training">Learning of the last layer.</param>
/// <param name="Evaluation">The final test.</param>
public readonly record struct RunTimes(double Bottlenecks, double Training, double Evaluation);
