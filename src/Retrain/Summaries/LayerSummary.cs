using Retrain.Formats.EventFiles;
using Retrain.Formats.EventFiles.Schema;

namespace Retrain.Summaries;

/// <summary>Makes the original's merged summary: 14 values in its order. Not thread-safe; it keeps memory between calls.</summary>
internal sealed class LayerSummary
{
    private readonly Histogram histogram = new();

    /// <summary>The event of a frame.</summary>
    /// <exception cref="EventFileException">NaN or infinity in one of the histograms.</exception>
    public Event Of(LayerFrame frame)
    {
        var summary = new Summary();
        AddVariable(summary, SummaryTags.Weights, frame.Weights);
        AddVariable(summary, SummaryTags.Biases, frame.Biases);
        AddHistogram(summary, SummaryTags.Logits, frame.Logits);
        AddHistogram(summary, SummaryTags.Scores, frame.Scores);
        summary.Value.Add(SummaryValues.Scalar(SummaryTags.CrossEntropy, frame.CrossEntropy));
        summary.Value.Add(SummaryValues.Scalar(SummaryTags.Accuracy, frame.Accuracy));
        return new Event { WallTime = EventFileWriter.Seconds(frame.Time), Step = frame.Step, Summary = summary };
    }

    private void AddVariable(Summary summary, string scope, ReadOnlySpan<float> values)
    {
        // The scalars come first, but the histogram knows most of them.
        Count(values, scope + SummaryTags.Distribution);
        double mean = histogram.Sum / histogram.Num;
        summary.Value.Add(SummaryValues.Scalar(scope + SummaryTags.Mean, (float)mean));
        summary.Value.Add(SummaryValues.Scalar(scope + SummaryTags.Deviation, (float)Deviation(values, mean)));
        summary.Value.Add(SummaryValues.Scalar(scope + SummaryTags.Max, (float)histogram.Max));
        summary.Value.Add(SummaryValues.Scalar(scope + SummaryTags.Min, (float)histogram.Min));
        summary.Value.Add(SummaryValues.Distribution(scope + SummaryTags.Distribution, histogram));
    }

    private void AddHistogram(Summary summary, string tag, ReadOnlySpan<float> values)
    {
        Count(values, tag);
        summary.Value.Add(SummaryValues.Distribution(tag, histogram));
    }

    private void Count(ReadOnlySpan<float> values, string tag)
    {
        histogram.Clear();
        histogram.Add(values, tag);
    }

    private static double Deviation(ReadOnlySpan<float> values, double mean)
    {
        double even = 0;
        double odd = 0;
        for (int i = 0; i + 1 < values.Length; i += 2)
        {
            even += (values[i] - mean) * (values[i] - mean);
            odd += (values[i + 1] - mean) * (values[i + 1] - mean);
        }

        double last = values.Length % 2 == 0 ? 0 : values[^1] - mean;
        return Math.Sqrt((even + odd + (last * last)) / values.Length);
    }
}
