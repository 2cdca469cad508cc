using System.Numerics;

namespace Retrain.Photos.Decoding.Png;

/// <summary>Undoes the row filters of PNG (specification, chapter 9).</summary>
internal static class PngFilter
{
    /// <summary>The largest filter number.</summary>
    public const byte Last = 4;

    /// <summary>Turns a filtered row into samples.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="row">The row, without filter byte; changed in place.</param>
    /// <param name="above">The finished row above, zeros above the first; as long as the row.</param>
    /// <param name="left">Distance to the byte that belongs to the pixel at the left.</param>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int left)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case 1:
                for (int i = left; i < row.Length; i++)
                {
                    row[i] += row[i - left];
                }

                break;
            case 2:
                UndoUp(row, above);
                break;
            case 3:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)(((i < left ? 0 : row[i - left]) + above[i]) >> 1);
                }

                break;
            case 4:
                UndoPaeth(row, above, left);
                break;
            default:
                break;
        }
    }

    private static void UndoUp(Span<byte> row, ReadOnlySpan<byte> above)
    {
        int i = 0;
        for (; i + Vector<byte>.Count <= row.Length; i += Vector<byte>.Count)
        {
            (new Vector<byte>(row[i..]) + new Vector<byte>(above[i..])).CopyTo(row[i..]);
        }

        for (; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    private static void UndoPaeth(Span<byte> row, ReadOnlySpan<byte> above, int left)
    {
        for (int i = 0; i < Math.Min(left, row.Length); i++)
        {
            row[i] += above[i];
        }

        for (int i = left; i < row.Length; i++)
        {
            int a = row[i - left];
            int b = above[i];
            int c = above[i - left];
            int toA = Math.Abs(b - c);
            int toB = Math.Abs(a - c);
            int toC = Math.Abs(a + b - c - c);
            row[i] += (byte)(toA <= toB && toA <= toC ? a : toB <= toC ? b : c);
        }
    }
}
