namespace Retrain.Training;

/// <summary>The head that did best on the validation photos so far.</summary>
/// <param name="Step">The step after which it was taken, from 0.</param>
/// <param name="CrossEntropy">Its mean loss on the validation photos that judge.</param>
/// <param name="Head">The head.</param>
internal sealed record BestHead(int Step, float CrossEntropy, Head Head);
