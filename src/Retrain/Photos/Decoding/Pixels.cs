namespace Retrain.Photos.Decoding;

/// <summary>A decoded picture: 8-bit RGB, rows from the top, no padding. Owns a pooled buffer until disposed.</summary>
internal sealed class Pixels : IDisposable
{
    private byte[]? buffer;

    /// <summary>Rents room for a picture; the content is undefined.</summary>
    public Pixels(int width, int height)
        : this(width, height, PixelBuffers.Rent(checked(width * height * 3)))
    {
    }

    /// <summary>Takes over a buffer from <see cref="PixelBuffers"/> that begins with the picture.</summary>
    public Pixels(int width, int height, byte[] rented)
    {
        Width = width;
        Height = height;
        buffer = rented;
    }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>[H, W, 3], values 0 to 255.</summary>
    public Span<byte> Rgb => (buffer ?? throw new ObjectDisposedException(nameof(Pixels))).AsSpan(0, Width * Height * 3);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref buffer, null) is { } rented)
        {
            PixelBuffers.Return(rented);
        }
    }
}
