using System.Text.Json;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Importing;
using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>Every end point of a module, in graph order: the first that differs is where a fault begins.</summary>
public class EndPointTests
{
    [Theory]
    [InlineData("mobilenet_v2_100_224/feature_vector")]
    [InlineData("inception_v3_thin/feature_vector")]
    [InlineData("resnet_v2_50_thin/feature_vector")]
    public void Run_HubModule_GivesEveryEndPoint(string name)
    {
        string folder = SharedData.Shared(["fixtures", "modules", .. name.Split('/')]);
        (string Name, JsonElement Recorded)[] points =
            [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "endpoints.json"))).RootElement.EnumerateObject().Select(
                p => (p.Name, p.Value))];
        NetworkCase module = NetworkFixtures.All("modules")
            .First(c => c.Name.StartsWith("modules/" + name + " ", StringComparison.Ordinal));
        NetworkCase tapped =
            module with { Answers = [.. points.Select(p => new NetworkAnswer(p.Recorded.GetProperty("tensor").GetString()!, "", 0))] };
        float[][] ours = NetworkRun.OnnxRuntime(tapped);
        double tolerance = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json"))).RootElement.GetProperty("tolerance")
            .GetProperty("absolute").GetDouble();

        double worst = 0;
        var faults = new List<string>();
        for (int i = 0; i < points.Length; i++)
        {
            JsonElement recorded = points[i].Recorded;
            double[] values = [.. ours[i].Select(v => (double)v)];
            double mean = values.Average();
            double deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
            double min = recorded.GetProperty("min").GetDouble();
            double max = recorded.GetProperty("max").GetDouble();
            double limit = tolerance * Math.Max(1, Math.Max(Math.Abs(min), Math.Abs(max)));
            double difference = new[]
            {
                values.Min() - min, values.Max() - max, mean - recorded.GetProperty("mean").GetDouble(),
                deviation - recorded.GetProperty("std").GetDouble(),
            }.Concat(recorded.GetProperty("indices").EnumerateArray().Zip(
                recorded.GetProperty("values").EnumerateArray(),
                (index, value) => values[index.GetInt32()] - value.GetDouble())).Max(Math.Abs);
            Assert.Equal(recorded.GetProperty("shape").EnumerateArray().Aggregate(1, (length, axis) => length * axis.GetInt32()),
                values.Length);
            worst = Math.Max(worst, difference / limit);
            if (!(difference <= limit))
            {
                faults.Add($"{points[i].Name}: {difference:g3}, allowed {limit:g3}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {points.Length} end points, at most {worst:p1} of the tolerance");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
