using System.Diagnostics;
using Google.Protobuf;
using Retrain.Formats.EventFiles;
using Retrain.Formats.EventFiles.Schema;

namespace Retrain.Formats.Tests.EventFiles;

/// <summary>Changed bytes, under wrong and under right checksums: only damage comes of them, in little time and memory.</summary>
public sealed class EventFileHostileBytesTests
{
    private const long MostBytes = 40L << 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_FileChangedTwoThousandTimes_ThrowNothing(bool rightChecksums)
    {
        Event[] events = Events();
        var random = new Random(5);
        long start = Stopwatch.GetTimestamp();
        long most = 0;
        int damaged = 0;
        for (int round = 0; round < 2000; round++)
        {
            byte[][] records = [.. events.Select(e => Record(e.ToByteArray()))];
            byte[] hit = records[random.Next(records.Length)];
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                int at = rightChecksums
                    ? random.Next(RecordFrame.HeadLength, hit.Length - RecordFrame.TailLength)
                    : random.Next(hit.Length);
                hit[at] = (byte)random.Next(256);
            }

            if (rightChecksums)
            {
                RecordFrame.Close(hit);
            }

            byte[] file = [.. records.SelectMany(r => r)];
            file = random.Next(4) == 0 ? file[..random.Next(file.Length)] : file;
            long before = GC.GetAllocatedBytesForCurrentThread();
            damaged += ReadAll(file) is null ? 0 : 1;
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(damaged, 100, 2000);
        Assert.InRange(most, 0, MostBytes);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
    }

    [Fact]
    public void Decode_TensorThatStatesMoreThanItHolds_TakesNoMemoryForIt()
    {
        byte[] value = SummaryValues.Text("a", "b").ToByteArray();
        var parsed = Summary.Types.Value.Parser.ParseFrom(value);
        parsed.Metadata = null;
        parsed.Tensor = new Formats.TensorFlow.Schema.TensorProto
        {
            Dtype = Formats.TensorFlow.Schema.DataType.DtDouble,
            DoubleVal = { 1 },
            TensorShape = new Formats.TensorFlow.Schema.TensorShapeProto
            {
                Dim = { Enumerable.Range(0, 20).Select(_ => new Formats.TensorFlow.Schema.TensorShapeProto.Types.Dim { Size = 1000 }) },
            },
        };
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.IsType<SummaryContent.Other>(new SummaryDecoder().Decode(parsed));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static RecordDamage? ReadAll(byte[] file)
    {
        using var reader = new EventFileReader(new MemoryStream(file));
        var decoder = new SummaryDecoder();
        foreach (Event next in reader.Events())
        {
            foreach (Summary.Types.Value value in next.Summary?.Value ?? [])
            {
                Assert.NotNull(decoder.Decode(value));
            }
        }

        return reader.Damage;
    }

    private static byte[] Record(byte[] data)
    {
        byte[] record = [.. new byte[RecordFrame.HeadLength], .. data, .. new byte[RecordFrame.TailLength]];
        RecordFrame.Close(record);
        return record;
    }

    /// <summary>One of each kind.</summary>
    private static Event[] Events()
    {
        var histogram = new Histogram();
        histogram.Add([1, 2, 3, -1], "a");
        var values = new Dictionary<string, object> { ["rate"] = 0.01, ["name"] = "b", ["flag"] = true };
        Summary.Types.Value numbers = SummaryValues.Text("t", "b");
        numbers.Metadata.PluginData.PluginName = Plugins.Histograms;
        numbers.Tensor = new Formats.TensorFlow.Schema.TensorProto
        {
            Dtype = Formats.TensorFlow.Schema.DataType.DtDouble,
            DoubleVal = { 1, 2, 3, 4, 5, 6 },
            TensorShape = new Formats.TensorFlow.Schema.TensorShapeProto
            {
                Dim = { new[] { 2, 3 }.Select(n => new Formats.TensorFlow.Schema.TensorShapeProto.Types.Dim { Size = n }) },
            },
        };
        Summary.Types.Value[] all =
        [
            SummaryValues.Scalar("a", 1), SummaryValues.Distribution("h", histogram), SummaryValues.Text("n", "text"),
            SummaryValues.Image("i", 1, 1, [1, 2, 3]), numbers,
            SummaryValues.HyperParameters(HyperParameterData.ExperimentTag, HyperParameterData.Experiment(values, [("a", "A")])),
            SummaryValues.HyperParameters(HyperParameterData.StartTag, HyperParameterData.Start(values, "g", 1)),
        ];
        return [new Event { FileVersion = EventFileWriter.FileVersion },
            .. all.Select((v, step) => new Event { Step = step, WallTime = 1, Summary = new Summary { Value = { v } } })];
    }
}
