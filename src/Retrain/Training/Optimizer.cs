namespace Retrain.Training;

/// <summary>What trains the last layer.</summary>
public enum Optimizer
{
    /// <summary>Plain stochastic gradient descent on class-balanced batches, as the original.</summary>
    Sgd,

    /// <summary>L2-regularised multinomial logistic regression, minimised to convergence.</summary>
    Lbfgs,
}
