namespace Retrain.Exports;

/// <summary>What goes into and comes out of a TensorFlow Lite file on whole numbers.</summary>
public enum WholeNumberInterface
{
    /// <summary>Floats, as in every other format; the file itself rounds.</summary>
    Reals,

    /// <summary>Signed bytes.</summary>
    SignedBytes,

    /// <summary>Bytes of 0 to 255.</summary>
    UnsignedBytes,
}
