using System.Text.Json;
using Retrain.Testing;

namespace Retrain.Tests.Training;

/// <summary>Losses and update rules that PyTorch computed: tests/fixtures/gradients.</summary>
internal static class RecordedGradients
{
    public static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllBytes(SharedData.Fixture("gradients", file))).RootElement;

    public static JsonElement Case(string kind, string name) =>
        Json($"{kind}/cases.json").GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    public static float[] Floats(string file) => Npy.Read(SharedData.Fixture("gradients", file)).Floats();

    public static void AssertClose(float[] expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"element {i}: {actual[i]}, expected {expected[i]} +- {tolerance}");
        }
    }
}
