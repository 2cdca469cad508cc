namespace Retrain.Foundation;

/// <summary>A photo cannot be used, and the run was told to stop at the first one; programs end with exit code 3.</summary>
public sealed class UnusablePhotoException : RetrainException
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">One line: which photo, and why.</param>
    public UnusablePhotoException(string message)
        : base(message)
    {
    }
}
