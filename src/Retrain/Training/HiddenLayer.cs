namespace Retrain.Training;

/// <summary>A layer between bottlenecks and the last layer: relu(x W + b). Immutable.</summary>
public sealed class HiddenLayer
{
    /// <summary>Wraps weights that the caller hands over.</summary>
    /// <param name="weights">float32 [F, H], row-major; not copied.</param>
    /// <param name="biases">float32 [H]; not copied.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public HiddenLayer(float[] weights, float[] biases)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(biases);
        if (biases.Length == 0 || weights.Length % biases.Length != 0)
        {
            throw new ArgumentException($"{weights.Length} weights are not whole rows of {biases.Length} units", nameof(weights));
        }

        Weights = weights;
        Biases = biases;
    }

    /// <summary>[F, H], row-major.</summary>
    public float[] Weights { get; }

    /// <summary>[H].</summary>
    public float[] Biases { get; }

    /// <summary>Number of units, H.</summary>
    public int Units => Biases.Length;

    /// <summary>Number of features, F.</summary>
    public int Features => Weights.Length / Biases.Length;
}
