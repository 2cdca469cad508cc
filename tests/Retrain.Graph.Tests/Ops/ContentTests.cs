using Retrain.Graph.Ops;

namespace Retrain.Graph.Tests.Ops;

/// <summary>Shapes that graphs compute themselves from lengths that are open.</summary>
public sealed class ContentTests
{
    private static readonly Dimension N = Dimension.Photos;

    private readonly NetworkBuilder builder = new();

    [Fact]
    public void Reshape_BatchFromShape_KeepsTheSymbol()
    {
        Value x = builder.Input("x", ElementType.Float32, N, 2, 3, 8);
        Value batch = builder.Add("batch", new Squeeze([0]), First(x, 1));
        Value shape = builder.Add("pack", new Concat(0), builder.Add("expand", new ExpandDims([0]), batch), Vector(48));
        Assert.Equal([N, 48], builder.Add("flat", new Reshape(), x, shape).Fact.Shape);
    }

    [Fact]
    public void Reshape_LeftOver_IsTheBatch()
    {
        Value x = builder.Input("x", ElementType.Float32, N, 2, 3, 8);
        Assert.Equal([N, 48], builder.Add("flat", new Reshape(), x, Vector(-1, 48)).Fact.Shape);
        Assert.Equal([Dimension.Open, 24], builder.Add("rows", new Reshape(), x, Vector(-1, 24)).Fact.Shape);
    }

    [Fact]
    public void Reshape_LeftOverBesideTheBatch_IsANumber()
    {
        Value x = builder.Input("x", ElementType.Float32, N, 2, 3, 8);
        Value shape = builder.Add("pack", new Concat(0), First(x, 1), Vector(-1));
        Assert.Equal([N, 48], builder.Add("flat", new Reshape(), x, shape).Fact.Shape);
    }

