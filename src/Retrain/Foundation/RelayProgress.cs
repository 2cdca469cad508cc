namespace Retrain.Foundation;

/// <summary>
/// Hands reports on at once, on the reporting thread; <see cref="Progress{T}"/> would post them to the thread pool, out of order.
/// </summary>
internal sealed class RelayProgress<T>(Action<T> handler) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => handler(value);
}
