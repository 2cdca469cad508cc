namespace Retrain.Foundation;

/// <summary>An option or argument that cannot be used; programs end with exit code 2.</summary>
public sealed class UsageException : RetrainException
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">One line for the user; several faults are joined by a line break.</param>
    public UsageException(string message)
        : base(message)
    {
    }
}
