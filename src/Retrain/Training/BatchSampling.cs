namespace Retrain.Training;

/// <summary>How the photos of a training batch are drawn.</summary>
public enum BatchSampling
{
    /// <summary>First a class, each as likely, then a photo of it, as the original: small classes count as much as large ones.</summary>
    Balanced,

    /// <summary>Every photo as likely.</summary>
    Natural,
}
