using System.Text.Json;
using Google.Protobuf;
using Retrain.Formats.EventFiles;
using Retrain.Formats.EventFiles.Schema;

namespace Retrain.Formats.Tests.EventFiles;

/// <summary>Event files of TensorFlow read and written anew, and files of our own.</summary>
public sealed class EventFileTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1795576122);

    public static TheoryData<string> Files => RecordedEvents.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void Events_OfTensorFlow_AreThoseOfTheFixtureAndEqualWhenWrittenAnew(string name)
    {
        JsonElement json = RecordedEvents.Json(name);
        byte[] file = File.ReadAllBytes(RecordedEvents.PathOf(json));
        using var reader = new EventFileReader(new MemoryStream(file));
        List<Event> events = [.. reader.Events()];

        Assert.Null(reader.Damage);
        Assert.Equal(json.GetProperty("records").GetInt32(), events.Count);
        Assert.Equal(json.GetProperty("summary_steps").GetInt32(), events.Count(e => e.Summary is not null));
        Assert.Equal(
            json.GetProperty("tags_in_order").EnumerateArray().Select(t => t.GetString()),
            events.First(e => e.Summary is not null).Summary.Value.Select(v => v.Tag));
        foreach (JsonElement expected in json.GetProperty("events").EnumerateArray())
        {
            uint checksum = expected.GetProperty("record").GetProperty("masked_crc_of_data").GetUInt32();
            Event actual = Assert.Single(events, e => RecordedEvents.Checksum(e) == checksum);
            Assert.Equal(expected.GetProperty("wall_time").GetDouble(), actual.WallTime);
            Assert.Equal(expected.GetProperty("step").GetInt64(), actual.Step);
            Same(expected, actual);
        }

        Assert.Equal(file, WriteRecords(events));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Write_SummariesOfTheFixture_GiveTensorFlowsChecksums(string name)
    {
        JsonElement[] summaries =
            [.. RecordedEvents.Json(name).GetProperty("events").EnumerateArray()
                .Where(e => e.GetProperty("what").GetString() == "summary")];
        Assert.InRange(summaries.Length, 3, 10);
        Assert.All(summaries, expected =>
        {
            Event built = RecordedEvents.Summary(expected);
            Assert.Equal(expected.GetProperty("record").GetProperty("length").GetInt32(), built.CalculateSize());
            Assert.Equal(
                expected.GetProperty("record").GetProperty("masked_crc_of_data").GetUInt32(), RecordedEvents.Checksum(built));
        });
    }

    [Fact]
    public void Events_OfTensorFlow2_AreDecodedAndEqualWhenWrittenAnew()
    {
        JsonElement json = RecordedEvents.Json("today/events");
        byte[] file = File.ReadAllBytes(RecordedEvents.PathOf(json));
        using var reader = new EventFileReader(new MemoryStream(file));
        List<Event> events = [.. reader.Events()];
        var decoder = new SummaryDecoder();
        var found = events.Where(e => e.Summary is not null)
            .SelectMany(e => e.Summary.Value.Select(v => (v.Tag, e.Step, Content: decoder.Decode(v)))).ToList();

        Assert.Equal(file, WriteRecords(events));
        Assert.Equal(json.GetProperty("tags_in_order").EnumerateArray().Select(t => t.GetString()), found.Select(f => f.Tag).Distinct());
        Assert.Equal([0.5, 0.6f, 0.7f], found.Where(f => f.Tag == "accuracy").Select(f => ((SummaryContent.Scalar)f.Content).Value));
        Assert.Equal(double.NaN, ((SummaryContent.Scalar)One("not_a_number")).Value);
        Assert.Equal([50, 50, 50], found.Where(f => f.Tag == "weights").Select(f => ((SummaryContent.Distribution)f.Content).Count));
        var weights = (SummaryContent.Distribution)found.First(f => f.Tag == "weights").Content;
        Assert.Equal((-1, 2, 0.5), (weights.Min, weights.Max, weights.Mean));
        Assert.Equal(new SummaryContent.Distribution(3.5, 3.5, 3.5, 7), One("constant"));
        Assert.Equal(new SummaryContent.Distribution(double.NaN, double.NaN, double.NaN, 0), One("empty"));
        Assert.Equal(["some **markdown**, ünïcode 花"], ((SummaryContent.Texts)One("note")).Strings);
        Assert.Equal(["a", "b", "c", "d"], ((SummaryContent.Texts)One("table")).Strings);
        var pictures = (SummaryContent.Pictures)One("pictures");
        Assert.Equal((6, 4, 2), (pictures.Width, pictures.Height, pictures.Files.Count));
        Assert.All(pictures.Files, f => Assert.True(f.Span[1..4].SequenceEqual("PNG"u8)));
        Assert.Empty(((SummaryContent.HyperParameters)One(HyperParameterData.ExperimentTag)).Chosen);
        Assert.Equal(
            [new("flip", "true"), new("learning_rate", "0.01"), new("module", "mobilenet_v1"), new("steps", "400")],
            ((SummaryContent.HyperParameters)One(HyperParameterData.StartTag)).Chosen);

        SummaryContent One(string tag) => Assert.Single(found, f => f.Tag == tag).Content;
    }

    [Fact]
    public void Values_MadeAnew_EqualThoseOfTensorFlow2()
    {
        using EventFileReader reader = EventFileReader.Open(RecordedEvents.PathOf(RecordedEvents.Json("today/events")));
        var recorded = reader.Events().Where(e => e.Summary is not null).SelectMany(e => e.Summary.Value).ToLookup(v => v.Tag);
        Summary.Types.Value start = recorded[HyperParameterData.StartTag].Single();
        var info = HParamsPluginData.Parser.ParseFrom(start.Metadata.PluginData.Content).SessionStartInfo;
        var values = new Dictionary<string, object>
        {
            ["steps"] = 400,
            ["module"] = "mobilenet_v1",
            ["flip"] = true,
            ["learning_rate"] = 0.01,
        };
        Summary.Types.Value picture = recorded["pictures"].Single();

        Assert.Equal(start, SummaryValues.HyperParameters(start.Tag, HyperParameterData.Start(values, info.GroupName, info.StartTimeSecs)));
        Assert.Equal(recorded["note"].Single(), SummaryValues.Text("note", "some **markdown**, ünïcode 花"));
        picture.Tensor.StringVal.RemoveAt(3);
        picture.Tensor.TensorShape.Dim[0].Size = 3;
        Assert.Equal(picture, SummaryValues.Image("pictures", 6, 4, picture.Tensor.StringVal[2].ToByteArray()));
    }

    [Fact]
    public void Create_NewFile_HasTensorFlowsNameAndFirstRecord()
    {
        using var folder = new TemporaryFolder();
        using (EventFileWriter writer = EventFileWriter.Create(folder.FullPath, Start.AddMilliseconds(900), "my host"))
        {
            writer.Flush();
        }

        byte[] file = File.ReadAllBytes(folder["events.out.tfevents.1795576122.my_host"]);
        // Worked out bit by bit from the format's description, by another program.
        const string Record = "1800000000000000A37F4B22" + "090000804E94C1DA411A0D627261696E2E4576656E743A32" + "2AB72825";
        Assert.Equal(Record, Convert.ToHexString(file));
    }

    [Fact]
    public void Create_TwiceInASecond_KeepsTheFirstFile()
    {
        using var folder = new TemporaryFolder();
        using EventFileWriter first = EventFileWriter.Create(folder.FullPath, Start, "host");
        using EventFileWriter second = EventFileWriter.Create(folder.FullPath, Start, "host");

        Assert.Equal(
            ["events.out.tfevents.1795576122.host", "events.out.tfevents.1795576123.host"],
            Directory.GetFiles(folder.FullPath).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Flush_WhileTheWriterIsOpen_MakesAllEventsReadable()
    {
        using var folder = new TemporaryFolder();
        using EventFileWriter writer = EventFileWriter.Create(folder.FullPath, Start, "host");
        for (int step = 0; step < 10; step++)
        {
            writer.Write(new Event { Step = step, Summary = new Summary { Value = { SummaryValues.Scalar("a", step) } } });
        }

        writer.Flush();
        using EventFileReader reader = EventFileReader.Open(Directory.GetFiles(folder.FullPath).Single());
        Assert.Equal(11, reader.Events().Count());
        Assert.Null(reader.Damage);
    }

    [Fact]
    public void Events_RecordThatIsNoEvent_IsDamageAfterWhatCameBefore()
    {
        byte[] noEvent = [.. new byte[12], 0xff, 0xff, 0xff, .. new byte[4]];
        RecordFrame.Close(noEvent);
        byte[] file = [.. WriteRecords([new Event { FileVersion = EventFileWriter.FileVersion }]), .. noEvent];
        using var reader = new EventFileReader(new MemoryStream(file));

        Assert.Single(reader.Events());
        Assert.Equal(new RecordDamage(RecordDamageKind.NotAnEvent, file.Length - noEvent.Length), reader.Damage);
    }

    [Fact]
    public void Open_NoFile_ThrowsItsOwnException() =>
        Assert.Throws<EventFileException>(() => EventFileReader.Open("/nowhere/at/all"));

    private static byte[] WriteRecords(IEnumerable<Event> events) => [.. events.SelectMany(e =>
    {
        byte[] record = [.. new byte[RecordFrame.HeadLength], .. e.ToByteArray(), .. new byte[RecordFrame.TailLength]];
        RecordFrame.Close(record);
        return record;
    })];

    private static void Same(JsonElement expected, Event actual)
    {
        switch (expected.GetProperty("what").GetString())
        {
            case "file_version":
                Assert.Equal(expected.GetProperty("file_version").GetString(), actual.FileVersion);
                break;
            case "graph_def":
                Assert.Equal(expected.GetProperty("bytes").GetInt32(), actual.GraphDef.Length);
                break;
            case "meta_graph_def":
                Assert.Equal(expected.GetProperty("bytes").GetInt32(), actual.MetaGraphDef.Length);
                break;
            default:
                Event summary = RecordedEvents.Summary(expected);
                Assert.Equal(summary, actual);
                break;
        }
    }
}
