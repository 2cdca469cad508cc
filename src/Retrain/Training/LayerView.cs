namespace Retrain.Training;

/// <summary>
/// What the original's merged summaries see in one run of a batch (REFERENCE 6). The memory belongs to the trainer and changes after the
/// call. With quantisers, weights and logits are the rounded ones.
/// </summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="Weights">[C, F] of the last layer, class by class; [C, H] with a hidden layer.</param>
/// <param name="Biases">[C].</param>
/// <param name="Logits">[B, C] of the batch.</param>
/// <param name="Scores">[B, C]: softmax of the logits.</param>
/// <param name="CrossEntropy">The loss of the batch.</param>
/// <param name="Accuracy">Share of the batch that is right.</param>
internal readonly record struct LayerView(
    int Step,
    ReadOnlyMemory<float> Weights,
    ReadOnlyMemory<float> Biases,
    ReadOnlyMemory<float> Logits,
    ReadOnlyMemory<float> Scores,
    float CrossEntropy,
    float Accuracy);
