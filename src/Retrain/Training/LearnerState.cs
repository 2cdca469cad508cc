namespace Retrain.Training;

/// <summary>All that a <see cref="HeadLearner"/> has become: with it a run goes on as if it had never stopped.</summary>
/// <param name="Updates">Updates that were done.</param>
/// <param name="LogitRange">What the quantiser of the logits remembers.</param>
/// <param name="Arrays">Weights, biases and what the update rule remembers, of each layer.</param>
internal sealed record LearnerState(int Updates, (float BiasedMin, float BiasedMax, int Count) LogitRange, float[][] Arrays);
