namespace Retrain.Formats.Keras;

/// <summary>
/// A layer that we do not know, or something about one that we cannot do. Whoever reads the model goes on, to name all of them at once.
/// </summary>
internal sealed class UnsupportedLayerException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="reason">What about the layer is not supported, one clause without its name; empty: its class is not known.</param>
    public UnsupportedLayerException(string reason)
        : base(reason)
    {
    }
}
