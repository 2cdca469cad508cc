using Retrain.Photos;

namespace Retrain.Training;

/// <summary>Turns <see cref="ClassWeights"/> into numbers.</summary>
internal static class ClassWeighting
{
    /// <summary>
    /// [C]: N / (present classes * photos of the class), so that the weights of the photos have mean 1, and equal classes weigh 1 each.
    /// Classes without photos weigh 0. <see langword="null"/> for <see cref="ClassWeights.None"/>.
    /// </summary>
    public static double[]? Of(ClassWeights choice, IEnumerable<int> classes, int classCount)
    {
        if (choice == ClassWeights.None)
        {
            return null;
        }

        int[] counts = new int[classCount];
        foreach (int label in classes)
        {
            counts[label]++;
        }

        double share = (double)counts.Sum() / counts.Count(count => count > 0);
        return [.. counts.Select(count => count == 0 ? 0 : share / count)];
    }

    /// <summary>The same for the training rows.</summary>
    public static double[]? Of(ClassWeights choice, LabelledFeatures data) =>
        Of(choice, data.Classes.Where((_, row) => data.Sets[row] == PhotoSet.Training), data.ClassCount);
}
