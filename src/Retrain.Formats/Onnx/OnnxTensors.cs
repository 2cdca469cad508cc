using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Onnx;

/// <summary>Stored tensors of a model.</summary>
internal static class OnnxTensors
{
    /// <summary>A float32 tensor whose data is inside the file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Row-major; copied.</param>
    /// <param name="dimensions">Lengths of the axes.</param>
    public static TensorProto Float(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> dimensions)
    {
        byte[] raw = MemoryMarshal.AsBytes(values).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            Span<uint> words = MemoryMarshal.Cast<byte, uint>(raw.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = UnsafeByteOperations.UnsafeWrap(raw)
        };
        tensor.Dims.AddRange(dimensions);
        return tensor;
    }

    /// <summary>Every stored tensor: weights, attributes, those of sub-graphs, functions and training graphs.</summary>
    public static IEnumerable<TensorProto> All(ModelProto model) =>
        Of(model.Graph)
            .Concat(model.Functions.SelectMany(f => f.Node).SelectMany(Of))
            .Concat(model.TrainingInfo.SelectMany(t => Of(t.Initialization).Concat(Of(t.Algorithm))));

    private static IEnumerable<TensorProto> Of(GraphProto? graph) => graph is null
        ? []
        : graph.Initializer.Concat(graph.SparseInitializer.SelectMany(Of)).Concat(graph.Node.SelectMany(Of));

    private static IEnumerable<TensorProto> Of(NodeProto node) => node.Attribute.SelectMany(a =>
        new[] { a.T }.OfType<TensorProto>().Concat(a.Tensors)
            .Concat(new[] { a.SparseTensor }.OfType<SparseTensorProto>().Concat(a.SparseTensors).SelectMany(Of))
            .Concat(Of(a.G)).Concat(a.Graphs.SelectMany(Of)));

    private static IEnumerable<TensorProto> Of(SparseTensorProto tensor) => new[] { tensor.Values, tensor.Indices }.OfType<TensorProto>();
}
