using System.Text.Json;
using Retrain.Bottlenecks;
using Retrain.Testing;

namespace Retrain.Tests.Training;

/// <summary>
/// The 500 photos whose features <c>../shared/fixtures/insight</c> holds, rounded to float16, with the folds of <c>probe_500.json</c>.
/// </summary>
internal sealed class Flowers500
{
    private Flowers500(FeatureMatrix features, int[] classes, int[] folds, int[][] choosing, JsonElement probe)
    {
        Features = features;
        Classes = classes;
        Folds = folds;
        Choosing = choosing;
        Probe = probe;
    }

    /// <summary>[500, width].</summary>
    public FeatureMatrix Features { get; }

    public int[] Classes { get; }

    /// <summary>[500]: the fold that tests the photo.</summary>
    public int[] Folds { get; }

    /// <summary>[5]: rows that strength is chosen on, a part of the other folds.</summary>
    public int[][] Choosing { get; }

    /// <summary>The recorded answers.</summary>
    public JsonElement Probe { get; }

    /// <summary>Loads the first features of each photo: 1,280 for <c>features</c>, 2,432 for <c>features_wide</c>.</summary>
    public static Flowers500 Load(int width)
    {
        Npy wide = Npy.Read(SharedData.Shared("fixtures", "insight", "label_errors", "features_wide.npy"));
        float[] all = wide.Floats();
        float[] values = new float[500 * width];
        for (int row = 0; row < 500; row++)
        {
            all.AsSpan(row * wide.Shape[1], width).CopyTo(values.AsSpan(row * width));
        }

        JsonElement[] rows = [.. Json("fixtures", "insight", "label_errors", "rows.json").GetProperty("rows").EnumerateArray()];
        string[] names = [.. rows.Select(row => row.GetProperty("photo").GetString()!)];
        JsonElement probe = Json("models", "efficientnet_lite0", "probe_500.json");
        int[][] choosing =
            [.. Enumerable.Range(0, 5).Select(fold => probe.GetProperty("choosing_part").GetProperty($"{fold}").EnumerateArray()
                .Select(name => Array.IndexOf(names, name.GetString())).ToArray())];
        return new Flowers500(
            new FeatureMatrix(values, width),
            [.. rows.Select(row => row.GetProperty("true").GetInt32())],
            [.. names.Select(name => probe.GetProperty("fold").GetProperty(name).GetInt32())],
            choosing,
            probe);
    }

    /// <summary>Rows of the other four folds, or of the one.</summary>
    public int[] Rows(int fold, bool tested) => [.. Enumerable.Range(0, 500).Where(row => Folds[row] == fold == tested)];

    public static JsonElement Json(params string[] parts) => JsonDocument.Parse(File.ReadAllBytes(SharedData.Shared(parts))).RootElement;
}
