namespace Retrain;

/// <summary>What the network computes with.</summary>
public enum NetworkPrecision
{
#pragma warning disable CA1720 // These are the precisions' names everywhere, and what people type.
    /// <summary>Floating point of 32 bits, as it was trained.</summary>
    Float32,

    /// <summary>
    /// Whole numbers of 8 bits: a quarter of the size, quicker, a little less accurate. Ranges of inner values come from training photos.
    /// </summary>
    Int8,
#pragma warning restore CA1720
}
