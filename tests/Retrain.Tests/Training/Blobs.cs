using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Tests.Training;

/// <summary>Made-up features: a cloud around a centre for each class, all values 0 or more as after a network's last activation.</summary>
internal static class Blobs
{
    /// <summary>Draws clouds; every tenth photo is for testing, the one before it for validation.</summary>
    /// <param name="photosOfClass">[C], 0 allowed.</param>
    /// <param name="width">F.</param>
    /// <param name="noise">Half the width of a cloud; the centres lie 0 to 1 apart in each feature.</param>
    public static LabelledFeatures Draw(int[] photosOfClass, int width, double noise = 0.3)
    {
        int[] classes = [.. photosOfClass.SelectMany((count, label) => Enumerable.Repeat(label, count))];
        var centres = new RandomStream(5, "centres");
        var clouds = new RandomStream(5, "clouds");
        float[] values = new float[classes.Length * width];
        for (int i = 0; i < values.Length; i++)
        {
            double centre = centres.Uniform((classes[i / width] * width) + (i % width));
            values[i] = (float)Math.Max(0, centre + (noise * ((2 * clouds.Uniform(i)) - 1)));
        }

        PhotoSet[] sets = [.. classes.Select(
            (_, i) => (i % 10) switch { 8 => PhotoSet.Validation, 9 => PhotoSet.Testing, _ => PhotoSet.Training })];
        return new LabelledFeatures(new FeatureMatrix(values, width), classes, sets, photosOfClass.Length);
    }

    /// <summary>Share of right answers of a set.</summary>
    public static double Accuracy(LabelledFeatures data, Head head, PhotoSet set) =>
        (double)HeadScorer.Measure(head, data.Features, data.Classes, data.RowsOf(set)).Right / data.RowsOf(set).Length;
}
