namespace Retrain.Formats.TensorFlow;

/// <summary>
/// A file or folder that is no TensorFlow model, a broken one, or one that asks for what we cannot do. The only exception that leaves the
/// readers.
/// </summary>
internal sealed class TensorFlowFormatException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">
    /// One clause without the path that the caller gave, which the caller knows; names of files inside it, nodes and variables are in it.
    /// </param>
    /// <param name="innerException">The cause.</param>
    public TensorFlowFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
