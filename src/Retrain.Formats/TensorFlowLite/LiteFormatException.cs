namespace Retrain.Formats.TensorFlowLite;

/// <summary>A file is no TensorFlow Lite model, is damaged, or a network cannot be said in that format; the message says what.</summary>
internal sealed class LiteFormatException : Exception
{
    /// <summary>With one line that says what is wrong.</summary>
    public LiteFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
