using System.Diagnostics;
using CsCheck;
using Retrain.Photos.Decoding;

namespace Retrain.Tests.Photos.Decoding;

/// <summary>Photos are hostile: whatever their bytes, a decode ends soon, with pixels or with a reason.</summary>
public sealed class MutatedFileTests
{
    private const int Seconds = 2;

    private static readonly TimeSpan Hangs = TimeSpan.FromSeconds(30);

    private static readonly byte[][] Originals =
        [.. DecodingCase.Files.Select(DecodingCase.Read).Where(f => f.Length is > 0 and < 8000)];

    /// <summary>Bytes that mean something in one format or another.</summary>
    private static readonly byte[] SharpBytes = [0, 1, 0x7F, 0x80, 0xC4, 0xD9, 0xFF];

    /// <summary>A file, places in it as fractions, new bytes, what is done there, and how much of the end is kept.</summary>
    private static readonly Gen<(int File, (double Place, byte Value, int Act)[] Changes, double Kept)> Mutations = Gen.Select(
        Gen.Int[0, Originals.Length - 1],
        Gen.Select(Gen.Double[0, 1], Gen.OneOf(Gen.Byte, Gen.Int[0, SharpBytes.Length - 1].Select(i => SharpBytes[i])),
            Gen.Int[0, 9]).Array[0, 6],
        Gen.OneOf(Gen.Const(1.0), Gen.Double[0, 1]));

    [Fact]
    public void Decode_MutatedFile_NeverThrowsNorHangs() => Mutations.Sample(
        m =>
        {
            byte[] file = Mutate(Originals[m.File], m.Changes, m.Kept);
            foreach (bool compat in (bool[])[false, true])
            {
                var clock = Stopwatch.StartNew();
                using DecodeResult result = PhotoDecoder.Decode(
                    file, "a.jpg", new DecodeOptions { Compat = compat, TargetWidth = 8, TargetHeight = 8 });
                if (result.Pixels is null == result.Problem is null || clock.Elapsed > Hangs)
                {
                    return false;
                }
            }

            return true;
        },
        time: Seconds);

    [Fact]
    public void Read_AnyBytesAsExif_GivesAnOrientation() =>
        Gen.Select(Gen.Byte[0, 70], Gen.Byte.Array[0, 60]).Sample((directory, bytes) =>
        {
            byte[] tiff = [.. "II*\0"u8, directory, 0, 0, 0, .. bytes];
            return ExifOrientation.Read(tiff) is >= 1 and <= 8;
        });

    private static byte[] Mutate(byte[] original, (double Place, byte Value, int Act)[] changes, double kept)
    {
        List<byte> file = [.. original];
        foreach ((double place, byte value, int act) in changes)
        {
            int at = (int)(place * (file.Count - 1));
            if (act == 0)
            {
                file.Insert(at, value);
            }
            else if (act == 1 && file.Count > 1)
            {
                file.RemoveAt(at);
            }
            else
            {
                file[at] = value;
            }
        }

        return [.. file.Take((int)Math.Ceiling(file.Count * kept))];
    }
}
