namespace Retrain.Training;

/// <summary>The trained last layer: logits = x W + b, scores = softmax(logits). Immutable; safe to share between threads.</summary>
public sealed class Head
{
    /// <summary>Wraps weights that the caller hands over.</summary>
    /// <param name="weights">float32 [F, C], row-major, as TensorFlow's <c>final_weights</c>; not copied.</param>
    /// <param name="biases">float32 [C]; not copied.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public Head(float[] weights, float[] biases)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(biases);
        if (biases.Length == 0 || weights.Length % biases.Length != 0)
        {
            throw new ArgumentException($"{weights.Length} weights are not whole rows of {biases.Length} classes", nameof(weights));
        }

        Weights = weights;
        Biases = biases;
    }

    /// <summary>[F, C], row-major.</summary>
    public float[] Weights { get; }

    /// <summary>[C].</summary>
    public float[] Biases { get; }

    /// <summary>Number of classes, C.</summary>
    public int Classes => Biases.Length;

    /// <summary>Number of features, F.</summary>
    public int Features => Weights.Length / Biases.Length;
}
