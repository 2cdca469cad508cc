using System.Text.Json;
using Retrain.Formats.TensorFlow;

namespace Retrain.Formats.Tests.TensorFlow;

/// <summary>Signatures as the recordings describe them.</summary>
internal static class RecordedSignatures
{
    public static void Compare(string model, JsonElement expected, IReadOnlyDictionary<string, TensorFlowSignature> actual)
    {
        JsonProperty[] callable = [.. expected.EnumerateObject()
            .Where(s => !s.Name.StartsWith("__saved_model_", StringComparison.Ordinal))];
        Assert.Equal(callable.Select(s => s.Name).Order(StringComparer.Ordinal), actual.Keys);
        foreach (JsonProperty signature in callable)
        {
            TensorFlowSignature found = actual[signature.Name];
            Assert.Equal(signature.Value.TryGetProperty("method", out JsonElement method) ? method.GetString() : "", found.Method);
            Assert.Equal(Ports(signature.Value.GetProperty("inputs")), found.Inputs.Select(Text));
            Assert.Equal(Ports(signature.Value.GetProperty("outputs")), found.Outputs.Select(Text));
        }

        Assert.True(callable.Length > 0, model);
    }

    private static IEnumerable<string> Ports(JsonElement ports) =>
        ports.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Name + " " + Text(p.Value));

    private static string Text(JsonElement port) =>
        $"{port.GetProperty("tensor").GetString()} {port.GetProperty("dtype").GetString()} {Shape(port.GetProperty("shape"))}";

    private static string Shape(JsonElement shape) => shape.ValueKind == JsonValueKind.Null
        ? "unknown"
        : string.Join(",", shape.EnumerateArray().Select(d => d.ValueKind == JsonValueKind.Null ? -1 : d.GetInt32()));

    private static string Text(TensorFlowPort port)
    {
        string shape = port.Shape is null ? "unknown" : string.Join(",", port.Shape.Select(d => d ?? -1));
        return $"{port.Key} {port.Tensor} {port.Type?.ToString().ToLowerInvariant()} {shape}";
    }
}
