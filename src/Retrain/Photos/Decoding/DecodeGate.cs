namespace Retrain.Photos.Decoding;

/// <summary>
/// Lets one very large picture at a time through, so that workers that meet several at once do not multiply their memory.
/// </summary>
internal static class DecodeGate
{
    /// <summary>Pictures with more pixels than this wait for each other; 32 megapixels are 96 MB of RGB.</summary>
    public const long LargePixelCount = 32_000_000;

    private static readonly SemaphoreSlim One = new(1);

    /// <summary>Enters; dispose to leave. Small pictures never wait.</summary>
    /// <param name="pixelCount">Pixels that will be in memory.</param>
    public static Pass Enter(long pixelCount)
    {
        if (pixelCount <= LargePixelCount)
        {
            return default;
        }

        One.Wait();
        return new Pass(One);
    }

    /// <summary>The right to decode one picture; the default value belongs to a small one.</summary>
    internal readonly struct Pass(SemaphoreSlim? held) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => held?.Release();
    }
}
