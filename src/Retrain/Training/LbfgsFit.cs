namespace Retrain.Training;

/// <summary>One converged fit.</summary>
/// <param name="Head">Takes raw features.</param>
/// <param name="Parameters">As in <see cref="LogisticProblem"/>; where the next fit may start.</param>
/// <param name="Iterations">Passes over the features.</param>
/// <param name="Converged">Whether the gradient reached its tolerance.</param>
internal sealed record LbfgsFit(Head Head, double[] Parameters, int Iterations, bool Converged);
