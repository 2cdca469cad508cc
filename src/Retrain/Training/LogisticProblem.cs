using Retrain.Bottlenecks;
using Retrain.Foundation;

namespace Retrain.Training;

/// <summary>
/// The fitted photos of a multinomial logistic regression, and how its parameters act on them. Parameters are one float64 vector:
/// weights of the scaled features [padded C, F], then biases [padded C]. Features are read in place; centring and scaling are applied to
/// the parameters instead.
/// </summary>
internal sealed class LogisticProblem
{
    // Of rows of a multiple of 1 KB, a cache of 32 KB in eight ways holds so many lines at one place.
    private const int NearPhotos = 32;

    private readonly FeatureMatrix features;
    private readonly int[] rows;
    private readonly FeatureScaling scaling;
    private readonly double[] scaled;

    /// <summary>Prepares the problem.</summary>
    /// <param name="features">[N, F].</param>
    /// <param name="classes">[N]; those of <paramref name="rows"/> are read.</param>
    /// <param name="rows">The photos to fit.</param>
    /// <param name="classCount">C.</param>
    /// <param name="standardise">See <see cref="FeatureScaling"/>.</param>
    /// <param name="classWeights">[C] or none: 1 each.</param>
    public LogisticProblem(
        FeatureMatrix features, IReadOnlyList<int> classes, int[] rows, int classCount, bool standardise, double[]? classWeights)
    {
        this.features = features;
        this.rows = rows;
        features.Expect(ReadingOrder.Ascending);
        Classes = classCount;
        if ((long)rows.Length * Padded > Array.MaxLength)
        {
            throw new RetrainException($"{rows.Length} photos in {classCount} classes are too many for lbfgs: train with sgd");
        }

        Truth = [.. rows.Select(row => classes[row])];
        // Divided by the number of photos, so that values and tolerances mean the same for small and large sets.
        PhotoWeights = [.. Truth.Select(label => (classWeights?[label] ?? 1) / rows.Length)];
        scaling = FeatureScaling.Measure(features, rows, standardise);
        scaled = new double[Padded * features.Width];
    }

    /// <summary>C.</summary>
    public int Classes { get; }

    /// <summary>C in whole blocks; padding has weights, biases and slopes of 0.</summary>
    public int Padded => ClassBlocks.Padded(Classes);

    /// <summary>Number of fitted photos.</summary>
    public int Photos => rows.Length;

    /// <summary>Length of the weights' part of the parameters.</summary>
    public int Weights => scaled.Length;

    /// <summary>Length of the parameters.</summary>
    public int Parameters => scaled.Length + Padded;

    /// <summary>[photos] classes.</summary>
    public int[] Truth { get; }

    /// <summary>[photos] weights in the loss; their sum is 1.</summary>
    public double[] PhotoWeights { get; }

    /// <summary>[F], of the scaled features.</summary>
    public double[] Variance => scaling.Variance;

    /// <summary>logits [photos, padded C] of some parameters, or the change of the logits along a direction: they are linear.</summary>
    public void Forward(double[] parameters, double[] logits)
    {
        double[] offsets = new double[Padded];
        for (int c = 0; c < Padded; c++)
        {
            double centre = 0;
            for (int f = 0; f < features.Width; f++)
            {
                double weight = parameters[(c * features.Width) + f] * scaling.Scale[f];
                scaled[(c * features.Width) + f] = weight;
                centre += weight * scaling.Mean[f];
            }

            offsets[c] = parameters[Weights + c] - centre;
        }

        ClassBlocks.Run((rows.Length + ClassBlocks.Photos - 1) / ClassBlocks.Photos, Work, block =>
        {
            int from = block * ClassBlocks.Photos;
            int count = Math.Min(ClassBlocks.Photos, rows.Length - from);
            WideKernels.Forward(features, rows.AsSpan(from, count), scaled, logits.AsSpan(from * Padded, count * Padded));
            for (int i = from; i < from + count; i++)
            {
                for (int c = 0; c < Padded; c++)
                {
                    logits[(i * Padded) + c] += offsets[c];
                }
            }
        });
    }

    /// <summary>Gradient of the loss without penalty, from its slopes by the logits [photos, padded C].</summary>
    public void Backward(double[] slopes, double[] gradient)
    {
        Array.Clear(gradient);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int c = 0; c < Padded; c++)
            {
                gradient[Weights + c] += slopes[(i * Padded) + c];
            }
        }

        RowGroups.Run(features, rows, Weights, (from, count, firstFeature, endFeature) =>
            Backward(slopes, gradient, from, count, firstFeature, endFeature));
        for (int c = 0; c < Padded; c++)
        {
            for (int f = 0; f < features.Width; f++)
            {
                ref double slope = ref gradient[(c * features.Width) + f];
                slope = (slope - (scaling.Mean[f] * gradient[Weights + c])) * scaling.Scale[f];
            }
        }
    }

    /// <summary>Few photos at a time through all classes, so that the features that they share stay in the nearest cache.</summary>
    private void Backward(double[] slopes, double[] gradient, int from, int count, int firstFeature, int endFeature)
    {
        for (int photo = from; photo < from + count; photo += NearPhotos)
        {
            int some = Math.Min(NearPhotos, from + count - photo);
            for (int block = 0; block < Padded / ClassBlocks.Classes; block++)
            {
                WideKernels.Backward(features, rows.AsSpan(photo, some), slopes.AsSpan(photo * Padded, some * Padded),
                    gradient.AsSpan(0, Weights), block, firstFeature, endFeature);
            }
        }
    }

    /// <summary>The head that takes raw features.</summary>
    public Head ToHead(double[] parameters)
    {
        int width = features.Width;
        float[] weights = new float[width * Classes];
        double[] biases = new double[Classes];
        for (int c = 0; c < Classes; c++)
        {
            biases[c] = parameters[Weights + c];
            for (int f = 0; f < width; f++)
            {
                float weight = (float)(parameters[(c * width) + f] * scaling.Scale[f]);
                weights[(f * Classes) + c] = weight;
                // With the weight as it is stored, so that its rounding moves no photo near the mean.
                biases[c] -= weight * scaling.Mean[f];
            }
        }

        return new Head(weights, [.. biases.Select(bias => (float)bias)]);
    }

    private long Work => (long)rows.Length * Weights;
}
