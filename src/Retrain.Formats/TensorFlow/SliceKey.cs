using System.Text;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>
/// Keys under which a checkpoint holds the parts of a variable that was cut: the variable's name and the part's place in it, in
/// TensorFlow's order-keeping
/// encoding (fixtures: zero, name, end mark 00 01, number of axes, then start and length of each; a whole axis has start 0 and length -1).
/// </summary>
internal static class SliceKey
{
    /// <summary>The key of a part.</summary>
    public static byte[] Of(string variable, TensorSliceProto slice)
    {
        var key = new List<byte>();
        AddNumber(key, 0);
        foreach (byte b in Encoding.UTF8.GetBytes(variable))
        {
            // The two bytes that the end mark needs are escaped inside a name.
            key.Add(b);
            if (b is 0 or 0xff)
            {
                key.Add(b == 0 ? (byte)0xff : (byte)0);
            }
        }

        key.Add(0);
        key.Add(1);
        AddNumber(key, (ulong)slice.Extent.Count);
        foreach (TensorSliceProto.Types.Extent extent in slice.Extent)
        {
            AddSigned(key, extent.HasLengthCase == TensorSliceProto.Types.Extent.HasLengthOneofCase.None ? 0 : extent.Start);
            AddSigned(key, extent.HasLengthCase == TensorSliceProto.Types.Extent.HasLengthOneofCase.None ? -1 : extent.Length);
        }

        return [.. key];
    }

    /// <summary>A count of bytes, then the number's bytes, the highest first.</summary>
    private static void AddNumber(List<byte> key, ulong value)
    {
        int count = 0;
        for (ulong v = value; v > 0; v >>= 8)
        {
            count++;
        }

        key.Add((byte)count);
        for (int i = count - 1; i >= 0; i--)
        {
            key.Add((byte)(value >> (8 * i)));
        }
    }

    /// <summary>
    /// As many leading ones as there are bytes, then the number in two's complement, the highest byte first, 6 bits of it in one byte and 7
    /// more in each
    /// further; negative numbers have every bit turned, so that bytes sort as numbers do.
    /// </summary>
    private static void AddSigned(List<byte> key, long value)
    {
        ulong magnitude = (ulong)(value < 0 ? ~value : value);
        int bits = 64 - System.Numerics.BitOperations.LeadingZeroCount(magnitude);
        int count = 1;
        while (count < 10 && bits > (7 * count) - 1)
        {
            count++;
        }

        // 10 bytes of room: the sign fills what the number leaves.
        Span<byte> bytes = stackalloc byte[10];
        bytes.Clear();
        for (int i = 0; i < 8; i++)
        {
            bytes[9 - i] = (byte)(magnitude >> (8 * i));
        }

        bytes = bytes[^count..];
        bytes[0] |= count < 8 ? (byte)(0xff << (8 - count)) : (byte)0xff;
        if (count >= 8)
        {
            bytes[1] |= (byte)(0xff << (16 - count));
        }

        foreach (byte b in bytes)
        {
            key.Add(value < 0 ? (byte)~b : b);
        }
    }
}
