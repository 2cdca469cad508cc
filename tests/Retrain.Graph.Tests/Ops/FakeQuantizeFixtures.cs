using System.Collections.Immutable;
using System.Text.Json;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Tests.Ops;

/// <summary>Bit for bit against what TensorFlow 1.15.5 and 2.15.1 computed.</summary>
public sealed class FakeQuantizeFixtures
{
    private static readonly JsonElement Cases =
        JsonDocument.Parse(File.ReadAllText(SharedData.Fixture("fake_quant", "cases.json"))).RootElement;

    [Fact]
    public void Evaluate_OneRange_MeetsTensorFlow2()
    {
        Assert.Equal(0, CountDifferences("expected", FakeQuantizeFormula.TensorFlow2));
    }

    [Fact]
    public void Evaluate_OneRange_MeetsTensorFlow1()
    {
        Assert.Equal(0, CountDifferences("expected_tf1", FakeQuantizeFormula.TensorFlow1));
    }

    [Fact]
    public void Evaluate_RangeAsAttributes_MeetsTensorFlow2()
    {
        Assert.Equal(0, CountDifferences("expected_args_op", FakeQuantizeFormula.TensorFlow2Args));
    }

    [Theory]
    [InlineData("expected", nameof(FakeQuantizeFormula.TensorFlow2))]
    [InlineData("expected_tf1", nameof(FakeQuantizeFormula.TensorFlow1))]
    public void Evaluate_RangeForEachChannel_MeetsTensorFlow(string expected, string formula)
    {
        foreach (JsonElement entry in Cases.GetProperty("per_channel").EnumerateArray())
        {
            string name = entry.GetProperty("name").GetString()!;
            int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32())];
            FakeQuantize operation = Operation(entry, Floats(entry, "min"), Floats(entry, "max"), Enum.Parse<FakeQuantizeFormula>(formula));
            float[] got = operation.Evaluate([Tensor.Of(Array($"{name}_inputs"), shape)])[0].Floats.ToArray();
            Assert.Equal(0, Array($"{name}_{expected}").Zip(got, IsDifferent).Count(d => d));
        }
    }

    private static int CountDifferences(string expected, FakeQuantizeFormula formula)
    {
        float[] inputs = Array("scalar_range_inputs");
        float[] outputs = Array($"scalar_range_{expected}");
        int differences = 0;
        foreach (JsonElement entry in Cases.GetProperty("scalar_range").EnumerateArray())
        {
            if (expected.Contains("args", StringComparison.Ordinal)
                && entry.GetProperty("args_op").GetString()!.StartsWith("error", StringComparison.Ordinal))
            {
                continue;
            }

            int row = entry.GetProperty("row").GetInt32();
            FakeQuantize operation = Operation(
                entry, [(float)entry.GetProperty("min").GetDouble()], [(float)entry.GetProperty("max").GetDouble()], formula);
            float[] got = operation.Evaluate([Tensor.Of(inputs[(row * 96)..((row + 1) * 96)], 96)])[0].Floats.ToArray();
            differences += outputs[(row * 96)..((row + 1) * 96)].Zip(got, IsDifferent).Count(d => d);
        }

        return differences;
    }

    private static FakeQuantize Operation(
        JsonElement entry, ImmutableArray<float> min, ImmutableArray<float> max, FakeQuantizeFormula formula) =>
        new(min, max, entry.GetProperty("bits").GetInt32(), entry.GetProperty("narrow_range").GetBoolean(), formula);

    private static bool IsDifferent(float a, float b) => !(a == b || (float.IsNaN(a) && float.IsNaN(b)));

    private static ImmutableArray<float> Floats(JsonElement entry, string name) =>
        [.. entry.GetProperty(name).EnumerateArray().Select(v => (float)v.GetDouble())];

    private static float[] Array(string name) => Npy.Read(SharedData.Fixture("fake_quant", "arrays", name + ".npy")).Floats();
}
