namespace Retrain.Training;

/// <summary>L2-regularised multinomial logistic regression, minimised to convergence.</summary>
/// <remarks>Loss: C * sum over photos of the softmax cross-entropy + 0.5 * sum of squared weights; biases are free.</remarks>
public sealed record LbfgsOptions
{
    /// <summary>
    /// Values of C to choose from on the validation set; see <see cref="ChooseBy"/>. One value: no choice. Default 0.0001 to 1, nine
    /// values.
    /// </summary>
    public IReadOnlyList<double> Strengths { get; init; } = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];

    /// <summary>
    /// Standardise features (mean 0, deviation 1 over the fitted photos): yes, no, or <see langword="null"/>: the better one on the
    /// validation set.
    /// </summary>
    public bool? Standardise { get; init; }

    /// <summary>By what the choice is made. Default least cross-entropy.</summary>
    public StrengthChoice ChooseBy { get; init; }

    /// <summary>Weights of the classes in the loss. Default none.</summary>
    public ClassWeights ClassWeights { get; init; }
}
