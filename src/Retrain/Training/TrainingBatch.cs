using Retrain.Bottlenecks;

namespace Retrain.Training;

/// <summary>Photos of a step. Valid until the next batch is drawn.</summary>
/// <param name="Features">Where the rows are.</param>
/// <param name="Rows">Row numbers, repeats allowed.</param>
/// <param name="Truth">Class of each entry of <paramref name="Rows"/>, in the same order.</param>
internal readonly record struct TrainingBatch(FeatureMatrix Features, int[] Rows, int[] Truth);
