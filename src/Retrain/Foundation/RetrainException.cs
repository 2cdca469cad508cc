namespace Retrain.Foundation;

/// <summary>
/// A failure that a person can do something about. The message is one line: what failed, in which file or option, what was found
/// against what was expected, and what to do next.
/// </summary>
public class RetrainException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">One line for the user.</param>
    /// <param name="innerException">The cause; shown with <c>--debug</c> only.</param>
    public RetrainException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
