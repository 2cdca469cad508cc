using System.Diagnostics;
using Retrain.Bottlenecks;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Benchmarks.Heads;

/// <summary>Where the time of plain SGD goes: the steps of a training, taken apart.</summary>
internal static class StepProfile
{
    public static void Print(LabelledFeatures data, SgdOptions options)
    {
        // Three times, and of each part the least: what the others have more, the machine did for somebody else.
        long[][] runs = [.. Enumerable.Range(0, 3).Select(_ => Run(data, options))];
        double[] seconds = [.. Enumerable.Range(0, Names.Length).Select(part => runs.Min(run => run[part]) / (double)Stopwatch.Frequency)];
        foreach ((string name, double time) in Names.Zip(seconds))
        {
            Console.WriteLine($"  {name,-20}{time,7:F3} s  {100 * time / seconds.Sum(),5:F1} %");
        }
    }

    private static readonly string[] Names = ["draw of rows", "forward", "softmax", "backward", "update of weights", "evaluations"];

    private static long[] Run(LabelledFeatures data, SgdOptions options)
    {
        long[] ticks = new long[Names.Length];
        FeatureMatrix features = data.Features;
        int padded = ClassBlocks.Padded(data.ClassCount);
        var training = new CachedBatches(data, PhotoSet.Training, options.TrainBatchSize, 0);
        var validation = new CachedBatches(data, PhotoSet.Validation, options.ValidationBatchSize, 0);
        float[] weights = ClassBlocks.Transpose(InitialWeights.Draw(features.Width, data.ClassCount, options).Weights, data.ClassCount);
        float[] gradient = new float[weights.Length];
        float[] sums = new float[options.TrainBatchSize * padded];
        for (int step = 0; step < options.Steps; step++)
        {
            long now = Stopwatch.GetTimestamp();
            TrainingBatch batch = training.Draw(step);
            now = Lap(0, now);
            for (int from = 0; from < batch.Rows.Length; from += ClassBlocks.Photos)
            {
                int count = Math.Min(ClassBlocks.Photos, batch.Rows.Length - from);
                ReadOnlySpan<int> rows = batch.Rows.AsSpan(from, count);
                Span<float> block = sums.AsSpan(from * padded, count * padded);
                DenseKernels.Forward(features, rows, weights, block);
                now = Lap(1, now);
                for (int i = 0; i < count; i++)
                {
                    SoftmaxLoss.Slope(block.Slice(i * padded, data.ClassCount), batch.Truth[from + i], 0, 1, batch.Rows.Length);
                }

                now = Lap(2, now);
                for (int c = 0; c < padded / ClassBlocks.Classes; c++)
                {
                    DenseKernels.Backward(features, rows, block, gradient, c, 0, features.Width);
                }

                now = Lap(3, now);
            }

            DenseKernels.Descend(weights, gradient, options.LearningRate);
            now = Lap(4, now);
            if (step % options.EvaluationInterval == 0 || step == options.Steps - 1)
            {
                Evaluate(batch);
                Evaluate(validation.Draw(step));
                Lap(5, now);
            }
        }

        return ticks;

        long Lap(int part, long since)
        {
            long now = Stopwatch.GetTimestamp();
            ticks[part] += now - since;
            return now;
        }

        void Evaluate(TrainingBatch batch)
        {
            DenseKernels.Forward(features, batch.Rows, weights, sums);
            for (int i = 0; i < batch.Rows.Length; i++)
            {
                SoftmaxLoss.CrossEntropy(sums.AsSpan(i * padded, data.ClassCount), batch.Truth[i]);
            }
        }
    }
}
