using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Samples;

namespace Retrain.Exports;

/// <summary>Pictures to try a network on: three drawn flowers and noise. The same each time.</summary>
internal static class TrialPictures
{
    private const int Flowers = 3;
    private const long Seed = 1;

    /// <summary>The pictures, [H, W, 3] each.</summary>
    /// <param name="preprocessing">Size and value range; the layout is not looked at.</param>
    public static IReadOnlyList<float[]> Of(Preprocessing preprocessing)
    {
        Preprocessing rules = preprocessing with { Layout = "nhwc" };
        int length = PhotoReader.InputLength(rules);
        var pictures = new List<float[]>();
        for (int i = 0; i < Flowers; i++)
        {
            string name = $"trial_{i}.jpg";
            float[] picture = new float[length];
            PhotoReading reading = PhotoReader.Read(FlowerPicture.Jpeg(Seed, name, FlowerKind.All[i]), name, rules, picture);
            pictures.Add(reading.Problem is null ? picture : throw new InvalidOperationException(
                $"a drawn picture cannot be read: {reading.Problem}"));
        }

        var noise = new RandomStream(Seed, "noise for trials of networks");
        float span = rules.RangeHigh - rules.RangeLow;
        pictures.Add([.. Enumerable.Range(0, length).Select(i => rules.RangeLow + (span * (float)noise.Uniform(i)))]);
        return pictures;
    }
}
