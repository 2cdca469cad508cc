using System.Text.Json;
using Retrain.Formats.EventFiles;
using Retrain.Formats.EventFiles.Schema;
using Retrain.Summaries;
using Retrain.Testing;
using Retrain.Tests.Training;
using Retrain.Training;

namespace Retrain.Tests.Summaries;

/// <summary>Recorded layers and batches of the original, and the summaries that TensorFlow made of them.</summary>
public sealed class SummaryReplayTests
{
    /// <summary>Tags of one tensor, which TensorFlow may have read before or after the update.</summary>
    private static readonly string[] Racing = ["final_retrain_ops/weights/", "final_retrain_ops/biases/"];

    [Theory]
    [InlineData("efficientnet_lite0", 2)]
    [InlineData("mobilenet_v1_whole_set", 4)]
    public void Trained_RecordedSteps_GivesTheSummariesOfTensorFlow(string name, int steps)
    {
        RecordedRun run = RecordedRun.Open(name);
        int[] rows = run.Read("training_steps", "batches.npy").Integers();
        int batch = run.Read("training_steps", "batches.npy").Shape[1];
        byte[] json = File.ReadAllBytes(SharedData.Shared("fixtures", "tensorboard", name + "_train.json"));
        JsonElement[] recorded = [.. JsonDocument.Parse(json).RootElement.GetProperty("events").EnumerateArray()
            .Where(e => e.GetProperty("what").GetString() == "summary" && e.GetProperty("step").GetInt32() < 50)];
        Assert.Equal(steps, recorded.Length);
        List<string> faults = [];
        foreach (JsonElement e in recorded)
        {
            int step = e.GetProperty("step").GetInt32();
            int[] photos = rows[(step * batch)..((step + 1) * batch)];
            JsonElement[] expected = [.. e.GetProperty("values").EnumerateArray()];
            Summary before = Write(run, run.Layer(step), photos);
            Summary after = Write(run, run.Layer(step + 1), photos);
            Assert.Equal(expected.Select(v => v.GetProperty("tag").GetString()), before.Value.Select(v => v.Tag));
            for (int i = 0; i < expected.Length; i++)
            {
                string tag = before.Value[i].Tag;
                bool racing = Racing.Any(r => tag.StartsWith(r, StringComparison.Ordinal));
                if (!IsSame(expected[i], before.Value[i]) && !(racing && IsSame(expected[i], after.Value[i])))
                {
                    faults.Add($"step {step}: {tag}");
                }
            }
        }

        Assert.Empty(faults);
    }

    private static bool IsSame(JsonElement expected, Summary.Types.Value actual)
    {
        if (expected.GetProperty("kind").GetString() == "simple_value")
        {
            // TensorFlow adds thousands of float32 up in float32, here in float64. Loss as in the README of the runs.
            double tolerance = actual.Tag == "cross_entropy_1" ? 2e-6 : 2e-8;
            return Math.Abs(expected.GetProperty("value").GetDouble() - actual.SimpleValue) <= tolerance;
        }

        HistogramProto h = actual.Histo;
        double size = Math.Max(Math.Abs(h.Min), Math.Abs(h.Max));
        bool isLayer = Racing.Any(r => actual.Tag.StartsWith(r, StringComparison.Ordinal));

        // Weights are given in every bit; logits and scores come of another order of additions.
        double near = isLayer ? 0 : 2e-6 * size;
        return Numbers("limits").SequenceEqual(h.BucketLimit)
            && Numbers("counts").SequenceEqual(h.Bucket)
            && Number("num") == h.Num
            && Math.Abs(Number("min") - h.Min) <= near
            && Math.Abs(Number("max") - h.Max) <= near
            && Math.Abs(Number("sum") - h.Sum) <= (isLayer ? 1e-9 : 1e-6) * size * Math.Max(1, isLayer ? 1 : h.Num)
            && Math.Abs(Number("sum_squares") - h.SumSquares) <= (isLayer ? 1e-9 : 1e-6) * h.SumSquares;

        IEnumerable<double> Numbers(string property) => expected.GetProperty(property).EnumerateArray().Select(v => v.GetDouble());
        double Number(string property) => expected.GetProperty(property).GetDouble();
    }

    /// <summary>The summary that our file holds of a layer and a batch.</summary>
    private static Summary Write(RecordedRun run, Head layer, int[] photos)
    {
        int classes = layer.Biases.Length;
        int width = run.Features.Width;
        float[] logits = new float[photos.Length * classes];
        float[] scores = new float[logits.Length];
        double loss = 0;
        int right = 0;
        for (int i = 0; i < photos.Length; i++)
        {
            ReadOnlySpan<float> features = run.Features.Row(photos[i]);
            double[] row = new double[classes];
            for (int c = 0; c < classes; c++)
            {
                double sum = layer.Biases[c];
                for (int f = 0; f < width; f++)
                {
                    sum += (double)features[f] * layer.Weights[(f * classes) + c];
                }

                row[c] = sum;
                logits[(i * classes) + c] = (float)sum;
            }

            double total = row.Sum(v => Math.Exp(v - row.Max()));
            for (int c = 0; c < classes; c++)
            {
                scores[(i * classes) + c] = (float)(Math.Exp(row[c] - row.Max()) / total);
            }

            int truth = run.Truth[photos[i]];
            loss -= row[truth] - row.Max() - Math.Log(total);
            right += Array.IndexOf(row, row.Max()) == truth ? 1 : 0;
        }

        using var folder = new TemporaryFolder();
        using (SummaryWriter writer = SummaryWriter.Create(folder.FullPath, [], TimeProvider.System))
        {
            writer.Trained(new LayerView(
                0, layer.Weights, layer.Biases, logits, scores, (float)(loss / photos.Length), (float)right / photos.Length));
            writer.Complete();
        }

        using EventFileReader reader = EventFileReader.Open(Directory.GetFiles(folder["train"]).Single());
        return reader.Events().Last().Summary;
    }
}
