namespace Retrain.Formats.Keras;

/// <summary>
/// A file that is no Keras model, a broken one, or one that asks for what we cannot do. The only exception that leaves the readers.
/// </summary>
internal sealed class KerasFormatException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">
    /// One clause without the path that the caller gave, which the caller knows; names of files beside it, layers and weights are in it.
    /// </param>
    /// <param name="innerException">The cause.</param>
    public KerasFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
