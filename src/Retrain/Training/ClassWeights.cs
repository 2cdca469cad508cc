namespace Retrain.Training;

/// <summary>How much a photo of each class counts in the loss.</summary>
public enum ClassWeights
{
    /// <summary>Every photo counts the same.</summary>
    None,

    /// <summary>N / (C * photos of the class): every class counts the same.</summary>
    Balanced,
}
