namespace Retrain.Training;

/// <summary>Fits a head by L-BFGS in float64.</summary>
public static class LbfgsTrainer
{
    /// <summary>Chooses strength and standardisation on the validation rows, fitting the training rows.</summary>
    /// <param name="data">Training and validation rows are used; test rows are not looked at.</param>
    /// <param name="options">See there.</param>
    /// <param name="progress">One line after each fit.</param>
    /// <param name="cancellationToken">Checked every iteration.</param>
    public static LbfgsResult Train(LabelledFeatures data, LbfgsOptions options, Action<string>? progress = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}
