namespace Retrain.Formats.TensorFlowJs;

/// <summary>A file that is no TensorFlow.js model, or a broken one. The only exception that leaves the reader.</summary>
internal sealed class TensorFlowJsFormatException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">
    /// One clause without the path that the caller gave, which the caller knows; names of files beside it and of weights are in it.
    /// </param>
    /// <param name="innerException">The cause.</param>
    public TensorFlowJsFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
