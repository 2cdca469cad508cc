namespace Retrain.Training;

/// <summary>What the original prints every <c>eval_step_interval</c> steps.</summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="TrainAccuracy">Share of the step's batch that is right after the update, as float32 as TensorFlow computes it.</param>
/// <param name="CrossEntropy">Mean loss of the same batch after the update.</param>
/// <param name="ValidationAccuracy">Share of the validation batch that is right; NaN without validation photos.</param>
/// <param name="ValidationCrossEntropy">Mean loss of the validation batch; NaN without validation photos.</param>
/// <param name="ValidationCount">Photos of the validation batch.</param>
public readonly record struct SgdEvaluation(
    int Step, float TrainAccuracy, float CrossEntropy, float ValidationAccuracy, float ValidationCrossEntropy, int ValidationCount);
