using Google.Protobuf;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.Tests.TensorFlow;

public sealed class TensorProtosTests
{
    private static readonly string[] Rows =
    [
        "splat", "short", "none", "half_val", "half_content", "half_splat", "bfloat16_val", "bfloat16_content", "double_val",
        "double_content", "int_val", "int_content", "uint8_val", "int8_val", "int8_content", "int16_val", "uint16_val", "int64_val",
        "int64_content", "uint32_val", "uint64_val", "bool_val", "bool_splat",
    ];

    [Theory]
    [InlineData("graph.pb")]
    [InlineData("graph.pbtxt")]
    public void Read_EveryEncoding_GivesTheRecordedValues(string file)
    {
        TensorFlowModel model = GraphDefFile.Read(TensorFlowFixtures.Committed("frozen", "const_encodings", file));
        float[] table = Npy.Read(TensorFlowFixtures.Committed("frozen", "const_encodings", "expected_table.npy")).Floats();
        Assert.Equal(Rows.Length * 8, table.Length);
        for (int i = 0; i < Rows.Length; i++)
        {
            float[] row = [.. Constant(model, Rows[i]).ToDoubles().Select(v => (float)v)];
            Assert.Equal(table[(i * 8)..((i + 1) * 8)], row);
        }

        Assert.Equal(0, Constant(model, "scalar").Rank);
        Assert.Equal([0], Constant(model, "empty_axes").Shape);
        Assert.Equal(ElementType.String, Constant(model, "label").Type);
    }

    [Fact]
    public void Read_QuantisedTypes_ArePlainIntegers()
    {
        Assert.Equal([255, 7, 7], Read(DataType.DtQuint8, [3], t => t.IntVal.Add([255, 7])).Span<byte>().ToArray().Select(v => (int)v));
        Assert.Equal(ElementType.Int8, Read(DataType.DtQint8, [1], t => t.IntVal.Add(-3)).Type);
        Assert.Equal(ElementType.Int32, Read(DataType.DtQint32, [1], t => t.TensorContent = ByteString.CopyFrom(1, 0, 0, 0)).Type);
    }

    /// <summary>OpenCV takes the axis of a ConcatV2 from <c>int_val</c> without looking, and dies where it is not.</summary>
    [Fact]
    public void Write_OneElement_LiesInTheListOfItsType()
    {
        Assert.Equal([3], TensorProtos.Write(Tensor.Scalar(3)).IntVal);
        Assert.Equal([7], TensorProtos.Write(Tensor.Of(new long[] { 7 }, 1)).Int64Val);
        Assert.Equal([0.5f], TensorProtos.Write(Tensor.Of(new[] { 0.5f }, 1)).FloatVal);
        Assert.Equal([true], TensorProtos.Write(Tensor.Scalar(true)).BoolVal);
        Assert.Equal(8, TensorProtos.Write(Tensor.Of(new[] { 1, 2 }, 2)).TensorContent.Length);
        Assert.Equal([0.5f], TensorProtos.Read(TensorProtos.Write(Tensor.Of(new[] { 0.5f }, 1, 1))).Floats.ToArray());
        Assert.True(TensorProtos.Write(Tensor.Of(Array.Empty<float>(), 0)).TensorContent.IsEmpty);
    }

    [Fact]
    public void Read_NoStrings_GivesEmptyOnes()
    {
        Tensor tensor = Read(DataType.DtString, [2], _ => { });
        Assert.All(tensor.Span<byte[]>().ToArray(), Assert.Empty);
    }

    [Theory]
    [InlineData(1, new long[] { 1_000_000_000 }, "1024 MB")]
    [InlineData(1, new long[] { 200_000_000 }, "64 MB")]
    [InlineData(6, new long[] { long.MaxValue, long.MaxValue }, "1024 MB")]
    [InlineData(6, new long[] { 0, long.MaxValue }, "1024 MB")]
    [InlineData(1, new long[] { -1, 3 }, "[?, 3]")]
    [InlineData(8, new long[] { 1 }, "DT_COMPLEX64")]
    [InlineData(20, new long[] { }, "DT_RESOURCE")]
    [InlineData(77, new long[] { }, "type 77")]
    public void Read_ImpossibleTensor_IsRefusedWithoutTakingMemory(int type, long[] shape, string named)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        TensorFlowFormatException e = Assert.Throws<TensorFlowFormatException>(() => Read((DataType)type, shape, t => t.FloatVal.Add(1)));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Read_MoreValuesThanElements_IsRefused()
    {
        Assert.Throws<TensorFlowFormatException>(() => Read(DataType.DtFloat, [1], t => t.FloatVal.Add([1, 2])));
        Assert.Throws<TensorFlowFormatException>(() => Read(DataType.DtFloat, [2], t => t.TensorContent = ByteString.CopyFrom(1, 2, 3, 4)));
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameTensor()
    {
        Tensor[] tensors =
        [
            Tensor.Of([1.5f, float.NaN, -0f, 4], 2, 2), Tensor.Of([1.5, -2], 2), Tensor.Of(new sbyte[] { -1, 2 }, 2),
            Tensor.Of(new short[] { -1, 2 }, 1, 2), Tensor.Scalar(7),
            Tensor.Vector(1, -1), Tensor.Of(new byte[] { 200 }, 1), Tensor.Of(new ushort[] { 60000 }, 1), Tensor.Of([uint.MaxValue], 1),
            Tensor.Of([ulong.MaxValue], 1),
            Tensor.Of([true, false], 2), Tensor.Of(new byte[][] { [0, 255], [] }, 2), Tensor.Of<float>([], 0, 3),
        ];
        foreach (Tensor tensor in tensors)
        {
            Tensor again = TensorProtos.Read(TensorProto.Parser.ParseFrom(TensorProtos.Write(tensor).ToByteArray()));
            AssertSame(tensor, again);
        }
    }

    internal static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.Shape.AsEnumerable(), actual.Shape.AsEnumerable());
        if (expected.Type == ElementType.String)
        {
            Assert.Equal(expected.Span<byte[]>().ToArray(), actual.Span<byte[]>().ToArray());
        }
        else
        {
            Assert.True(expected.Bytes().SequenceEqual(actual.Bytes()));
        }
    }

    private static Tensor Constant(TensorFlowModel model, string name) =>
        TensorProtos.Read(model.Graph.Node.Single(n => n.Name == name).Attr["value"].Tensor);

    private static Tensor Read(DataType type, long[] shape, Action<TensorProto> fill)
    {
        var proto = new TensorProto { Dtype = type, TensorShape = new TensorShapeProto() };
        proto.TensorShape.Dim.AddRange(shape.Select(s => new TensorShapeProto.Types.Dim { Size = s }));
        fill(proto);
        return TensorProtos.Read(proto);
    }
}
