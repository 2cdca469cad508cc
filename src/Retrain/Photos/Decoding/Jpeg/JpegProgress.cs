namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>Which coefficients the scans so far have sent, and how exactly.</summary>
/// <param name="frame">The picture's frame.</param>
internal sealed class JpegProgress(JpegFrame frame)
{
    private const sbyte Unknown = -1;

    /// <summary>By component, bit position up to which each coefficient is known; sequential: 0 once scanned.</summary>
    private readonly sbyte[][] known = [.. frame.Components.Select(_ => NothingKnown())];

    /// <summary>All bits of all coefficients are there.</summary>
    public bool IsWhole => IsComplete(known);

    /// <summary>A component has not even its averages.</summary>
    public bool LacksComponent => known.Any(bits => bits[0] == Unknown);

    /// <summary>Nothing but averages is there, and those without their last bits.</summary>
    public bool IsRoughPreview => known.All(bits => bits.AsSpan(1).IndexOfAnyExcept(Unknown) < 0) && known.Any(bits => bits[0] > 0);

    /// <summary>A scan came through.</summary>
    public void Add(JpegScan scan) => Mark(known, scan);

    /// <summary>Rows of pixels that are exact, if of the scan at hand so many rows of MCUs came through, and nothing after it.</summary>
    public int GoodRows(JpegScan scan, int mcuRows)
    {
        sbyte[][] after = [.. known.Select(bits => (sbyte[])bits.Clone())];
        Mark(after, scan);
        if (!IsComplete(after))
        {
            return 0;
        }

        int rowsInMcu = scan.Components.Length > 1 ? 8 * frame.MaxV : 8 * frame.MaxV / frame.Components[scan.Components[0].Index].V;

        // Interpolated chroma looks one row further down.
        int lookAhead = scan.Components.Any(c => frame.Components[c.Index].V < frame.MaxV) ? 1 : 0;
        return Math.Clamp((mcuRows * rowsInMcu) - lookAhead, 0, frame.Height);
    }

    private static sbyte[] NothingKnown()
    {
        sbyte[] bits = new sbyte[64];
        bits.AsSpan().Fill(Unknown);
        return bits;
    }

    private static bool IsComplete(sbyte[][] bits) => bits.All(b => b.AsSpan().IndexOfAnyExcept((sbyte)0) < 0);

    private void Mark(sbyte[][] bits, JpegScan scan)
    {
        foreach (JpegScanComponent component in scan.Components)
        {
            Span<sbyte> band =
                frame.IsProgressive ? bits[component.Index].AsSpan(scan.First, scan.Last - scan.First + 1) : bits[component.Index];
            band.Fill(frame.IsProgressive ? (sbyte)scan.Low : (sbyte)0);
        }
    }
}
