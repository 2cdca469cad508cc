using Retrain.Foundation;

namespace Retrain.Bottlenecks;

/// <summary>Decides where the features of a run lie.</summary>
internal static class FeatureStore
{
    /// <summary>In memory as far as the options allow it, else in a file.</summary>
    /// <exception cref="RetrainException">No folder for the file is known, or it has no room.</exception>
    public static FeatureMatrix Make(int photos, int features, BottleneckOptions options)
    {
        long values = (long)photos * features;
        long limit = options.MemoryLimit > 0 ? options.MemoryLimit : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        if (values * sizeof(float) <= limit && values <= Array.MaxLength)
        {
            return FeatureMatrix.InMemory(photos, features);
        }

        return (options.TemporaryFolder ?? options.CacheFolder) is { } folder
            ? FeatureMatrix.InFile(folder, photos, features)
            : throw new RetrainException(
                $"{photos} photos with {features} features each take {values * sizeof(float) / 1e9:F1} GB, more than the "
                    + $"{limit / 1e9:F1} GB that may lie in memory, and there is no folder for a file of them: "
                    + "name a cache folder, or train on fewer photos");
    }
}
