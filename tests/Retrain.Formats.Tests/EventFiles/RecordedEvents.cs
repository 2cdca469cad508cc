using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Retrain.Formats.EventFiles;
using Retrain.Formats.EventFiles.Schema;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.Tests.EventFiles;

/// <summary>Event files of TensorFlow and what <c>../shared/fixtures/tensorboard</c> says is in them.</summary>
internal static class RecordedEvents
{
    /// <summary>The recorded runs, each with a train and a validation file.</summary>
    public static TheoryData<string> Files =>
    [
        .. from run in new[] { "efficientnet_lite0", "mobilenet_v1_whole_set", "mobilenet_v1_quantops" }
        from part in new[] { "train", "validation" }
        select $"{run}_{part}",
    ];

    public static JsonElement Json(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(SharedData.Shared("fixtures", "tensorboard", name + ".json"))).RootElement;

    /// <summary>The event file that the JSON is of.</summary>
    public static string PathOf(JsonElement json)
    {
        string file = json.GetProperty("file").GetString()!;
        string path = file.StartsWith("today/", StringComparison.Ordinal) ? "tensorboard/" + file : file;
        return SharedData.Shared(["fixtures", .. path.Split('/')]);
    }

    /// <summary>Numbers, of which those that JSON does not know are text.</summary>
    public static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number
        ? element.GetDouble()
        : element.GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            var other => throw new FormatException(other),
        };

    /// <summary>A summary as the JSON describes it, built by hand; for the files of TensorFlow 1.</summary>
    public static Event Summary(JsonElement json)
    {
        var summary = new Summary();
        foreach (JsonElement value in json.GetProperty("values").EnumerateArray())
        {
            string tag = value.GetProperty("tag").GetString()!;
            if (value.GetProperty("kind").GetString() == "simple_value")
            {
                summary.Value.Add(SummaryValues.Scalar(tag, (float)Number(value.GetProperty("value"))));
                continue;
            }

            Assert.Equal("histo", value.GetProperty("kind").GetString());
            var histogram = new HistogramProto
            {
                Min = Number(value.GetProperty("min")),
                Max = Number(value.GetProperty("max")),
                Num = Number(value.GetProperty("num")),
                Sum = Number(value.GetProperty("sum")),
                SumSquares = Number(value.GetProperty("sum_squares")),
            };
            histogram.BucketLimit.Add(value.GetProperty("limits").EnumerateArray().Select(Number));
            histogram.Bucket.Add(value.GetProperty("counts").EnumerateArray().Select(Number));
            summary.Value.Add(new Summary.Types.Value { Tag = tag, Histo = histogram });
        }

        return new Event
        {
            WallTime = json.GetProperty("wall_time").GetDouble(),
            Step = json.GetProperty("step").GetInt64(),
            Summary = summary,
        };
    }

    /// <summary>The masked checksum of a message's bytes.</summary>
    public static uint Checksum(IMessage message) => RecordFrame.Checksum(message.ToByteArray());
}
