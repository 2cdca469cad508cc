namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>One component of a scan.</summary>
/// <param name="Index">Its place in <see cref="JpegFrame.Components"/>.</param>
/// <param name="DcTable">Number of its DC code, 0 to 3.</param>
/// <param name="AcTable">Number of its AC code, 0 to 3.</param>
internal readonly record struct JpegScanComponent(int Index, int DcTable, int AcTable);

/// <summary>A scan header (T.81, B.2.3).</summary>
/// <param name="Components">1 to 4.</param>
/// <param name="First">First coefficient in zigzag order, Ss.</param>
/// <param name="Last">Last coefficient, Se.</param>
/// <param name="High">Bit position of the scan that this one refines, Ah; 0 for a first scan.</param>
/// <param name="Low">Bit position of this scan, Al.</param>
internal sealed record JpegScan(JpegScanComponent[] Components, int First, int Last, int High, int Low)
{
    /// <summary>Reads a scan header; null where it does not fit the frame.</summary>
    public static JpegScan? Read(ReadOnlySpan<byte> payload, JpegFrame frame)
    {
        if (payload.Length < 1 || payload[0] is < 1 or > 4 || payload.Length < 4 + (2 * payload[0]))
        {
            return null;
        }

        var components = new JpegScanComponent[payload[0]];
        for (int i = 0; i < components.Length; i++)
        {
            byte id = payload[1 + (2 * i)];
            byte tables = payload[2 + (2 * i)];
            int index = Array.FindIndex(frame.Components, c => c.Id == id);
            if (index < 0 || tables >> 4 > 3 || (tables & 15) > 3 || components.Take(i).Any(c => c.Index == index))
            {
                return null;
            }

            components[i] = new JpegScanComponent(index, tables >> 4, tables & 15);
        }

        ReadOnlySpan<byte> spectral = payload[(1 + (2 * components.Length))..];
        var scan = new JpegScan(components, spectral[0], spectral[1], spectral[2] >> 4, spectral[2] & 15);
        return frame.IsProgressive && !scan.FitsProgression() ? null : scan;
    }

    /// <summary>
    /// MCUs across and down, and each component's blocks in one: a scan of one component has one block an MCU (T.81, A.2.2).
    /// </summary>
    public (int Across, int Down) Mcus(JpegFrame frame)
    {
        if (Components.Length > 1)
        {
            return (frame.McusAcross, frame.McusDown);
        }

        JpegComponent only = frame.Components[Components[0].Index];
        return (frame.BlocksAcross(only), frame.BlocksDown(only));
    }

    private bool FitsProgression() =>
        Last <= 63 && First <= Last && Low <= 13 && (High == 0 || High == Low + 1) && (First == 0 ? Last == 0 : Components.Length == 1);
}
