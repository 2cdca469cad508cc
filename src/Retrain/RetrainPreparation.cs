using Retrain.Bottlenecks;
using Retrain.Photos;

namespace Retrain;

/// <summary>What a run has before it trains.</summary>
/// <param name="Bottlenecks">The bottlenecks and what was left out.</param>
/// <param name="Sets">The set of each photo of <see cref="BottleneckResult.Photos"/>.</param>
/// <param name="Warnings">What to look at: copies, classes that lost photos, sets without a class. One line each.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record RetrainPreparation(
    BottleneckResult Bottlenecks, IReadOnlyList<PhotoSet> Sets, IReadOnlyList<string> Warnings, double Seconds);