    [Fact]
    public void Reshape_ProductOfKnownLengths_IsAConstant()
    {
        Value x = builder.Input("x", ElementType.Float32, N, 2, 3, 8);
        Value lengths = builder.Add(
            "tail", new Slice([0], [1], [int.MaxValue], [1]), builder.Add("shape", new ShapeOf(ElementType.Int32), x));
        Value product = builder.Add("product", new Reduce(ReduceKind.Product, [0], true), lengths);
        Assert.Equal(48, product.Constant!.ToInt32()[0]);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-2)]
    public void Reshape_NumberOfElementsChanges_IsRefused(int length)
    {
        Value x = builder.Input("x", ElementType.Float32, 2, 3);
        GraphException e = Assert.Throws<GraphException>(() => builder.Add("bad", new Reshape(), x, Vector(length, 1)));
        Assert.StartsWith("node 'bad' (Reshape): ", e.Message);
    }

    [Fact]
    public void Reshape_OpenNumberOfAxes_SaysSo()
    {
        Value x = builder.Input("x", ElementType.Float32, 2, 3);
        Value shape = builder.Input("shape", ElementType.Int32, Dimension.Open);
        Assert.Contains(
            "not known how many axes", Assert.Throws<GraphException>(() => builder.Add("bad", new Reshape(), x, shape)).Message);
    }

    [Fact]
    public void Binary_Content_FollowsSymbols()
    {
        Value n = First(builder.Input("x", ElementType.Float32, N, 4), 1);
        Assert.Equal([N], Add(BinaryKind.Mul, n, Vector(1)).Fact.Content!.Value);
        Assert.Equal([N], Add(BinaryKind.Add, Vector(0), n).Fact.Content!.Value);
        Assert.Equal([N], Add(BinaryKind.FloorDiv, n, Vector(1)).Fact.Content!.Value);
        Assert.Equal([N], Add(BinaryKind.Maximum, n, n).Fact.Content!.Value);
        Assert.Equal(0, Add(BinaryKind.Sub, n, n).Constant!.ToInt32()[0]);
        Assert.Null(Add(BinaryKind.Mul, n, Vector(2)).Fact.Content);
    }

    [Fact]
    public void Gather_ContentAndCast_FollowSymbols()
    {
        Value shape = builder.Add("shape", new ShapeOf(ElementType.Int32), builder.Input("x", ElementType.Float32, 7, N));
        Value element = builder.Add("last", new Gather(0), shape, builder.Constant("at", Tensor.Scalar(-1)));
        Assert.Equal([N], builder.Add("cast", new Cast(ElementType.Int64), element).Fact.Content!.Value);
        Assert.Null(builder.Add("float", new Cast(ElementType.Float32), element).Fact.Content);
        Assert.Equal([N, 3],
            builder.Add("fill", new BroadcastTo(), builder.Constant("zero", Tensor.Scalar(0f)), Pack(element, Vector(3))).Fact.Shape);
        Assert.Equal([N], builder.Add("range", new Sequence(), Number(0), element, Number(1)).Fact.Shape);
    }

    [Fact]
    public void BatchToSpace_AfterSpaceToBatch_KeepsTheSymbol()
    {
        Value x = builder.Input("x", ElementType.Float32, N, 4, 4, 1);
        Value apart = builder.Add("apart", new SpaceToBatch((2, 2), Padding.Valid, DataLayout.ChannelsLast), x);
        Assert.Equal([N, 4, 4, 1], builder.Add("back", new BatchToSpace((2, 2), Padding.Valid, DataLayout.ChannelsLast), apart).Fact.Shape);
    }

    [Fact]
    public void Conv_OpenImage_KeepsLengthsThatCannotChange()
    {
        var height = new Dimension(null, "H");
        Value x = builder.Input("x", ElementType.Float32, N, height, Dimension.Open, 3);
        Value weights = builder.Constant("w", Tensor.Of(new float[3 * 3 * 3 * 4], 3, 3, 3, 4));
        var conv = new Conv((1, 2), (1, 1), Padding.Same, 1, DataLayout.ChannelsLast);
        Assert.Equal([N, height, Dimension.Open, 4], builder.Add("conv", conv, x, weights).Fact.Shape);
        Assert.Equal(
            [N, Dimension.Open, Dimension.Open, 4], builder.Add("valid", conv with { Padding = Padding.Valid }, x, weights).Fact.Shape);
    }

    [Fact]
    public void Binary_OpenLengths_Broadcast()
    {
        Value x = builder.Input("x", ElementType.Float32, N, Dimension.Open, 1, Dimension.Open);
        Value y = builder.Input("y", ElementType.Float32, N, Dimension.Open, N, 4);
        Assert.Equal([N, Dimension.Open, N, 4], Add(BinaryKind.Add, x, y).Fact.Shape);
    }

    [Fact]
    public void Select_LengthsThatAreNotMinusOne_AreTaken()
    {
        // expand(-1) as exporters spell it.
        Value x = builder.Input("x", ElementType.Float32, N, 3);
        Value asked = builder.Add("asked", new Concat(0), First(x, 1), Vector(-1, 7));
        Value keeps = builder.Add("keeps", new Binary(BinaryKind.Equal), asked, Vector(-1));
        Value lengths = builder.Add("lengths", new Select(), keeps, Vector(1), asked);
        Assert.Equal([N, 1, 7], lengths.Fact.Content);
    }

    [Theory]
    [InlineData(nameof(BinaryKind.Equal), 3, 1)]
    [InlineData(nameof(BinaryKind.NotEqual), 3, 0)]
    [InlineData(nameof(BinaryKind.Less), 4, 1)]
    [InlineData(nameof(BinaryKind.Greater), 4, 0)]
    [InlineData(nameof(BinaryKind.LessOrEqual), 3, 1)]
    [InlineData(nameof(BinaryKind.GreaterOrEqual), 4, 0)]
    public void Binary_ComparisonOfAKnownLength_IsAConstant(string kind, int other, int expected)
    {
        Value x = builder.Input("x", ElementType.Float32, N, 3);
        Value length = builder.Add("length", new Gather(0), builder.Add("shape", new ShapeOf(ElementType.Int32), x), Vector(1));
        Value holds = builder.Add("holds", new Binary(Enum.Parse<BinaryKind>(kind)), length, Vector(other));
        Assert.Equal([expected == 1], holds.Constant!.Span<bool>().ToArray());
        Assert.Equal([expected], builder.Add("number", new Cast(ElementType.Int32), holds).Constant!.ToInt32());
    }

    [Fact]
    public void Binary_ComparisonOfAnOpenLength_StaysOpen()
    {
        Value x = builder.Input("x", ElementType.Float32, N, Dimension.Open);
        Value shape = builder.Add("shape", new ShapeOf(ElementType.Int32), x);
        Assert.Null(builder.Add("equal", new Binary(BinaryKind.Equal), shape, Vector(2, 2)).Constant);
        Assert.Null(builder.Add("below", new Binary(BinaryKind.Less), shape, Vector(-1, -1)).Constant);
        Assert.Equal([0, Dimension.Open], builder.Add("none", new Binary(BinaryKind.Equal), shape, Vector(-1, -1)).Fact.Content);
        Assert.Equal([1, Dimension.Open], builder.Add("same", new Binary(BinaryKind.Equal), shape, shape).Fact.Content);
    }

    [Fact]
    public void Select_ConditionThatIsOpen_GivesWhatBothAgreeOn()
    {
        Value x = builder.Input("x", ElementType.Float32, N, 3);
        Value shape = builder.Add("shape", new ShapeOf(ElementType.Int32), x);
        Value condition = builder.Add("condition", new Binary(BinaryKind.Equal), shape, Vector(2, 3));
        Assert.Equal([Dimension.Open, 3], builder.Add("either", new Select(), condition, shape, Vector(5, 4)).Fact.Content);
    }

    [Fact]
    public void Cast_NumbersToBool_AreZeroOrOne()
    {
        Value x = builder.Input("x", ElementType.Float32, N, 3);
        Value flags = builder.Add("flags", new Cast(ElementType.Bool), builder.Add("shape", new ShapeOf(ElementType.Int32), x));
        Assert.Equal([Dimension.Open, 1], flags.Fact.Content);
    }

    private Value Add(BinaryKind kind, Value a, Value b) => builder.Add("binary", new Binary(kind), a, b);

    private Value First(Value x, int count) =>
        builder.Add("slice", new Slice([0], [0], [count], [1]), builder.Add("shape", new ShapeOf(ElementType.Int32), x));

    private Value Pack(Value a, Value b) => builder.Add("pack", new Concat(0), builder.Add("expand", new ExpandDims([0]), a), b);

    private Value Number(int number) => builder.Constant("number", Tensor.Scalar(number));

    private Value Vector(params int[] numbers) => builder.Constant("list", Tensor.Of(numbers, numbers.Length));
}
