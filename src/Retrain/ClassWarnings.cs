using Retrain.Bottlenecks;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain;

/// <summary>What a person should know about single classes before trusting the figures.</summary>
internal static class ClassWarnings
{
    private const double LossWorthSaying = 0.1;
    private const int UnevenFactor = 5;

    /// <summary>Classes that lost more than a tenth of their photos, a line each.</summary>
    public static IEnumerable<string> Losses(PhotoFolder photos, BottleneckResult bottlenecks)
    {
        Dictionary<int, int> listed = photos.Photos.CountBy(p => p.Class).ToDictionary();
        return bottlenecks.Unusable.CountBy(u => u.Photo.Class).Where(lost => lost.Value > LossWorthSaying * listed[lost.Key])
            .OrderBy(lost => lost.Key)
            .Select(lost => $"Class '{photos.Classes[lost.Key].Label}' lost {lost.Value} of its {listed[lost.Key]} photos: "
                + "what is left may not be like what you will show the model");
    }

    /// <summary>Classes of very different sizes, where the optimiser does not even them out by itself.</summary>
    public static IEnumerable<string> Unevenness(IReadOnlyList<string> labels, IReadOnlyList<int> classes, RetrainOptions options)
    {
        if (options.Optimizer == Optimizer.Sgd || options.ClassWeights == ClassWeights.Balanced)
        {
            yield break;
        }

        var counts = classes.CountBy(c => c).OrderBy(c => c.Value).ToArray();
        (int smallest, int largest) = (counts[0].Value, counts[^1].Value);
        if (largest >= UnevenFactor * smallest)
        {
            yield return $"Class '{labels[counts[^1].Key]}' has {largest} photos, '{labels[counts[0].Key]}' {smallest}: "
                + "rare classes may be overlooked; --class_weights balanced lets them count the same";
        }
    }
}
