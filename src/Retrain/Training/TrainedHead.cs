namespace Retrain.Training;

/// <summary>A head and how its training went.</summary>
/// <param name="Head">The head.</param>
/// <param name="Sgd">What SGD has to say; <see langword="null"/> with L-BFGS.</param>
/// <param name="Lbfgs">What L-BFGS has to say; <see langword="null"/> with SGD.</param>
internal sealed record TrainedHead(Head Head, SgdResult? Sgd, LbfgsResult? Lbfgs);
