using System.Numerics;

namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>How a walk over some MCUs ended.</summary>
internal enum WalkEnd
{
    /// <summary>All were there.</summary>
    Whole,

    /// <summary>The data ended within one.</summary>
    DataEnded,

    /// <summary>Bits that are no code, or a run that leaves its block.</summary>
    BadCode,
}

/// <summary>
/// The loops of <see cref="JpegWalker"/>: each walks MCUs from <c>mcu</c> to before <c>last</c>, leaves reader and <c>mcu</c> where it
/// stopped, and looks no closer at values than it must to find the next code. <see cref="JpegCoefficients"/> is the slow twin.
/// </summary>
internal static class JpegBlockWalk
{
    /// <summary>Sequential MCUs. This loop is where the time goes.</summary>
    public static WalkEnd Sequential(ref BitReader reader, (HuffmanTable Dc, HuffmanTable Ac)[] blocks, int last, ref int mcu)
    {
        // A copy that nobody else refers to stays in registers.
        BitReader bits = reader;
        bool codesAreRight = true;
        int done = mcu;
        for (; done < last; done++)
        {
            foreach ((HuffmanTable dc, HuffmanTable ac) in blocks)
            {
                bits.RefillBelow32();
                int entry = bits.Peek(dc);
                bits.Skip(HuffmanTable.LengthWithValue(entry));
                int k = 1;
                while (k < 64 && entry != 0)
                {
                    bits.RefillBelow32();
                    entry = bits.Peek(ac);
                    bits.Skip(HuffmanTable.LengthWithValue(entry));
                    k += HuffmanTable.Advance(entry);
                }

                // A run that ends between the last coefficient and the end-of-block mark has left the block.
                codesAreRight &= entry != 0 && (k is 64 or >= HuffmanTable.EndOfBlock);
            }

            if (!codesAreRight || bits.IsBeyondEnd)
            {
                break;
            }
        }

        reader = bits;
        mcu = done;
        return End(ref reader, done == last);
    }

    /// <summary>First bits of the DC coefficients of a progressive file.</summary>
    public static WalkEnd FirstDc(ref BitReader reader, (HuffmanTable Dc, HuffmanTable Ac)[] blocks, int last, ref int mcu)
    {
        BitReader bits = reader;
        bool codesAreRight = true;
        int done = mcu;
        for (; done < last; done++)
        {
            foreach ((HuffmanTable dc, _) in blocks)
            {
                bits.RefillBelow32();
                int entry = bits.Peek(dc);
                codesAreRight &= entry != 0;
                bits.Skip(HuffmanTable.LengthWithValue(entry));
            }

            if (!codesAreRight || bits.IsBeyondEnd)
            {
                break;
            }
        }

        reader = bits;
        mcu = done;
        return End(ref reader, done == last);
    }

    /// <summary>A further bit of the DC coefficients: one a block.</summary>
    public static WalkEnd RefinedDc(ref BitReader reader, int blocks, int last, ref int mcu)
    {
        for (; mcu < last; mcu++)
        {
            reader.SkipMany(blocks);
            if (reader.IsBeyondEnd)
            {
                return WalkEnd.DataEnded;
            }
        }

        return WalkEnd.Whole;
    }

    /// <summary>First bits of a band of AC coefficients (T.81, G.1.2.2). Here an MCU is a block.</summary>
    public static WalkEnd FirstAc(ref BitReader reader, JpegScan scan, HuffmanTable table, ulong[] masks, int last, ref int mcu)
    {
        BitReader bits = reader;
        bool codesAreRight = true;
        int done = mcu;
        while (done < last)
        {
            ulong mask = 0;
            int empty = 1;
            for (int k = scan.First; k <= scan.Last && codesAreRight; k++)
            {
                bits.RefillBelow32();
                int entry = bits.Peek(table);
                int run = HuffmanTable.Symbol(entry) >> 4;
                int size = HuffmanTable.Symbol(entry) & 15;
                bits.Skip(HuffmanTable.LengthWithValue(entry));
                k += run;
                if (size > 0)
                {
                    codesAreRight = k <= scan.Last;
                    mask |= 1ul << k;
                }
                else if (run < 15)
                {
                    // The band is empty from here on, and so are the next blocks.
                    codesAreRight = entry != 0;
                    empty = (1 << run) + bits.Take(run);
                    break;
                }
            }

            if (!codesAreRight || bits.IsBeyondEnd)
            {
                break;
            }

            masks[done] |= mask;
            done = Math.Min(last, done + empty);
        }

        reader = bits;
        mcu = done;
        return End(ref reader, done == last);
    }

    /// <summary>
    /// Further bits of a band of AC coefficients (T.81, G.1.2.3): a bit for each that is not zero, and new ones of size 1 between.
    /// </summary>
    public static WalkEnd RefinedAc(ref BitReader reader, JpegScan scan, HuffmanTable table, ulong[] masks, int last, ref int mcu)
    {
        BitReader bits = reader;
        ulong band = Between(scan.First, scan.Last + 1);
        bool codesAreRight = true;
        int empty = 0;
        int done = mcu;
        for (; done < last; done++)
        {
            ulong before = masks[done];
            ulong mask = before;
            int k = scan.First;
            while (empty == 0 && k <= scan.Last && codesAreRight)
            {
                bits.RefillBelow32();
                int entry = bits.Peek(table);
                int run = HuffmanTable.Symbol(entry) >> 4;
                int size = HuffmanTable.Symbol(entry) & 15;
                bits.Skip(HuffmanTable.LengthWithValue(entry));
                if (size == 0 && run < 15)
                {
                    codesAreRight = entry != 0;
                    empty = (1 << run) + bits.Take(run);
                    break;
                }

                int target = Math.Min(AfterZeros(before, k, run), scan.Last + 1);
                codesAreRight = size == 0 || (size == 1 && target <= scan.Last);
                bits.SkipMany(BitOperations.PopCount(before & Between(k, target)));
                mask |= size > 0 ? 1ul << target : 0;
                k = target + 1;
            }

            if (empty > 0)
            {
                bits.SkipMany(BitOperations.PopCount(before & band & ~Between(0, k)));
                empty--;
            }

            if (!codesAreRight || bits.IsBeyondEnd)
            {
                break;
            }

            masks[done] = mask;
        }

        reader = bits;
        mcu = done;
        return End(ref reader, done == last);
    }

    private static WalkEnd End(ref BitReader reader, bool whole) =>
        whole ? WalkEnd.Whole : reader.IsBeyondEnd ? WalkEnd.DataEnded : WalkEnd.BadCode;

    /// <summary>
    /// Index of the zero coefficient at or behind k that has <paramref name="zeros"/> zero ones before it; 64 where there is none.
    /// </summary>
    private static int AfterZeros(ulong mask, int k, int zeros)
    {
        ulong free = ~mask & (~0ul << k);
        for (; zeros > 0; zeros--)
        {
            free &= free - 1;
        }

        return BitOperations.TrailingZeroCount(free);
    }

    /// <summary>Bits from <paramref name="from"/> to before <paramref name="to"/>, both 0 to 64.</summary>
    private static ulong Between(int from, int to) => to <= from ? 0 : (to >= 64 ? ~0ul : (1ul << to) - 1) & ~((1ul << from) - 1);
}
