using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Retrain.Graph;

namespace Retrain.Formats.Tests.Onnx;

/// <summary>Runs models in ONNX Runtime and compares.</summary>
internal static class OnnxRun
{
    /// <summary>Runs a model.</summary>
    public static Dictionary<string, Graph.Tensor> Run(byte[] model, IReadOnlyDictionary<string, Graph.Tensor> inputs)
    {
        using var options =
            new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        // Without it, sums of products of bytes are cut off on processors that have no instruction of their own for them.
        options.AddSessionConfigEntry("session.x64quantprecision", "1");
        using var session = new InferenceSession(model, options);
        NamedOnnxValue[] values = [.. inputs.Where(i => session.InputMetadata.ContainsKey(i.Key)).Select(i => ToOnnx(i.Key, i.Value))];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(values);
        return results.ToDictionary(r => r.Name, FromOnnx);
    }

    /// <summary>Numbers for each input: open lengths are 2, or what <paramref name="lengths"/> says.</summary>
    public static Dictionary<string, Graph.Tensor> Feed(Network network, IReadOnlyDictionary<string, int>? lengths = null, double scale = 2)
    {
        var random = new Random(1);
        return network.Inputs.ToDictionary(i => i.Name, i => Numbers(
            random, i.Fact.Type, scale, [.. i.Fact.Shape.Select(d => d.Length ?? lengths?.GetValueOrDefault(d.Symbol ?? "", 2) ?? 2)]));
    }

    /// <summary>Compares all outputs: whole numbers exactly, others within a part of the greatest.</summary>
    public static void Same(
        IReadOnlyDictionary<string, Graph.Tensor> expected, IReadOnlyDictionary<string, Graph.Tensor> actual, double tolerance)
    {
        foreach ((string name, Graph.Tensor want) in expected)
        {
            Graph.Tensor got = actual[name];
            Assert.Equal(want.ToString(), got.ToString());
            double[] a = want.ToDoubles();
            double[] b = got.ToDoubles();
            double greatest = a.Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();
            double allowed = want.Type is ElementType.Float32 or ElementType.Float64 ? tolerance * Math.Max(1, greatest) : 0;
            for (int i = 0; i < a.Length; i++)
            {
                Assert.True(a[i].Equals(b[i]) || Math.Abs(a[i] - b[i]) <= allowed, $"{name}[{i}]: expected {a[i]}, not {b[i]}");
            }
        }
    }

    /// <summary>Random numbers of any type.</summary>
    public static Graph.Tensor Numbers(Random random, ElementType type, double scale, params int[] shape)
    {
        int length = Graph.Tensor.LengthOf(shape.AsSpan());
        double[] numbers = [.. Enumerable.Range(0, length).Select(_ => ((random.NextDouble() * 2) - 1) * scale)];
        return type switch
        {
            ElementType.Float32 => Graph.Tensor.Of(Array.ConvertAll(numbers, n => (float)n), shape),
            ElementType.Float64 => Graph.Tensor.Of(numbers, shape),
            ElementType.Int32 => Graph.Tensor.Of(Array.ConvertAll(numbers, n => (int)(n * 4)), shape),
            ElementType.Int64 => Graph.Tensor.Of(Array.ConvertAll(numbers, n => (long)(n * 4)), shape),
            ElementType.UInt8 => Graph.Tensor.Of(Array.ConvertAll(numbers, n => (byte)Math.Abs(n * 60)), shape),
            ElementType.Int8 => Graph.Tensor.Of(Array.ConvertAll(numbers, n => (sbyte)(n * 60)), shape),
            ElementType.Bool => Graph.Tensor.Of(Array.ConvertAll(numbers, n => n > 0), shape),
            _ => throw new ArgumentException($"{type}"),
        };
    }

    private static NamedOnnxValue ToOnnx(string name, Graph.Tensor tensor)
    {
        int[] shape = [.. tensor.Shape];
        return tensor.Type switch
        {
            ElementType.Float32 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(tensor.Span<float>().ToArray(), shape)),
            ElementType.Float64 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<double>(tensor.Span<double>().ToArray(), shape)),
            ElementType.Int32 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<int>(tensor.Span<int>().ToArray(), shape)),
            ElementType.Int64 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(tensor.Span<long>().ToArray(), shape)),
            ElementType.UInt8 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<byte>(tensor.Span<byte>().ToArray(), shape)),
            ElementType.Int8 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<sbyte>(tensor.Span<sbyte>().ToArray(), shape)),
            ElementType.Bool => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<bool>(tensor.Span<bool>().ToArray(), shape)),
            _ => throw new ArgumentException($"{tensor.Type}"),
        };
    }

    private static Graph.Tensor FromOnnx(DisposableNamedOnnxValue value) => value.ElementType switch
    {
        TensorElementType.Float => Dense<float>(value),
        TensorElementType.Double => Dense<double>(value),
        TensorElementType.Int32 => Dense<int>(value),
        TensorElementType.Int64 => Dense<long>(value),
        TensorElementType.UInt8 => Dense<byte>(value),
        TensorElementType.Int8 => Dense<sbyte>(value),
        TensorElementType.Bool => Dense<bool>(value),
        _ => throw new ArgumentException($"{value.ElementType}"),
    };

    private static Graph.Tensor Dense<T>(DisposableNamedOnnxValue value)
    {
        Tensor<T> tensor = value.AsTensor<T>();
        return Graph.Tensor.Of(tensor.ToArray(), tensor.Dimensions);
    }
}
