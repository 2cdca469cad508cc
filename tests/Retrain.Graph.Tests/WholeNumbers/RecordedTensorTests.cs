using System.Text.Json;
using Retrain.Testing;

namespace Retrain.Graph.Tests.WholeNumbers;

/// <summary>
/// Each operator alone on the values that TensorFlow Lite's reference kernels computed: equal in every one, also where a computation with
/// reals and rounding is some levels off.
/// </summary>
public sealed class RecordedTensorTests(ITestOutputHelper output)
{
    /// <summary>Models whose tensors were recorded.</summary>
    public static TheoryData<string> Models => ["int8_io_int8", "int8_mobilenet_v3", "int8_pad_pool_concat", "uint8_legacy_quantops"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Evaluate_OnRecordedInputs_GivesTheRecordedOutput(string name)
    {
        var model = RecordedModel.Open(name);
        var counts = new SortedDictionary<string, (int Values, int Different, int Largest)>(StringComparer.Ordinal);
        foreach (JsonElement node in model.Operators)
        {
            string op = node.GetProperty("op").GetString()!;
            if (!model.SecondOpinion.TryGetProperty(op, out _))
            {
                continue;
            }

            double[] expected = model.Value(node.GetProperty("outputs")[0].GetInt32()).ToDoubles();
            double[] actual = model.Run(node).ToDoubles();
            Assert.Equal(expected.Length, actual.Length);
            int[] steps = [.. expected.Zip(actual, (a, b) => (int)Math.Abs(a - b))];
            (int values, int different, int largest) = counts.GetValueOrDefault(op);
            counts[op] = (values + steps.Length, different + steps.Count(s => s > 0), Math.Max(largest, steps.Max()));
        }

        foreach ((string op, (int values, int different, int largest)) in counts)
        {
            output.WriteLine($"{name} {op}: {values} values, {different} differ, by {largest} at most");
        }

        foreach ((string op, (int values, int different, int largest)) in counts)
        {
            JsonElement second = model.SecondOpinion.GetProperty(op);
            Assert.Equal(second.GetProperty("values").GetInt32(), values);
            Assert.True(different == 0, $"{op}: {different} of {values} differ, by {largest} at most");
        }
    }
}
