using System.Diagnostics;
using Retrain.Bottlenecks;
using Retrain.Training;

namespace Retrain.Benchmarks.Heads;

/// <summary>How many multiply-adds a second the four products reach on one core, best of many tries.</summary>
internal static class KernelRates
{
    public static void Print(int classes)
    {
        const int width = 1280, rows = 4096;
        int padded = ClassBlocks.Padded(classes);
        var planted = new PlantedFeatures(classes, width, 0.1, 0);
        var features = new FeatureMatrix(new float[rows * width], width);
        for (int i = 0; i < rows; i++)
        {
            planted.Fill(i, features.Writable(i));
        }

        int[] all = [.. Enumerable.Range(0, rows)];
        float[] weights = new float[padded * width], sums = new float[rows * padded];
        double[] wide = new double[weights.Length], wideSums = new double[sums.Length];
        foreach (int count in new[] { 16, 32, 64, 128 })
        {
            Rate($"float32 forward, {count} photos", count, (from, count) => DenseKernels.Forward(
                features, all.AsSpan(from, count), weights, sums.AsSpan(from * padded, count * padded)));
            Rate($"float64 forward, {count} photos", count, (from, count) => WideKernels.Forward(
                features, all.AsSpan(from, count), wide, wideSums.AsSpan(from * padded, count * padded)));
            Rate($"float32 backward, {count} photos", count, (from, count) => Blocks(block => DenseKernels.Backward(
                features, all.AsSpan(from, count), sums.AsSpan(from * padded, count * padded), weights, block, 0, width)));
            Rate($"float64 backward, {count} photos", count, (from, count) => Blocks(block => WideKernels.Backward(
                features, all.AsSpan(from, count), wideSums.AsSpan(from * padded, count * padded), wide, block, 0, width)));
        }

        Rate("float64 backward, features in pieces", 32, (from, count) =>
        {
            for (int f = 0; f + 128 <= width; f += 128)
            {
                Blocks(block => WideKernels.Backward(
                    features, all.AsSpan(from, count), wideSums.AsSpan(from * padded, count * padded), wide, block, f, f + 128));
            }
        });

        void Blocks(Action<int> piece)
        {
            for (int block = 0; block < padded / ClassBlocks.Classes; block++)
            {
                piece(block);
            }
        }

        void Rate(string name, int count, Action<int, int> pass)
        {
            double best = double.PositiveInfinity;
            for (int from = 0; from <= rows - count; from += count)
            {
                long start = Stopwatch.GetTimestamp();
                pass(from, count);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            Console.WriteLine($"{name,-40}{(double)count * padded * width / best / 1e9,6:F1} G/s");
        }
    }
}
