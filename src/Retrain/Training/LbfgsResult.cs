namespace Retrain.Training;

/// <summary>A head and how it was chosen.</summary>
/// <param name="Head">Standardisation is folded in: it takes raw features.</param>
/// <param name="Strength">The chosen C.</param>
/// <param name="Standardised">Whether features were standardised.</param>
/// <param name="ValidationCorrect">Right answers on the validation rows of the chosen setting; 0 without such rows.</param>
/// <param name="ValidationCrossEntropy">Mean cross-entropy of the validation rows under the chosen setting; NaN without such rows.</param>
/// <param name="Iterations">Iterations of the last fit.</param>
/// <param name="Converged">Whether the last fit reached its gradient tolerance.</param>
public sealed record LbfgsResult(
    Head Head, double Strength, bool Standardised, int ValidationCorrect, double ValidationCrossEntropy, int Iterations, bool Converged);
