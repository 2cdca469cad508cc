namespace Retrain.Formats.TensorFlow;

/// <summary>Whole numbers of one to ten bytes, seven bits each, the lowest first.</summary>
internal static class Varint
{
    /// <summary>Takes a number off the front.</summary>
    /// <exception cref="TensorFlowFormatException">The bytes end inside it, or it is longer than 64 bits.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new TensorFlowFormatException("a number is cut off");
    }

    /// <summary>As <see cref="Read"/>, where the number counts something that must be no more than <paramref name="maximum"/>.</summary>
    /// <exception cref="TensorFlowFormatException">It is more.</exception>
    public static int ReadLength(ref ReadOnlySpan<byte> bytes, int maximum)
    {
        ulong value = Read(ref bytes);
        return value <= (ulong)maximum
            ? (int)value
            : throw new TensorFlowFormatException($"a length of {value} where at most {maximum} is possible");
    }

    /// <summary>Most bytes that a number takes.</summary>
    public const int MaximumLength = 10;

    /// <summary>Writes a number.</summary>
    /// <param name="target">With room for <see cref="MaximumLength"/> bytes.</param>
    /// <param name="value">The number.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> target, ulong value)
    {
        int count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[count++] = (byte)(value | 0x80);
        }

        target[count++] = (byte)value;
        return count;
    }
}
