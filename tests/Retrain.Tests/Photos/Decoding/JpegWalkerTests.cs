using Retrain.Photos.Decoding.Jpeg;

namespace Retrain.Tests.Photos.Decoding;

public sealed class JpegWalkerTests
{
    /// <summary>One file of each kind of scan.</summary>
    public static TheoryData<string> KindsOfScans =>
    [
        "jpeg/sub_420.jpg", "jpeg/sub_mixed.jpg", "jpeg/grey_33x17_q5.jpg", "jpeg/noise_q50_420.jpg", "jpeg/multi_scan_baseline.jpg",
        "jpeg/restart_every_3.jpg", "jpeg/optimised_huffman.jpg", "jpeg/no_huffman_tables.jpg", "jpeg/ycck_adobe_420.jpg",
        "jpeg/progressive_420.jpg", "jpeg/progressive_grey.jpg", "jpeg/progressive_restart.jpg", "jpeg/progressive_160x120.jpg",
    ];

    public static TheoryData<string> WholeHuffmanFiles =>
        [.. DecodingCase.Files.Where(
            f => f.StartsWith("jpeg/", StringComparison.Ordinal) && !f.Contains("arithmetic", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(KindsOfScans))]
    public void Walk_FileCutAnywhere_StopsWhereTheSlowTwinStops(string name)
    {
        byte[] file = DecodingCase.Read(name);
        int step = Math.Max(1, file.Length / 400);
        for (int length = file.Length; length > 300; length -= step)
        {
            ReadOnlySpan<byte> cut = file.AsSpan(0, length);
            JpegStructure structure = JpegStructure.Read(cut);
            if (structure.Frame is not { } frame)
            {
                continue;
            }

            JpegFindings fast = JpegWalker.Walk(cut, structure, frame);
            JpegCoefficients slow = JpegCoefficients.Read(cut, structure, frame);
            Assert.True(slow.McusDecoded == fast.McusWalked,
                $"cut to {length} bytes: {slow.McusDecoded} MCUs, walked {fast.McusWalked} ({fast.Fault})");
        }
    }

    [Theory]
    [MemberData(nameof(KindsOfScans))]
    public void Walk_ChangedData_StopsWhereTheSlowTwinStops(string name)
    {
        byte[] file = DecodingCase.Read(name);
        int scan = JpegStructure.Read(file).Segments.First(s => s.Marker == JpegMarker.StartOfScan).End;
        for (int at = scan; at < file.Length - 2; at += Math.Max(1, (file.Length - scan) / 200))
        {
            byte[] changed = [.. file];
            changed[at] ^= 0x55;
            JpegStructure structure = JpegStructure.Read(changed);
            JpegFindings fast = JpegWalker.Walk(changed, structure, structure.Frame!);
            JpegCoefficients slow = JpegCoefficients.Read(changed, structure, structure.Frame!);
            bool markersDiffer = fast.Fault?.Contains("restart", StringComparison.Ordinal) == true
                || fast.Fault?.Contains("more than", StringComparison.Ordinal) == true;
            Assert.True(markersDiffer || slow.McusDecoded == fast.McusWalked,
                $"byte {at}: {slow.McusDecoded} MCUs, walked {fast.McusWalked} ({fast.Fault})");
        }
    }

    [Theory]
    [MemberData(nameof(WholeHuffmanFiles))]
    public void Walk_WholeFile_FindsNoFault(string name)
    {
        byte[] file = DecodingCase.Read(name);
        JpegStructure structure = JpegStructure.Read(file);
        Assert.Null(JpegWalker.Walk(file, structure, structure.Frame!).Fault);
    }

    [Theory]
    [MemberData(nameof(WholeHuffmanFiles))]
    public void Write_CoefficientsOfWholeFile_ReadBackEqual(string name)
    {
        byte[] file = DecodingCase.Read(name);
        JpegStructure structure = JpegStructure.Read(file);
        JpegFrame frame = structure.Frame!;
        JpegPlane[] planes = JpegCoefficients.Read(file, structure, frame).Planes;

        byte[] copy = JpegRewriter.Write(frame, planes, [.. Enumerable.Range(0, planes.Length)], []);

        JpegStructure copied = JpegStructure.Read(copy);
        JpegPlane[] again = JpegCoefficients.Read(copy, copied, copied.Frame!).Planes;
        Assert.Null(JpegWalker.Walk(copy, copied, copied.Frame!).Fault);
        for (int i = 0; i < planes.Length; i++)
        {
            for (int y = 0; y < frame.BlocksDown(frame.Components[i]); y++)
            {
                for (int x = 0; x < frame.BlocksAcross(frame.Components[i]); x++)
                {
                    Assert.True(planes[i].Block(x, y).SequenceEqual(again[i].Block(x, y)), $"component {i}, block {x}, {y}");
                }
            }
        }
    }

    [Theory]
    [InlineData("truncated_30.jpg", "JPEG is cut off: 31 of 120 rows")]
    [InlineData("truncated_60.jpg", "JPEG is cut off: 63 of 120 rows")]
    [InlineData("truncated_60_zero_filled.jpg", "JPEG is cut off: 63 of 120 rows")]
    [InlineData("truncated_60_with_eoi.jpg", "JPEG is damaged: its data ends after 63 of 120 rows")]
    [InlineData("truncated_progressive_95.jpg", "progressive JPEG is cut off: 96 of 120 rows at full quality")]
    [InlineData("progressive_first_scan.jpg", "progressive JPEG is cut off between its scans: 0 of 120 rows at full quality")]
    [InlineData("progressive_first_scan_eoi.jpg", "progressive JPEG ends after its first rough scan: 0 of 120 rows at full quality")]
    [InlineData("height_doubled.jpg", "JPEG is damaged: its data ends after 47 of 96 rows")]
    [InlineData("height_halved.jpg", "JPEG is damaged: its data holds more than the 24 rows that its header claims")]
    [InlineData("restart_missing.jpg", "JPEG is damaged: restart marker 0 is missing after 15 of 48 rows")]
    [InlineData("no_quant_tables.jpg", "JPEG is damaged: quantisation table 0 is missing")]
    public void Walk_DamagedFile_SaysWhatAndHowFar(string name, string fault)
    {
        byte[] file = DecodingCase.Read("jpeg_damaged/" + name);
        JpegStructure structure = JpegStructure.Read(file);
        Assert.Equal(fault, JpegWalker.Walk(file, structure, structure.Frame!).Fault);
    }

    [Theory]
    [InlineData("restart_wrong_number.jpg", "1 restart markers of the JPEG have a wrong number")]
    [InlineData("extraneous_before_eoi_228.jpg", "228 stray bytes before a marker in the data of the JPEG")]
    [InlineData("extraneous_between_segments.jpg", "5 stray bytes between the segments of the JPEG")]
    [InlineData("missing_eoi.jpg", "end marker of the JPEG is missing")]
    [InlineData("trailing_random.jpg", "333 bytes after the end marker of the JPEG")]
    public void Walk_HurtWrapping_IsNoted(string name, string note)
    {
        byte[] file = DecodingCase.Read("jpeg_damaged/" + name);
        JpegStructure structure = JpegStructure.Read(file);
        JpegFindings findings = JpegWalker.Walk(file, structure, structure.Frame!);
        Assert.Null(findings.Fault);
        Assert.Equal([note], findings.Notes);
    }

    [Fact]
    public void Walk_RestartMarkerBeforeTheEnd_IsNoFault()
    {
        byte[] file = DecodingCase.Read("jpeg/restart_each_row.jpg");
        byte[] closed = [.. file[..^2], 0xFF, 0xD2, 0xFF, JpegMarker.EndOfImage];
        JpegStructure structure = JpegStructure.Read(closed);
        Assert.Null(JpegWalker.Walk(closed, structure, structure.Frame!).Fault);
    }

    [Fact]
    public void Build_CountsOfNoPrefixCode_GivesNull()
    {
        byte[] counts = new byte[16];
        counts[0] = 3;
        Assert.Null(HuffmanTable.Build(counts, [0, 1, 2], dc: true));
    }

    [Fact]
    public void Build_DcSymbolAbove15_GivesNull()
    {
        byte[] counts = new byte[16];
        counts[0] = 1;
        Assert.Null(HuffmanTable.Build(counts, [16], dc: true));
        Assert.NotNull(HuffmanTable.Build(counts, [16], dc: false));
    }

    [Fact]
    public void Entry_CodesOfEveryLength_AreFound()
    {
        // One code of each length: 0, 10, 110, ... ; the all-ones code stays unused.
        byte[] counts = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        byte[] symbols = [.. Enumerable.Range(1, 16).Select(i => (byte)(i % 16))];
        HuffmanTable table = HuffmanTable.Build(counts, symbols, dc: true)!;
        for (int length = 1; length <= 16; length++)
        {
            ulong bits = length == 1 ? 0 : ~0ul << (65 - length);
            int entry = new BitReader { Bits = bits, Count = 64 }.Peek(table);
            Assert.Equal(length, HuffmanTable.Length(entry));
            Assert.Equal(length % 16, HuffmanTable.Symbol(entry));
        }

        Assert.Equal(0, new BitReader { Bits = ~0ul, Count = 64 }.Peek(table));
    }
}
