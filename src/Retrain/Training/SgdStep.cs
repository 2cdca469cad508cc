using Retrain.Bottlenecks;

namespace Retrain.Training;

/// <summary>
/// The layer while it learns: one update or one evaluation of the batch that it is given (REFERENCE 5.2). It draws nothing, so a
/// recorded run can be replayed through it. Not thread-safe; it uses other cores itself where a batch is large.
/// </summary>
internal sealed class SgdStep
{
    private readonly FeatureMatrix features;
    private readonly int[] truth;
    private readonly float[]? classWeights;
    private readonly bool? manyCores;
    private readonly int classes;
    private readonly int padded;
    private readonly float[] weights;
    private readonly float[] biases;
    private readonly float[] gradient;
    private float[] logits = [];
    private int[] batch = [];

    /// <summary>Starts from a head.</summary>
    /// <param name="features">[N, F]; rows are read in place.</param>
    /// <param name="truth">[N], each below the head's number of classes.</param>
    /// <param name="start">Copied.</param>
    /// <param name="classWeights">[C], the weight of a photo of each class in the loss; <see langword="null"/>: all 1.</param>
    /// <param name="manyCores">
    /// Whether an update is cut in pieces for many cores; by default where it pays. It changes no bit of the result.
    /// </param>
    public SgdStep(FeatureMatrix features, int[] truth, Head start, float[]? classWeights = null, bool? manyCores = null)
    {
        this.manyCores = manyCores;
        this.features = features;
        this.truth = truth;
        this.classWeights = classWeights;
        classes = start.Classes;
        padded = ClassBlocks.Padded(classes);
        weights = ClassBlocks.Transpose(start);
        biases = new float[padded];
        start.Biases.CopyTo(biases, 0);
        gradient = new float[weights.Length];
    }

    /// <summary>A copy of the present state.</summary>
    public Head ToHead() => ClassBlocks.ToHead(weights, biases, classes, features.Width);

    /// <summary>W -= rate * X'G, b -= rate * sum of G over photos, with G = weight * (softmax - onehot) / batch size.</summary>
    /// <returns>Whether all weights and biases are still finite.</returns>
    public bool Update(ReadOnlySpan<int> rows, float rate)
    {
        Prepare(rows);
        long work = (long)rows.Length * weights.Length;
        if (!(manyCores ?? ClassBlocks.WorthManyCores(work)))
        {
            // Block by block through both passes: the features come from memory once. Every sum is the same as below.
            for (int from = 0; from < rows.Length; from += ClassBlocks.Photos)
            {
                int count = Math.Min(ClassBlocks.Photos, rows.Length - from);
                Slopes(from, count);
                for (int block = 0; block < padded / ClassBlocks.Classes; block++)
                {
                    Backward(from, count, block, 0, features.Width);
                }
            }
        }
        else
        {
            int photoBlocks = (rows.Length + ClassBlocks.Photos - 1) / ClassBlocks.Photos;
            int count = rows.Length;
            ClassBlocks.Run(
                photoBlocks, work, i => Slopes(i * ClassBlocks.Photos, Math.Min(ClassBlocks.Photos, count - (i * ClassBlocks.Photos))));
            int featureBlocks = (features.Width + ClassBlocks.Features - 1) / ClassBlocks.Features;
            ClassBlocks.Run(featureBlocks * (padded / ClassBlocks.Classes), work, i =>
            {
                int from = i % featureBlocks * ClassBlocks.Features;
                Backward(0, count, i / featureBlocks, from, Math.Min(from + ClassBlocks.Features, features.Width));
            });
        }

        bool finite = DenseKernels.Descend(weights, gradient, rate);
        for (int c = 0; c < classes; c++)
        {
            float sum = 0;
            for (int i = 0; i < rows.Length; i++)
            {
                sum += logits[(i * padded) + c];
            }

            biases[c] -= rate * sum;
            finite &= float.IsFinite(biases[c]);
        }

        return finite;
    }

    /// <summary>
    /// Share of right answers and mean cross-entropy (with class weights: the weighted one) of a batch; the weights stay.
    /// </summary>
    public (float Accuracy, float CrossEntropy) Evaluate(ReadOnlySpan<int> rows)
    {
        Prepare(rows);
        int count = rows.Length;
        int photoBlocks = (count + ClassBlocks.Photos - 1) / ClassBlocks.Photos;
        ClassBlocks.Run(photoBlocks, (long)count * weights.Length, i =>
            Logits(i * ClassBlocks.Photos, Math.Min(ClassBlocks.Photos, count - (i * ClassBlocks.Photos))));

        int right = 0;
        double loss = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> photo = logits.AsSpan(i * padded, classes);
            int label = truth[rows[i]];
            right += SoftmaxLoss.Best(photo) == label ? 1 : 0;
            loss += (classWeights?[label] ?? 1) * SoftmaxLoss.CrossEntropy(photo, label);
        }

        return ((float)right / count, (float)(loss / count));
    }

    private void Prepare(ReadOnlySpan<int> rows)
    {
        if (batch.Length != rows.Length)
        {
            batch = new int[rows.Length];
            logits = new float[rows.Length * padded];
        }

        rows.CopyTo(batch);
    }

    private void Logits(int from, int count)
    {
        DenseKernels.Forward(
            features.Values, features.Width, batch.AsSpan(from, count), weights, logits.AsSpan(from * padded, count * padded));
        for (int i = from; i < from + count; i++)
        {
            for (int c = 0; c < classes; c++)
            {
                logits[(i * padded) + c] += biases[c];
            }
        }
    }

    /// <summary>Puts G in the place of the logits.</summary>
    private void Slopes(int from, int count)
    {
        Logits(from, count);
        for (int i = from; i < from + count; i++)
        {
            Span<float> photo = logits.AsSpan(i * padded, classes);
            int label = truth[batch[i]];
            SoftmaxLoss.Softmax(photo);
            photo[label] -= 1;
            float weight = classWeights?[label] ?? 1;
            foreach (ref float slope in photo)
            {
                slope = slope * weight / batch.Length;
            }
        }
    }

    private void Backward(int fromPhoto, int count, int block, int from, int to) => DenseKernels.Backward(
        features.Values, features.Width, batch.AsSpan(
            fromPhoto, count), logits.AsSpan(fromPhoto * padded, count * padded), gradient, block, from, to);
}
