using System.Text;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.Tests.TensorFlow;

public sealed class ChecksumTests
{
    [Fact]
    public void Crc32C_PublishedVectors_AreMet()
    {
        // RFC 3720, B.4, and the usual check value.
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of(Enumerable.Repeat((byte)0xff, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    }

    [Fact]
    public void Crc32C_InPieces_IsThatOfTheWhole()
    {
        byte[] bytes = [.. Enumerable.Range(0, 40).Select(i => (byte)(i * 37))];
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(Crc32C.Of(bytes), Crc32C.Extend(Crc32C.Of(bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }

    [Theory]
    [InlineData(0, 2, "80", "82")]
    [InlineData(2, 1, "82", "81")]
    [InlineData(63, 64, "BF", "C040")]
    [InlineData(8191, 8192, "DFFF", "E02000")]
    public void SliceKey_OfAPart_IsTheRecordedOne(int start, int length, string startHex, string lengthHex)
    {
        var slice = new TensorSliceProto();
        slice.Extent.Add(new TensorSliceProto.Types.Extent { Start = start, Length = length });
        slice.Extent.Add(new TensorSliceProto.Types.Extent());
        string expected = "00" + Convert.ToHexString(Encoding.UTF8.GetBytes("a/b")) + "0001" + "0102" + startHex + lengthHex + "807F";
        Assert.Equal(expected, Convert.ToHexString(SliceKey.Of("a/b", slice)));
    }
}
