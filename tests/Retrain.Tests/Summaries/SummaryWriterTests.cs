using System.Buffers.Binary;
using System.Net;
using Retrain.Evaluation;
using Retrain.Formats.EventFiles;
using Retrain.Formats.EventFiles.Schema;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Summaries;
using Retrain.Testing;
using Retrain.Training;
using Google.Protobuf;

namespace Retrain.Tests.Summaries;

/// <summary>The files that a run leaves for TensorBoard.</summary>
public sealed class SummaryWriterTests : IDisposable
{
    /// <summary>REFERENCE 6, spelled as TensorFlow 1.9 and later do.</summary>
    private static readonly string[] Tags =
    [
        "final_retrain_ops/weights/summaries/mean_1", "final_retrain_ops/weights/summaries/stddev_1",
        "final_retrain_ops/weights/summaries/max_1", "final_retrain_ops/weights/summaries/min_1",
        "final_retrain_ops/weights/summaries/histogram", "final_retrain_ops/biases/summaries/mean_1",
        "final_retrain_ops/biases/summaries/stddev_1", "final_retrain_ops/biases/summaries/max_1",
        "final_retrain_ops/biases/summaries/min_1", "final_retrain_ops/biases/summaries/histogram",
        "final_retrain_ops/Wx_plus_b/pre_activations", "activations", "cross_entropy_1", "accuracy_1",
    ];

    private static readonly byte[] Graph = new GraphDef { Node = { new NodeDef { Name = "input", Op = "Placeholder" } } }.ToByteArray();

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Trained_ThreeSteps_WritesTheFilesOfTheOriginal()
    {
        using (SummaryWriter writer = SummaryWriter.Create(folder.FullPath, Graph, new SteppingClock()))
        {
            Assert.Empty(Directory.GetFiles(folder["validation"]));
            for (int step = 0; step < 3; step++)
            {
                writer.Trained(Layers.At(step));
            }

            writer.Validated(Layers.At(2));
            writer.Complete();
        }

        string host = Dns.GetHostName();
        Assert.Equal(["train", "validation"], Directory.GetDirectories(folder.FullPath).Select(Path.GetFileName).Order());
        Assert.Equal([$"events.out.tfevents.1700000000.{host}"], Directory.GetFiles(folder["train"]).Select(Path.GetFileName));
        Assert.Equal([$"events.out.tfevents.1700000001.{host}"], Directory.GetFiles(folder["validation"]).Select(Path.GetFileName));

        List<Event> train = Read("train");
        Assert.Equal((1700000000, "brain.Event:2"), (train[0].WallTime, train[0].FileVersion));
        Assert.Equal(Graph, train[1].GraphDef);
        Assert.Equal(GraphDef.Parser.ParseFrom(Graph), MetaGraphDef.Parser.ParseFrom(train[2].MetaGraphDef).GraphDef);
        Assert.Equal([0, 0, 0, 0, 1, 2], train.Select(e => e.Step));
        Assert.All(train[3..], e => Assert.Equal(Tags, e.Summary.Value.Select(v => v.Tag)));
        Assert.All(train[3..], e => Assert.All(e.Summary.Value, v => Assert.Null(v.Metadata)));
        Assert.True(train.Zip(train[1..]).Skip(1).All(pair => pair.First.WallTime <= pair.Second.WallTime));

        List<Event> validation = Read("validation");
        Assert.Equal(2, validation.Count);
        Assert.Equal((1700000001, "brain.Event:2"), (validation[0].WallTime, validation[0].FileVersion));
        Assert.Equal((2, 1700000001.55), (validation[1].Step, validation[1].WallTime));
        Assert.Equal(Tags, validation[1].Summary.Value.Select(v => v.Tag));
    }

    [Fact]
    public void Trained_KnownLayer_WritesItsNumbers()
    {
        using (SummaryWriter writer = SummaryWriter.Create(folder.FullPath, [], TimeProvider.System))
        {
            writer.Trained(Layers.At(0));
            writer.Complete();
        }

        var values = Read("train")[1].Summary.Value.ToDictionary(v => v.Tag);
        float[] weights = [0.5f, -0.25f, 0, 1, 2, -3];
        double mean = weights.Average(w => (double)w);
        Assert.Equal((float)mean, values[Tags[0]].SimpleValue);
        Assert.Equal((float)Math.Sqrt(weights.Average(w => (w - mean) * (w - mean))), values[Tags[1]].SimpleValue);
        Assert.Equal((2, -3), (values[Tags[2]].SimpleValue, values[Tags[3]].SimpleValue));
        Assert.Equal((6, 0.25, 14.3125), (values[Tags[4]].Histo.Num, values[Tags[4]].Histo.Sum, values[Tags[4]].Histo.SumSquares));
        Assert.Equal((0, 0.125f), (values[Tags[5]].SimpleValue, values[Tags[6]].SimpleValue));
        Assert.Equal((4, 1, 4), (values[Tags[10]].Histo.Num, values[Tags[10]].Histo.Min, values[Tags[10]].Histo.Max));
        Assert.Equal((4, 2), (values[Tags[11]].Histo.Num, values[Tags[11]].Histo.Sum));
        Assert.Equal((0.75f, 0.5f), (values[Tags[12]].SimpleValue, values[Tags[13]].SimpleValue));
    }

