using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Retrain.Formats.EventFiles;
using Retrain.Formats.TensorFlow;

namespace Retrain.Formats.Tests.EventFiles;

/// <summary>The framing: nine records that TensorFlow wrote, the same file damaged in ten ways, and records of our own.</summary>
public sealed class RecordReaderTests
{
    private static readonly byte[][] Own =
        [[], [7], "123456789"u8.ToArray(), new byte[32], [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))]];

    [Fact]
    public void TryRead_RecordsOfTensorFlow_AreTheSameInEveryByte()
    {
        byte[] file = File.ReadAllBytes(SharedData.Shared("fixtures", "tensorboard", "framing", "records.bin"));
        JsonElement[] expected = [.. Json().GetProperty("records").EnumerateArray()];

        (List<byte[]> records, RecordDamage? damage, List<long> offsets) = ReadAll(file);

        Assert.Null(damage);
        Assert.Equal(expected.Select(e => e.GetProperty("offset").GetInt64()), offsets);
        Assert.All(expected.Zip(records), pair =>
        {
            Assert.Equal(Content(pair.First), pair.Second);
            Assert.Equal(pair.First.GetProperty("crc_of_data").GetUInt32(), Crc32C.Of(pair.Second));
            Assert.Equal(pair.First.GetProperty("masked_crc_of_data").GetUInt32(), RecordFrame.Checksum(pair.Second));
        });
        Assert.Equal(file, Write([.. records]));
    }

    [Fact]
    public void TryRead_DamagedFiles_StopWhereTensorFlowStops()
    {
        JsonElement[] cases = [.. Json().GetProperty("damaged").EnumerateArray()];
        Assert.Equal(10, cases.Length);
        Assert.All(cases, c =>
        {
            byte[] file = File.ReadAllBytes(
                SharedData.Shared("fixtures", "tensorboard", "framing", c.GetProperty("file").GetString()!));
            (List<byte[]> records, RecordDamage? damage, _) = ReadAll(file);

            Assert.Equal(c.GetProperty("records_read_before_the_end").GetInt32(), records.Count);
            string? error = c.GetProperty("tensorflow_error").GetString();
            Assert.Equal(error is null, damage is null);
            if (error is not null)
            {
                string words = string.Create(
                    CultureInfo.InvariantCulture, $"{damage!.Kind.ToString().ToLowerInvariant()} record at {damage.Offset}");
                Assert.StartsWith("DataLossError: " + words, error, StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public void TryRead_OwnRecords_ComeBackInOrder()
    {
        byte[] file = Write(Own);

        // The checksum of "123456789" is the known one of this polynomial.
        Assert.Equal(Crc32C.Mask(0xe3069283), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(16 + 17 + 12 + 9)));
        (List<byte[]> records, RecordDamage? damage, List<long> offsets) = ReadAll(file);
        Assert.Null(damage);
        Assert.Equal(Own, records);
        Assert.Equal([0, 16, 33, 58, 106], offsets);
    }

    [Fact]
    public void TryRead_OwnRecordsCutAnywhere_KeepsWhatIsWholeAndNamesTheRest()
    {
        byte[] file = Write(Own);
        (_, _, List<long> offsets) = ReadAll(file);
        for (int length = 0; length < file.Length; length++)
        {
            (List<byte[]> records, RecordDamage? damage, _) = ReadAll(file[..length]);

            int whole = offsets.Count(o => o <= length) - 1;
            long begun = offsets[whole];
            Assert.Equal(whole, records.Count);
            Assert.Equal(length - begun < 12 ? null : new RecordDamage(RecordDamageKind.Truncated, begun), damage);
        }
    }

    [Fact]
    public void TryRead_OneBitChangedAnywhere_KeepsTheRecordsBefore()
    {
        byte[] file = Write(Own);
        (_, _, List<long> offsets) = ReadAll(file);
        for (int at = 0; at < file.Length; at++)
        {
            byte[] changed = [.. file];
            changed[at] ^= 4;
            (List<byte[]> records, RecordDamage? damage, _) = ReadAll(changed);

            int record = offsets.Count(o => o <= at) - 1;
            bool inHead = at - offsets[record] < 12;
            Assert.Equal(record, records.Count);
            Assert.Equal(new RecordDamage(RecordDamageKind.Corrupted, offsets[record] + (inHead ? 0 : 12)), damage);
        }
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData(3_000_000_000UL)]
    [InlineData(1UL << 26)]
    public void TryRead_LengthFarBeyondTheFile_TakesNoMemoryForIt(ulong length)
    {
        byte[] file = new byte[100];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), RecordFrame.Checksum(file.AsSpan(0, 8)));
        long before = GC.GetAllocatedBytesForCurrentThread();

        (List<byte[]> records, RecordDamage? damage, _) = ReadAll(file);

        Assert.Empty(records);
        Assert.Equal(new RecordDamage(RecordDamageKind.Truncated, 0), damage);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void TryRead_RecordLongerThanWanted_IsPassedOver()
    {
        var reader = new RecordReader(new MemoryStream(Write(new byte[10], new byte[200_000], new byte[11])), longest: 100_000);

        Assert.True(reader.TryRead(out ReadOnlySpan<byte> first));
        Assert.Equal(10, first.Length);
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> second));
        Assert.Equal(11, second.Length);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(1, reader.PassedOver);
        Assert.Null(reader.Damage);
    }

    private static JsonElement Json() =>
        JsonDocument.Parse(File.ReadAllBytes(SharedData.Shared("fixtures", "tensorboard", "framing", "framing.json"))).RootElement;

    private static byte[] Content(JsonElement record) => record.GetProperty("name").GetString() switch
    {
        "a_1000" => [.. Enumerable.Repeat((byte)'a', 1000)],
        "bytes_300" => [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 % 256))],
        _ => Convert.FromHexString(record.GetProperty("data_hex").GetString()!),
    };

    private static (List<byte[]> Records, RecordDamage? Damage, List<long> Offsets) ReadAll(byte[] file)
    {
        var reader = new RecordReader(new MemoryStream(file));
        List<byte[]> records = [];
        List<long> offsets = [];
        while (reader.TryRead(out ReadOnlySpan<byte> data))
        {
            records.Add(data.ToArray());
            offsets.Add(reader.Offset);
        }

        return (records, reader.Damage, offsets);
    }

    private static byte[] Write(params byte[][] records) => [.. records.SelectMany(data =>
    {
        byte[] record = [.. new byte[RecordFrame.HeadLength], .. data, .. new byte[RecordFrame.TailLength]];
        RecordFrame.Close(record);
        return record;
    })];
}
