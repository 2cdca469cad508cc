using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Importing;
using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>Runs a case the way the program does: importer, passes, ONNX, ONNX Runtime.</summary>
internal static class NetworkRun
{
    /// <summary>Our outputs, one array an answer.</summary>
    public static float[][] OnnxRuntime(NetworkCase recorded)
    {
        Network network = Import(recorded);
        return OnnxRuntime(network, NetworkCompiler.ToOnnx(network, recorded.Name), recorded);
    }

    /// <summary>The outputs of a converted network.</summary>
    public static float[][] OnnxRuntime(Network network, byte[] onnx, NetworkCase recorded)
    {
        using var session = new InferenceSession(onnx);
        return ByRows(network, recorded, inputs =>
        {
            using var options = new RunOptions();
            Dictionary<string, OrtValue> values = inputs.ToDictionary(
                i => i.Key, i => OrtValue.CreateTensorValueFromMemory(i.Value.Floats.ToArray(), [.. i.Value.Shape.Select(l => (long)l)]));
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, values, [.. network.Outputs.Select(o => o.Name)]);
            return [.. outputs.Select(Floats)];
        });
    }

    /// <summary>The outputs by the scalar definition of every operator.</summary>
    public static float[][] Reference(Network network, NetworkCase recorded) => ByRows(network, recorded, inputs =>
    {
        Dictionary<string, Tensor> outputs = ReferenceEvaluator.Run(network, inputs);
        return [.. network.Outputs.Select(o => outputs[o.Name].ToDoubles().Select(v => (float)v))];
    });

    /// <summary>The simplified network of a case.</summary>
    public static Network Import(NetworkCase recorded) => Simplification.Run(ImportPlain(recorded));

    /// <summary>The network of a case as it was read.</summary>
    public static Network ImportPlain(NetworkCase recorded)
    {
        TensorFlowModel model = TensorFlowModels.Open(recorded.Model, recorded.Tags);
        var options = new ImportOptions
        {
            Inputs = [.. recorded.Feeds.Select(f => Fed(f.Key, f.Value, recorded.OneByOne))],
            Outputs = [.. recorded.Answers.Select((a, i) => ("answer_" + i, TensorReference.Parse(a.Tensor)))],
            Fixed = recorded.Fixed.ToDictionary(f => TensorReference.Parse(f.Key), f => Tensor.Scalar(f.Value)),
            DecodedHeight = recorded.Feeds.Values.OfType<DecodedPixels>().FirstOrDefault()?.Pixels.Shape[1],
            DecodedWidth = recorded.Feeds.Values.OfType<DecodedPixels>().FirstOrDefault()?.Pixels.Shape[2],
        };
        return TensorFlowImporter.Import(model, options).Require();
    }

    private static float[][] ByRows(Network network, NetworkCase recorded, Func<Dictionary<string, Tensor>, IEnumerable<float>[]> run)
    {
        (float[] values, int[] shape)[] feeds = [.. recorded.Feeds.Values.Select(Values)];
        int rows = recorded.OneByOne ? feeds[0].shape[0] : 1;
        var results = network.Outputs.Select(_ => new List<float>()).ToArray();
        for (int row = 0; row < rows; row++)
        {
            var inputs = new Dictionary<string, Tensor>();
            for (int i = 0; i < network.Inputs.Length; i++)
            {
                (float[] values, int[] shape) = feeds[i];
                int length = values.Length / rows;
                inputs[network.Inputs[i].Name] = Tensor.Of(
                    values[(row * length)..((row + 1) * length)], [.. shape.Select((l, axis) => axis == 0 ? l / rows : l)]);
            }

            IEnumerable<float>[] outputs = run(inputs);
            for (int i = 0; i < outputs.Length; i++)
            {
                results[i].AddRange(outputs[i]);
            }
        }

        return [.. results.Select(r => r.ToArray())];
    }

    private static FedTensor Fed(string tensor, object value, bool oneByOne)
    {
        (_, int[] shape) = Values(value);
        if (value is DecodedPixels)
        {
            return new FedTensor(TensorReference.Parse(tensor).Node, TensorReference.Parse(tensor), ElementType.String, [1]);
        }

        return new FedTensor(TensorReference.Parse(tensor).Node, TensorReference.Parse(tensor), ElementType.Float32,
            [oneByOne ? 1 : Dimension.Photos, .. shape[1..].Select(l => (Dimension)l)]);
    }

    private static (float[] Values, int[] Shape) Values(object value) => value switch
    {
        Npy npy => (npy.Floats(), npy.Shape),
        DecodedPixels decoded => (decoded.Bytes(), decoded.Pixels.Shape),
        ValueTuple<float[], int[]> scaled => (scaled.Item1, scaled.Item2),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private static IEnumerable<float> Floats(OrtValue value)
    {
        return value.GetTensorTypeAndShape().ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => value.GetTensorDataAsSpan<long>().ToArray().Select(v => (float)v),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int32 => value.GetTensorDataAsSpan<int>().ToArray().Select(v => (float)v),
            var other => throw new NotSupportedException(other.ToString()),
        };
    }
}
