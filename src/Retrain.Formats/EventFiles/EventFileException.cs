namespace Retrain.Formats.EventFiles;

/// <summary>An event file that cannot be read at all, or a value that it cannot take. The only exception of this folder.</summary>
internal sealed class EventFileException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">One clause without the path, which the caller knows.</param>
    /// <param name="innerException">The cause.</param>
    public EventFileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
