using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>
/// Takes bits from the front of entropy-coded data; behind its end come zeros without end, and <see cref="IsBeyondEnd"/> tells.
/// </summary>
/// <param name="data">Without stuffed zeros.</param>
internal ref struct BitReader(ReadOnlySpan<byte> data)
{
    /// <summary>The data.</summary>
    public readonly ReadOnlySpan<byte> Data = data;

    /// <summary>The next bits, the first one on top; those below <see cref="Count"/> may be there already but do not count.</summary>
    public ulong Bits;

    /// <summary>How many of them count.</summary>
    public int Count;

    /// <summary>Bytes that were taken from the data.</summary>
    public int Position;

    /// <summary>Bits used so far.</summary>
    public readonly long Used => ((long)Position * 8) - Count;

    /// <summary>More bits were used than there are.</summary>
    public readonly bool IsBeyondEnd => Used > (long)Data.Length * 8;

    /// <summary>Whole bytes that were not used.</summary>
    public readonly int BytesLeft => (int)Math.Max(0, (((long)Data.Length * 8) - Used) >> 3);

    /// <summary>Makes sure that at least 56 bits count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        if (Position + 8 <= Data.Length)
        {
            Bits |= BinaryPrimitives.ReadUInt64BigEndian(Data[Position..]) >> Count;
            Position += (63 - Count) >> 3;
            Count |= 56;
        }
        else
        {
            (Bits, Count, Position) = RefilledAtEnd(Data, Bits, Count, Position);
        }
    }

    /// <summary>Makes sure that a code and the value behind it are there, 32 bits at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RefillBelow32()
    {
        if (Count < 32)
        {
            Refill();
        }
    }

    /// <summary>The table's entry for the next bits, which must be 16 or more; 0: no such code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(HuffmanTable table)
    {
        int entry = table.Entries[(int)(Bits >> (64 - HuffmanTable.LookAhead))];
        return entry != 0 ? entry : table.LongEntry(Bits);
    }

    /// <summary>Steps over bits that count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        Bits <<= count;
        Count -= count;
    }

    /// <summary>Steps over any number of bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SkipMany(int count)
    {
        while (count > 0)
        {
            Refill();
            int step = Math.Min(count, 56);
            Skip(step);
            count -= step;
        }
    }

    /// <summary>The next 0 to 16 bits as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int count)
    {
        if (Count < 16)
        {
            Refill();
        }

        int value = count == 0 ? 0 : (int)(Bits >> (64 - count));
        Skip(count);
        return value;
    }

    /// <summary>What a refill near the end of the data makes of bits, count and position; zeros come behind the end.</summary>
    public static (ulong Bits, int Count, int Position) RefilledAtEnd(ReadOnlySpan<byte> data, ulong bits, int count, int position)
    {
        while (count <= 56)
        {
            ulong next = position < data.Length ? data[position] : 0ul;
            bits |= next << (56 - count);
            position++;
            count += 8;
        }

        return (bits, count, position);
    }
}
