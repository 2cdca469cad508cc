namespace Retrain.Formats.EventFiles;

/// <summary>The buckets of TensorFlow's histograms: 1,551 upper limits, and which bucket a value belongs to.</summary>
internal static class HistogramLimits
{
    /// <summary>
    /// Below the bits of a float32 that choose a cell: sign, exponent and four of the fraction. A cell spans a factor of at most 17/16.
    /// </summary>
    private const int CellShift = 19;

    private const uint InCell = (1u << CellShift) - 1;

    /// <summary>Where a cell's bucket stands, above the place inside the cell from which on the next one is meant.</summary>
    private const int BucketShift = CellShift + 1;

    private static readonly double[] Limits = Make();
    private static readonly uint[] Cells = MakeCells();

    /// <summary>
    /// Ascending: 1e-12, times 1.1 again and again below 1e20, then the largest double; the same mirrored; 0 between.
    /// </summary>
    public static ReadOnlySpan<double> All => Limits;

    /// <summary>Number of buckets.</summary>
    public static int Count => Limits.Length;

    /// <summary>The bucket: the first limit above the value; the definition. The largest double goes to the last bucket.</summary>
    /// <param name="value">Finite.</param>
    public static int Bucket(double value)
    {
        int low = 0;
        int high = Limits.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Limits[middle] > value)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>
    /// The same for a float32 by a table: limits lie a factor of 1.1 apart, a cell is narrower, so at most one limit lies inside it. No
    /// branches, which could not be foretold.
    /// </summary>
    /// <param name="value">Finite; for others the result means nothing.</param>
    public static int Bucket(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint cell = Cells[bits >> CellShift];

        // -1 beyond the limit, 0 before it; then the next bucket is above for positive values, below for negative ones.
        int beyond = ((int)(cell & ((1u << BucketShift) - 1)) - 1 - (int)(bits & InCell)) >> 31;
        int turn = ~((int)bits >> 31);
        return (int)(cell >> BucketShift) + ((beyond ^ turn) - turn);
    }

    private static double[] Make()
    {
        List<double> positive = [];
        for (double limit = 1e-12; limit < 1e20; limit *= 1.1)
        {
            positive.Add(limit);
        }

        positive.Add(double.MaxValue);
        return [.. Enumerable.Reverse(positive).Select(limit => -limit), 0, .. positive];
    }

    private static uint[] MakeCells()
    {
        uint[] cells = new uint[1 << (32 - CellShift)];
        for (uint cell = 0; cell < cells.Length; cell++)
        {
            uint first = cell << CellShift;
            if (!float.IsFinite(BitConverter.UInt32BitsToSingle(first | InCell)))
            {
                // Infinity and NaN: any bucket, as long as there is one.
                cells[cell] = InCell + 1;
                continue;
            }

            // Of positive and negative values alike, larger bits are further from 0.
            int bucket = At(first);
            uint low = 0;
            uint high = InCell + 1;
            while (low < high)
            {
                uint middle = (low + high) / 2;
                (low, high) = At(first + middle) == bucket ? (middle + 1, high) : (low, middle);
            }

            cells[cell] = ((uint)bucket << BucketShift) | low;
        }

        return cells;

        static int At(uint bits) => Bucket((double)BitConverter.UInt32BitsToSingle(bits));
    }
}
