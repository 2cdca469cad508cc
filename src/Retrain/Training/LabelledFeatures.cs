using Retrain.Bottlenecks;
using Retrain.Photos;

namespace Retrain.Training;

/// <summary>What a trainer learns from: features, classes, and which rows belong to which set.</summary>
/// <param name="Features">[N, F].</param>
/// <param name="Classes">[N], each 0 to <paramref name="ClassCount"/> - 1.</param>
/// <param name="Sets">[N].</param>
/// <param name="ClassCount">C; classes without photos count too.</param>
public sealed record LabelledFeatures(FeatureMatrix Features, IReadOnlyList<int> Classes, IReadOnlyList<PhotoSet> Sets, int ClassCount);
