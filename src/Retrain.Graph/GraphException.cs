namespace Retrain.Graph;

/// <summary>A network that breaks a rule: shapes that do not fit, an attribute out of range, an operator that nobody knows.</summary>
internal sealed class GraphException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">One clause that says what was found and what was expected; callers put node and file before it.</param>
    /// <param name="innerException">The cause.</param>
    public GraphException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
