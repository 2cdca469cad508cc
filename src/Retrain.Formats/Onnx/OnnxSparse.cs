using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;

namespace Retrain.Formats.Onnx;

/// <summary>Weights of which only those other than 0 are stored.</summary>
internal static class OnnxSparse
{
    private const int LargestInBytes = 1 << 28;

    /// <summary>Reads one as an ordinary tensor.</summary>
    /// <param name="sparse">Its indices are places in row-major order, or a row of places along each axis.</param>
    /// <param name="read">Reads the tensors it is made of.</param>
    /// <exception cref="GraphException">It is damaged, or too large.</exception>
    public static Tensor Read(SparseTensorProto sparse, Func<TensorProto, Tensor> read)
    {
        if (sparse.Values is null || sparse.Indices is null)
        {
            throw new GraphException("values or indices are missing");
        }

        Tensor values = read(sparse.Values);
        Tensor indices = read(sparse.Indices);
        int[] shape = [.. sparse.Dims.Select(
            d => d is >= 0 and <= int.MaxValue ? (int)d : throw new GraphException($"an axis of length {d}"))];
        int length = Tensor.LengthOf(shape.AsSpan());
        int columns = indices.Rank == 2 ? indices.Shape[1] : 1;
        int size = OnnxElements.SizeOf(sparse.Values.DataType);
        if (size == 0 || values.Length == 0 || (long)length * 8 > LargestInBytes || indices.Length != (long)values.Length * columns
            || (indices.Rank == 2 && columns != shape.Length))
        {
            throw new GraphException($"{indices} for {values} in a sparse tensor of shape [{string.Join(", ", shape)}]");
        }

        ReadOnlySpan<byte> from = values.Bytes();
        int width = from.Length / values.Length;
        byte[] to = new byte[length * width];
        long[] places = indices.ToInt64();
        for (int i = 0; i < values.Length; i++)
        {
            long place = 0;
            for (int c = 0; c < columns; c++)
            {
                long index = places[(i * columns) + c];
                long limit = indices.Rank == 2 ? shape[c] : length;
                if (index < 0 || index >= limit)
                {
                    throw new GraphException($"index {index} of {limit} in a sparse tensor");
                }

                place = indices.Rank == 2 ? (place * shape[c]) + index : index;
            }

            from.Slice(i * width, width).CopyTo(to.AsSpan((int)place * width));
        }

        return Tensor.FromBytes(values.Type, to, shape);
    }
}
