using Retrain.Bottlenecks;

namespace Retrain.Training;

/// <summary>One layer x W + b while it learns. Weights are kept as <see cref="ClassBlocks"/> says.</summary>
internal sealed class DenseLearner
{
    private readonly float[] gradient;
    private readonly float[] biasGradient;
    private readonly WeightUpdater weightUpdater;
    private readonly WeightUpdater biasUpdater;

    /// <summary>Starts from given weights.</summary>
    /// <param name="weights">[F, C], copied.</param>
    /// <param name="biases">[C], copied.</param>
    /// <param name="options">The rule that moves them, and whether they are quantised.</param>
    public DenseLearner(float[] weights, float[] biases, SgdOptions options)
    {
        Units = biases.Length;
        Padded = ClassBlocks.Padded(Units);
        Inputs = weights.Length / Units;
        Weights = ClassBlocks.Transpose(weights, Units);
        Used = options.FakeQuantize ? new float[Weights.Length] : Weights;
        Biases = new float[Padded];
        biases.CopyTo(Biases, 0);
        gradient = new float[Weights.Length];
        biasGradient = new float[Padded];
        weightUpdater = new WeightUpdater(options, Weights.Length, decays: true);
        biasUpdater = new WeightUpdater(options, Padded, decays: false);
        Round();
    }

    /// <summary>Outputs, C.</summary>
    public int Units { get; }

    /// <summary>C rounded up to whole blocks.</summary>
    public int Padded { get; }

    /// <summary>Inputs, F.</summary>
    public int Inputs { get; }

    /// <summary>[padded C, F] in full precision.</summary>
    public float[] Weights { get; }

    /// <summary>[padded C, F] that the products use: the weights, or their levels.</summary>
    public float[] Used { get; }

    /// <summary>[padded C].</summary>
    public float[] Biases { get; }

    /// <summary>Range of the weights, with 0 in it; the present one only with quantisers.</summary>
    public (float Min, float Max) Range { get; private set; }

    /// <summary>All arrays that change in training.</summary>
    public IEnumerable<float[]> State => [Weights, Biases, .. weightUpdater.Slots, .. biasUpdater.Slots];

    /// <summary>[F, C] and [C], copied.</summary>
    public (float[] Weights, float[] Biases) ToRows() => (ClassBlocks.Untranspose(Weights, Units, Inputs), Biases[..Units]);

    /// <summary>With quantisers: measures the weights' range and rounds them to its levels. To be called when they have changed.</summary>
    public void Round()
    {
        if (ReferenceEquals(Used, Weights))
        {
            return;
        }

        // The rows that fill the last block are zero: they widen no range that holds zero.
        Range = (Math.Min(Weights.Min(), 0), Math.Max(Weights.Max(), 0));
        HeadLevels levels = Levels();
        for (int i = 0; i < Used.Length; i++)
        {
            Used[i] = levels.Round(Weights[i]);
        }
    }

    /// <summary>sums[i, c] = x W + b of the given rows.</summary>
    public void Forward(FeatureMatrix features, ReadOnlySpan<int> rows, Span<float> sums)
    {
        if (ReferenceEquals(Used, Weights))
        {
            DenseKernels.Forward(features, rows, Used, sums);
        }
        else
        {
            DenseKernels.ForwardInOrder(features, rows, Used, sums);
        }

        for (int i = 0; i < sums.Length; i += Padded)
        {
            for (int c = 0; c < Units; c++)
            {
                sums[i + c] += Biases[c];
            }
        }
    }

    /// <summary>slopes of the inputs: inputs[i, f] = sum over c of slopes[i, c] * W[c, f].</summary>
    public void BackwardToInputs(ReadOnlySpan<float> slopes, Span<float> inputs) =>
        DenseKernels.BackwardToInputs(Used, Inputs, slopes, Padded, inputs);

    /// <summary>Adds to the gradient of one block of units what some rows give for features from &lt;= f &lt; to.</summary>
    public void Backward(FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<float> slopes, int block, int from, int to) =>
        DenseKernels.Backward(features, rows, slopes, gradient, block, from, to);

    /// <summary>Moves weights and biases; the gradient is then empty.</summary>
    /// <param name="slopes">[B, padded C] of the whole batch; their sums are the slopes of the biases.</param>
    /// <param name="rate">Of this step.</param>
    /// <param name="update">Number of the update, from 1.</param>
    /// <returns>Whether all weights and biases are still finite.</returns>
    public bool Descend(ReadOnlySpan<float> slopes, float rate, int update)
    {
        for (int c = 0; c < Units; c++)
        {
            float sum = 0;
            for (int i = c; i < slopes.Length; i += Padded)
            {
                sum += slopes[i];
            }

            biasGradient[c] = sum;
        }

        if (!ReferenceEquals(Used, Weights))
        {
            // Outside its range a weight does not change the rounded one.
            HeadLevels levels = Levels();
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] = levels.Passes(Weights[i]) ? gradient[i] : 0;
            }
        }

        bool finite = weightUpdater.Apply(Weights, gradient, rate, update);
        return biasUpdater.Apply(Biases, biasGradient, rate, update) && finite;
    }

    private HeadLevels Levels() => HeadLevels.OfWeights(new HeadQuantization(Range.Min, Range.Max, 0, 0));
}
