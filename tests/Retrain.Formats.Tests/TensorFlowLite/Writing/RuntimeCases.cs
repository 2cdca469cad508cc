using System.Text.Json;
using Retrain.Graph;

namespace Retrain.Formats.Tests.TensorFlowLite.Writing;

/// <summary>Files with inputs and answers for tests/independent/js/tflite-operators.mjs, which runs them with LiteRT.js.</summary>
internal static class RuntimeCases
{
    /// <summary>Float32 in another order.</summary>
    public const double Near = 3e-6;

    /// <summary>Writes one.</summary>
    /// <param name="folder">Where to; made.</param>
    /// <param name="file">The model.</param>
    /// <param name="inputs">What goes in.</param>
    /// <param name="expected">What has to come out.</param>
    /// <param name="tolerance">How far off an element may be, as a part of it but not below 1.</param>
    public static void Write(
        string folder, byte[] file, IEnumerable<Tensor> inputs, IEnumerable<Tensor> expected, double tolerance = Near)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.tflite"), file);
        string text = JsonSerializer.Serialize(new { inputs = inputs.Select(Of), expected = expected.Select(Of), tolerance });
        File.WriteAllText(Path.Combine(folder, "case.json"), text);
    }

    private static object Of(Tensor tensor) => new { type = tensor.Type.ToString(), shape = tensor.Shape, values = tensor.ToDoubles() };
}
