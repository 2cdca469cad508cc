namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>
/// An op that we do not know, or something about one that we cannot do. Whoever reads the graph adds the node and goes on, to name all of
/// them at once.
/// </summary>
internal sealed class UnsupportedOpException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="reason">What about the op is not supported, one clause without its name.</param>
    public UnsupportedOpException(string reason)
        : base(reason)
    {
    }
}
