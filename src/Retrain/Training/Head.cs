namespace Retrain.Training;

/// <summary>
/// What training makes: logits = h W + b, scores = softmax(logits), where h are the bottlenecks or, with a hidden layer, its output.
/// Immutable; safe to share between threads.
/// </summary>
public sealed class Head
{
    /// <summary>Wraps weights that the caller hands over.</summary>
    /// <param name="weights">float32 [F, C], row-major, as TensorFlow's <c>final_weights</c>; with a hidden layer [H, C]. Not copied.</param>
    /// <param name="biases">float32 [C]; not copied.</param>
    /// <param name="hidden">The layer before; by default none.</param>
    /// <param name="quantization">Ranges of the layer's quantisers; by default none. Not together with a hidden layer.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public Head(float[] weights, float[] biases, HiddenLayer? hidden = null, HeadQuantization? quantization = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(biases);
        if (biases.Length == 0 || weights.Length % biases.Length != 0)
        {
            throw new ArgumentException($"{weights.Length} weights are not whole rows of {biases.Length} classes", nameof(weights));
        }

        if (hidden is not null && hidden.Units != weights.Length / biases.Length)
        {
            throw new ArgumentException(
                $"a hidden layer of {hidden.Units} units before weights of {weights.Length / biases.Length}", nameof(hidden));
        }

        if (hidden is not null && quantization is not null)
        {
            throw new ArgumentException("a head with a hidden layer has no quantisers", nameof(quantization));
        }

        Weights = weights;
        Biases = biases;
        Hidden = hidden;
        Quantization = quantization;
    }

    /// <summary>[F, C], row-major; with a hidden layer [H, C]. In full precision, also where they are quantised.</summary>
    public float[] Weights { get; }

    /// <summary>[C].</summary>
    public float[] Biases { get; }

    /// <summary>The layer before the last; <see langword="null"/>: none.</summary>
    public HiddenLayer? Hidden { get; }

    /// <summary>Ranges of the quantisers on weights and logits; <see langword="null"/>: none.</summary>
    public HeadQuantization? Quantization { get; }

    /// <summary>Number of classes, C.</summary>
    public int Classes => Biases.Length;

    /// <summary>Number of features of a photo, F.</summary>
    public int Features => Hidden?.Features ?? LastInputs;

    /// <summary>Inputs of the last layer: H with a hidden layer, else F.</summary>
    internal int LastInputs => Weights.Length / Biases.Length;
}
