using System.Runtime.InteropServices;
using System.Text.Json;
using Retrain.Formats.TensorFlowLite;
using Retrain.Graph;
using Retrain.Testing;

namespace Retrain.Formats.Tests.TensorFlowLite;

/// <summary>A recorded model with its input and what TensorFlow Lite's reference kernels made of it.</summary>
internal sealed class LiteCase
{
    private readonly string folder;

    /// <summary>Opens a folder of ../shared/fixtures/tflite.</summary>
    public LiteCase(string name)
    {
        folder = SharedData.Shared("fixtures", "tflite", name);
        Meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json"))).RootElement;
        Bytes = File.ReadAllBytes(Path.Combine(folder, "model.tflite"));
    }

    /// <summary>The description.</summary>
    public JsonElement Meta { get; }

    /// <summary>The file.</summary>
    public byte[] Bytes { get; }

    /// <summary>The model.</summary>
    public LiteModel Model => LiteModel.Read(Bytes);

    /// <summary>A recorded array.</summary>
    public Npy Array(string file) => Npy.Read(Path.Combine(folder, file));

    /// <summary>One row of an array, as an input of a type.</summary>
    public static Tensor Row(Npy array, int row, ElementType type)
    {
        int length = Tensor.LengthOf(array.Shape.AsSpan()[1..]);
        int[] shape = [1, .. array.Shape[1..]];
        return type == ElementType.Float32
            ? Tensor.Of(array.Floats()[(row * length)..((row + 1) * length)], shape)
            : Elements.FromWhole(type, [.. array.Integers().Skip(row * length).Take(length).Select(v => (Int128)v)], shape);
    }

    /// <summary>Rows of an output of a network, row by row.</summary>
    public static double[] Run(Network network, Npy input, string? output = null)
    {
        var results = new List<double>();
        for (int row = 0; row < input.Shape[0]; row++)
        {
            Value fed = network.Inputs.Single();
            var outputs = ReferenceEvaluator.Run(network, new Dictionary<string, Tensor> { [fed.Name] = Row(input, row, fed.Fact.Type) });
            results.AddRange(outputs[output ?? network.Outputs[0].Name].ToDoubles());
        }

        return [.. results];
    }

    /// <summary>Largest difference of two lists.</summary>
    public static double Difference(double[] a, double[] b)
    {
        Assert.Equal(a.Length, b.Length);
        return a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
    }
}
