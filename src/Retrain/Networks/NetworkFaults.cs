using Retrain.Foundation;
using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>Faults of model files as this program reports them.</summary>
internal static class NetworkFaults
{
    /// <summary>Room for a thousand nodes at fault, and none for a name of a megabyte.</summary>
    private const int LongestMessage = 100_000;

    /// <summary>On one line, whatever characters the file's own names are made of.</summary>
    /// <param name="name">The model.</param>
    /// <param name="cause">What a reader says of it.</param>
    public static RetrainException Of(string name, Exception cause)
    {
        string message = cause.Message;
        return new RetrainException(
            $"'{name}': {Wording.OneLine(message.Length <= LongestMessage ? message : message[..LongestMessage] + " ...")}", cause);
    }
}
