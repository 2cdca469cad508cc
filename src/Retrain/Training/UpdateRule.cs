namespace Retrain.Training;

/// <summary>How a gradient moves the weights.</summary>
public enum UpdateRule
{
    /// <summary>w -= rate * g, as the original.</summary>
    Sgd,

    /// <summary>v = momentum * v + g; w -= rate * v, as TensorFlow 1 and PyTorch.</summary>
    Momentum,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    AdamW,
}
