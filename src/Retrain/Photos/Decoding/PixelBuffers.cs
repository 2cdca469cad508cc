using System.Buffers;

namespace Retrain.Photos.Decoding;

/// <summary>
/// Memory for pictures: pooled up to the size of an ordinary photo; a rare giant's is used again but not kept from the collector.
/// </summary>
internal static class PixelBuffers
{
    /// <summary>Room for 22 megapixels of RGB. The pool rounds up to powers of two and keeps what comes back.</summary>
    private const int LargestPooled = 1 << 26;

    private static readonly Lock Gate = new();
    private static readonly WeakReference<byte[]?> LastGiant = new(null);

    /// <summary>At least so many bytes, content undefined.</summary>
    public static byte[] Rent(int length)
    {
        if (length <= LargestPooled)
        {
            return ArrayPool<byte>.Shared.Rent(length);
        }

        lock (Gate)
        {
            if (LastGiant.TryGetTarget(out byte[]? giant) && giant.Length >= length)
            {
                LastGiant.SetTarget(null);
                return giant;
            }
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Takes a buffer back.</summary>
    public static void Return(byte[] buffer)
    {
        if (buffer.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return;
        }

        lock (Gate)
        {
            LastGiant.SetTarget(buffer);
        }
    }
}
