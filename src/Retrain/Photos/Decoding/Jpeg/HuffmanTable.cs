namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>A Huffman code of a JPEG (T.81, annex C), laid out so that one look at the next bits gives a whole coefficient.</summary>
/// <remarks>
/// An entry packs what a walk needs: <c>bits 0-7</c> length of the code and of the value bits behind it; <c>8-15</c> the symbol;
/// <c>16-23</c> length of the code alone; <c>24-31</c> by how far a sequential block's coefficient index advances,
/// <see cref="EndOfBlock"/> where the block ends. 0: the code is longer than the look-ahead, or there is none.
/// </remarks>
internal sealed class HuffmanTable
{
    /// <summary>Bits that index <see cref="Entries"/>.</summary>
    public const int LookAhead = 10;

    /// <summary>The advance of an end-of-block symbol: more than any sum of runs.</summary>
    public const int EndOfBlock = 128;

    private const int LongestCode = 16;

    private readonly int[] lastCode = new int[LongestCode + 1];
    private readonly int[] symbolOffset = new int[LongestCode + 1];
    private readonly byte[] symbols;

    private HuffmanTable(byte[] symbols) => this.symbols = symbols;

    /// <summary>By the next <see cref="LookAhead"/> bits.</summary>
    public int[] Entries { get; } = new int[1 << LookAhead];

    /// <summary>Builds a code; null where no prefix code has these counts, or a DC symbol is above 15.</summary>
    /// <param name="counts">Number of codes of length 1 to 16.</param>
    /// <param name="symbols">As many as the counts say, in order of their codes.</param>
    /// <param name="dc">Whether the symbols are sizes of DC differences.</param>
    public static HuffmanTable? Build(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols, bool dc)
    {
        if (dc && symbols.ContainsAnyExceptInRange((byte)0, (byte)15))
        {
            return null;
        }

        var table = new HuffmanTable(symbols.ToArray());
        int code = 0;
        int next = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            table.symbolOffset[length] = next - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, next++)
            {
                if (code >= 1 << length)
                {
                    return null;
                }

                if (length <= LookAhead)
                {
                    int repeat = LookAhead - length;
                    table.Entries.AsSpan(code << repeat, 1 << repeat).Fill(Entry(symbols[next], length));
                }
            }

            table.lastCode[length] = counts[length - 1] > 0 ? code - 1 : -1;
            code <<= 1;
        }

        return table;
    }

    /// <summary>The entry of a code that is longer than the look-ahead; 0 where these bits begin no code.</summary>
    /// <param name="bits">The next bits, the first one on top.</param>
    public int LongEntry(ulong bits)
    {
        for (int length = LookAhead + 1; length <= LongestCode; length++)
        {
            int code = (int)(bits >> (64 - length));
            if (code <= lastCode[length])
            {
                return Entry(symbols[code + symbolOffset[length]], length);
            }
        }

        return 0;
    }

    /// <summary>Length of the code.</summary>
    public static int Length(int entry) => (entry >> 16) & 0xFF;

    /// <summary>The symbol: run and size of an AC coefficient, size of a DC difference.</summary>
    public static int Symbol(int entry) => (entry >> 8) & 0xFF;

    /// <summary>Length of the code and of the value behind it.</summary>
    public static int LengthWithValue(int entry) => entry & 0xFF;

    /// <summary>How far the coefficient index advances.</summary>
    public static int Advance(int entry) => (int)((uint)entry >> 24);

    private static int Entry(byte symbol, int length)
    {
        int run = symbol >> 4;
        int size = symbol & 15;
        int advance = size > 0 || run == 15 ? run + 1 : EndOfBlock;
        return (length + size) | (symbol << 8) | (length << 16) | (advance << 24);
    }
}