    [Fact]
    public void Files_AllRecords_HaveChecksumsWorkedOutBitByBit()
    {
        using (SummaryWriter writer = SummaryWriter.Create(folder.FullPath, Graph, TimeProvider.System))
        {
            writer.Trained(Layers.At(0));
        }

        byte[] file = File.ReadAllBytes(Directory.GetFiles(folder["train"]).Single());
        int records = 0;
        for (int at = 0; at < file.Length; records++)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            Assert.Equal(Masked(file.AsSpan(at + 12, length)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            at += 16 + length;
        }

        Assert.Equal(4, records);
    }

    [Fact]
    public void Trained_MemoryChangedAfterTheCall_WritesWhatItWas()
    {
        float[] weights = new float[500];
        using (SummaryWriter writer = SummaryWriter.Create(folder.FullPath, [], TimeProvider.System))
        {
            for (int step = 0; step < 300; step++)
            {
                Array.Fill(weights, step);
                writer.Trained(Layers.At(step) with { Weights = weights });
            }

            writer.Complete();
        }

        List<Event> events = Read("train");
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), events.Skip(1).Select(e => e.Step));
        Assert.All(events.Skip(1), e =>
        {
            Assert.Equal((e.Step, e.Step), ((long)e.Summary.Value[2].SimpleValue, (long)e.Summary.Value[3].SimpleValue));
            Assert.Equal((0, (long)500), (e.Summary.Value[1].SimpleValue, (long)e.Summary.Value[4].Histo.Num));
        });
    }

    [Theory]
    [InlineData(float.NaN, "Nan in summary histogram for: final_retrain_ops/weights/summaries/histogram")]
    [InlineData(float.NegativeInfinity, "Infinity in Histogram for: final_retrain_ops/weights/summaries/histogram")]
    public void Trained_WeightThatIsNoNumber_EndsTrainingAtTheNextCallInOneLine(float weight, string words)
    {
        using SummaryWriter writer = SummaryWriter.Create(folder.FullPath, [], TimeProvider.System);
        writer.Trained(Layers.At(0));
        writer.Trained(Layers.At(1, weight));

        RetrainException fault = Assert.Throws<RetrainException>(() =>
        {
            for (int step = 2; step < 1000; step++)
            {
                writer.Trained(Layers.At(step));
                Thread.Sleep(1);
            }
        });

        Assert.Equal($"the summaries of step 1 cannot be made: {words}; training has diverged: lower --learning_rate", fault.Message);
        Assert.Equal(fault.Message, Assert.Throws<RetrainException>(writer.Complete).Message);
        Assert.Equal([0, 0], Read("train").Select(e => e.Step));
    }

    [Fact]
    public void Trained_ThenNothing_IsInTheFileAfterSeconds()
    {
        using SummaryWriter writer = SummaryWriter.Create(folder.FullPath, [], TimeProvider.System);
        writer.Trained(Layers.At(0));
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (Read("train").Count < 2)
        {
            Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20);
            Thread.Sleep(100);
        }
    }

    [Fact]
    public void Create_OverAnEarlierRun_ReplacesItsFiles()
    {
        for (int run = 0; run < 2; run++)
        {
            using SummaryWriter writer = SummaryWriter.Create(folder.FullPath, Graph, new SteppingClock());
            writer.Trained(Layers.At(run));
            writer.Validated(Layers.At(run));
            writer.Finish(Report(), new Dictionary<string, object>());
        }

        Assert.Equal(3, Directory.GetFiles(folder.FullPath, "*", SearchOption.AllDirectories).Length);
        Assert.Equal(1, Read("train")[^1].Step);
    }

    [Fact]
    public void Create_ToGoOn_KeepsTheFilesAndSaysFromWhere()
    {
        using (SummaryWriter first = SummaryWriter.Create(folder.FullPath, Graph, new SteppingClock()))
        {
            for (int step = 0; step < 10; step++)
            {
                first.Trained(Layers.At(step, 1));
            }
        }

        using (SummaryWriter second = SummaryWriter.Create(folder.FullPath, Graph, new SteppingClock(), resumedAt: 7))
        {
            for (int step = 7; step < 12; step++)
            {
                second.Trained(Layers.At(step, 2));
            }
        }

        Assert.Equal(2, Directory.GetFiles(folder["train"]).Length);
        HistoryRun run = Assert.Single(TrainingHistory.Read([folder.FullPath], TestContext.Current.CancellationToken).Runs);
        ScalarSeries loss = run.Scalars.Single(s => s.Tag == "cross_entropy_1");
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (long)i), loss.Points.Select(p => p.Step));
        Assert.Equal(12, run.Histograms[0].Points.Count);
    }

    [Fact]
    public void Finish_Report_IsThereAsScalarPictureTextAndHyperParameters()
    {
        using (SummaryWriter writer = SummaryWriter.Create(folder.FullPath, [], TimeProvider.System))
        {
            writer.Trained(Layers.At(41));
            writer.Finish(Report(), new Dictionary<string, object>
            {
                ["steps"] = 42,
                ["optimizer"] = "sgd",
                ["flip"] = false,
                ["rate"] = 0.01f,
            });
        }

        List<Event> events = Read("test");
        var decoder = new SummaryDecoder();
        Dictionary<string, SummaryContent> found = events.Skip(1).SelectMany(e => e.Summary.Value).ToDictionary(v => v.Tag, decoder.Decode);
        Assert.All(events.Skip(1), e => Assert.Equal(41, e.Step));
        Assert.Equal(
            ["test/accuracy", "test/confusion_matrix", "test/misclassified_photos", "_hparams_/experiment", "_hparams_/session_start_info",
                "_hparams_/session_end_info"],
            found.Keys);
        Assert.Equal(0.5, ((SummaryContent.Scalar)found["test/accuracy"]).Value);
        Assert.True(((SummaryContent.Pictures)found["test/confusion_matrix"]).Files.Single().Span[1..4].SequenceEqual("PNG"u8));
        Assert.Contains(
            "| a/x&#124;\\_y.jpg | a | b | 0.750 | 0.250 |\n",
            ((SummaryContent.Texts)found["test/misclassified_photos"]).Strings[0],
            StringComparison.Ordinal);
        var chosen = ((SummaryContent.HyperParameters)found["_hparams_/session_start_info"]).Chosen;
        Assert.Equal(
            [new("flip", "false"), new("optimizer", "sgd"), new("rate", ((double)0.01f).ToString("R")), new("steps", "42")], chosen);
        HParamsPluginData experiment = HParamsPluginData.Parser.ParseFrom(
            events.SelectMany(e => e.Summary?.Value ?? []).Single(v => v.Tag == "_hparams_/experiment").Metadata.PluginData.Content);
        Assert.Equal("test/accuracy", experiment.Experiment.MetricInfos.Single().Name.Tag);
        Assert.Equal(["flip", "optimizer", "rate", "steps"], experiment.Experiment.HparamInfos.Select(h => h.Name));
    }

    [Fact]
    public void Finish_NoTestPhotos_WritesHyperParametersOnly()
    {
        using (SummaryWriter writer = SummaryWriter.Create(folder.FullPath, [], TimeProvider.System))
        {
            writer.Finish(Evaluator.Evaluate(["a", "b"], [], [], []), new Dictionary<string, object> { ["steps"] = 0 });
        }

        Assert.Equal(
            ["_hparams_/experiment", "_hparams_/session_start_info", "_hparams_/session_end_info"],
            Read("test").Skip(1).SelectMany(e => e.Summary.Value).Select(v => v.Tag));
    }

    [Fact]
    public void Mistakes_ManyPhotos_AreCutWithAWord()
    {
        Photo[] photos = [.. Enumerable.Range(0, 600).Select(i => new Photo($"p/a/{i}.jpg", $"a/{i}.jpg", 0))];
        EvaluationReport report = Evaluator.Evaluate(
            ["a", "b"], photos, [.. photos.Select(_ => 0)], [.. photos.SelectMany(_ => new[] { 0.25f, 0.75f })]);

        string text = TestSummary.Mistakes(report);

        Assert.Contains("The first 500 of 600 misclassified photos:", text, StringComparison.Ordinal);
        Assert.Equal(501, text.Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal)));
    }

    private static EvaluationReport Report() => Evaluator.Evaluate(
        ["a", "b"], [new Photo("p/a/x|_y.jpg", "a/x|_y.jpg", 0), new Photo("p/b/z.jpg", "b/z.jpg", 1)], [0, 1],
        [0.25f, 0.75f, 0.125f, 0.875f]);

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82f63b78);
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    private List<Event> Read(string part)
    {
        using EventFileReader reader = EventFileReader.Open(Directory.GetFiles(folder[part]).Order(StringComparer.Ordinal).Last());
        List<Event> events = [.. reader.Events()];
        Assert.Null(reader.Damage);
        return events;
    }
}
