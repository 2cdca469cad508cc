namespace Retrain.Graph.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Of_ShapeThatDoesNotFit_IsRefused()
    {
        Assert.Throws<GraphException>(() => Tensor.Of(new float[3], 2));
        Assert.Throws<GraphException>(() => Tensor.Of(new float[3], -3));
        Assert.Throws<GraphException>(() => Tensor.Of(new float[6], 2, 3).Reshape(4));
    }

    [Theory]
    [InlineData(65536, 65536)]
    [InlineData(int.MaxValue, 2)]
    [InlineData(0, -1)]
    public void LengthOf_NoTensor_IsRefused(int first, int second)
    {
        Assert.Throws<GraphException>(() => Tensor.LengthOf(new[] { first, second }.AsSpan()));
    }

    [Fact]
    public void LengthOf_EmptyAxis_IsZero()
    {
        Assert.Equal(0, Tensor.LengthOf(new[] { int.MaxValue, 0, int.MaxValue }.AsSpan()));
        Assert.Equal(1, Tensor.LengthOf(ReadOnlySpan<int>.Empty));
    }

    [Fact]
    public void FromBytes_EachType_ReadsLittleEndian()
    {
        byte[] bytes = [1, 0, 0, 0, 0, 0, 0, 128];
        Assert.Equal([1, int.MinValue], Tensor.FromBytes(ElementType.Int32, bytes, 2).ToInt32());
        Assert.Equal(long.MinValue + 1, Tensor.FromBytes(ElementType.Int64, bytes, 1).ToInt64()[0]);
        Assert.Equal([1, 0, 0, 32768.0], Tensor.FromBytes(ElementType.UInt16, bytes, 4).ToDoubles());
        Assert.Equal(-128, Tensor.FromBytes(ElementType.Int8, bytes, 8).ToDoubles()[7]);
        Assert.Equal([true, false, false, false, false, false, false, true],
            Tensor.FromBytes(ElementType.Bool, bytes, 8).Span<bool>().ToArray());
        Assert.Equal(bytes, Tensor.FromBytes(ElementType.Float32, bytes, 2).Bytes().ToArray());
    }

    [Fact]
    public void FromBytes_WrongLength_IsRefused()
    {
        Assert.Throws<GraphException>(() => Tensor.FromBytes(ElementType.Float32, new byte[7], 2));
        Assert.Throws<GraphException>(() => Tensor.FromBytes(ElementType.Float32, new byte[8], 3));
        Assert.Throws<GraphException>(() => Tensor.FromBytes(ElementType.String, new byte[8], 1));
    }

    [Fact]
    public void ToInt32_TooLarge_IsRefused()
    {
        Assert.Throws<GraphException>(() => Tensor.Scalar(1L << 31).ToInt32());
    }
}
