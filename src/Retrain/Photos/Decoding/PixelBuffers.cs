using System.Buffers;

namespace Retrain.Photos.Decoding;

/// <summary>Memory for pictures: pooled up to the size of an ordinary photo, so that a rare giant is not kept for the rest of the run.</summary>
internal static class PixelBuffers
{
    /// <summary>Room for 22 megapixels of RGB. The pool rounds up to powers of two and keeps what comes back.</summary>
    private const int LargestPooled = 1 << 26;

    /// <summary>At least so many bytes, content undefined.</summary>
    public static byte[] Rent(int length) => length <= LargestPooled ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    /// <summary>Takes a buffer back.</summary>
    public static void Return(byte[] buffer)
    {
        if (buffer.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
