namespace Retrain.Formats.Onnx;

/// <summary>A file that is no ONNX model, or a broken one. The only exception that leaves the reader.</summary>
internal sealed class OnnxFormatException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">One clause without the file's name, which the caller knows.</param>
    /// <param name="innerException">The cause.</param>
    public OnnxFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
