using Retrain.Graph.Ops;

namespace Retrain.Graph.Tests;

public sealed class NetworkBuilderTests
{
    private readonly NetworkBuilder builder = new();

    [Fact]
    public void Add_ConstantInputs_ComputesAtOnce()
    {
        Value sum = builder.Add("sum", new Binary(BinaryKind.Add), Number(1), Number(2));
        Assert.Equal(3, sum.Constant!.Floats[0]);
        Assert.Null(builder.Producer(sum));
        Assert.Empty(builder.Build(new NetworkOutput("out", sum)).Nodes);
    }

    [Fact]
    public void Add_ProductOfLargeConstants_IsNotComputedBeforehand()
    {
        Value matrix = builder.Constant("matrix", Tensor.Of(new float[1 << 20], 1 << 10, 1 << 10));
        Assert.Null(builder.Add("product", new MatMul(false, false), matrix, matrix).Constant);
        Assert.NotNull(builder.Add("sum", new Binary(BinaryKind.Add), matrix, matrix).Constant);
    }

    [Fact]
    public void Add_MoreConstantsThanMemoryIsFor_ComputesSmallOnesOnly()
    {
        byte[] pixels = new byte[1 << 24];
        Value[] large = [.. Enumerable.Range(0, 9).Select(i => builder.Constant("large" + i, Tensor.Of(pixels, pixels.Length)))];
        Assert.Null(builder.Add("cast", new Cast(ElementType.UInt16), large[0]).Constant);
        Assert.Equal(3, builder.Add("sum", new Binary(BinaryKind.Add), Number(1), Number(2)).Constant!.Floats[0]);
    }

    [Fact]
    public void Add_RandomNumbers_AreNotComputedBeforehand()
    {
        Value random = builder.Add("random", new RandomUniform(), builder.Constant("shape", Tensor.Vector(2)));
        Assert.Null(random.Constant);
        Assert.Single(builder.Build(new NetworkOutput("out", random)).Nodes);
        float[] numbers = random.Fact.KnownShape is [2] ? new RandomUniform().Evaluate([Tensor.Vector(1000)])[0].Floats.ToArray() : [];
        Assert.All(numbers, v => Assert.InRange(v, 0, 0.99999997f));
        Assert.InRange(numbers.Average(), 0.4f, 0.6f);
    }

    [Fact]
    public void Build_UnneededNodes_AreDropped()
    {
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 2);
        Value used = builder.Add("used", new Unary(UnaryKind.Relu), x);
        builder.Add("unused", new Unary(UnaryKind.Exp), used);
        Network network = builder.Build(new NetworkOutput("out", used));
        Assert.Equal(["used"], network.Nodes.Select(n => n.Name));
        Assert.Equal(["x"], network.Inputs.Select(i => i.Name));
    }

    [Fact]
    public void Add_NameTwice_IsMadeUnique()
    {
        Value x = builder.Input("x", ElementType.Float32, 4);
        Assert.Equal("x_1", builder.Add("x", new Unary(UnaryKind.Relu), x).Name);
        Assert.Equal("x_2", builder.Add("x", new Unary(UnaryKind.Relu), x).Name);
        Assert.Equal(["s", "s:1"], builder.AddMany("s", new Split(0, [1, 3]), x).Select(v => v.Name));
    }

    [Fact]
    public void Add_UnfitInputs_NamesTheNode()
    {
        Value x = builder.Input("x", ElementType.Float32, 2);
        Value y = builder.Input("y", ElementType.Float32, 3);
        GraphException e = Assert.Throws<GraphException>(() => builder.Add("sum", new Binary(BinaryKind.Add), x, y));
        Assert.Equal("node 'sum' (Binary): [2] and [3] do not fit: lengths have to be equal or 1", e.Message);
    }

    [Fact]
    public void Run_Network_GivesOutputsByName()
    {
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 2);
        Value sum = builder.Add("sum", new Reduce(ReduceKind.Sum, [1], false), builder.Add("relu", new Unary(UnaryKind.Relu), x));
        Network network = builder.Build(new NetworkOutput("total", sum), new NetworkOutput("same", x));
        var given = new Dictionary<string, Tensor> { ["x"] = Tensor.Of(new float[] { 1, 2, -3, 4 }, 2, 2) };
        Dictionary<string, Tensor> outputs = ReferenceEvaluator.Run(network, given);
        Assert.Equal([3, 4], outputs["total"].Floats.ToArray());
        Assert.Same(given["x"], outputs["same"]);
        Assert.Throws<GraphException>(() => ReferenceEvaluator.Run(network, new Dictionary<string, Tensor>()));
    }

    [Fact]
    public void Turn_WholeNumberWeights_AreTurnedAsWholeNumbers()
    {
        var quantization = new Quantization(ElementType.Int8, [0.5f, 2], [0, 1], 0);
        Value weights = builder.Add(
            "w", new Dequantize(quantization), builder.Constant("levels", Tensor.Of(new sbyte[] { 1, 2, 3, 4, 5, 6 }, 2, 3)));
        Value turned = builder.Turn("turned", weights, new Permutation(1, 0));
        Node node = builder.Producer(turned)!;
        Assert.Equal(1, Assert.IsType<Dequantize>(node.Operator).From.Axis);
        Assert.Equal([1, 4, 2, 5, 3, 6], node.Inputs[0].Constant!.ToInt32());
        Assert.Equal([0.5f, 6, 1, 8, 1.5f, 10], node.Operator.Evaluate([node.Inputs[0].Constant!])[0].Floats.ToArray());
    }

    [Fact]
    public void Turn_LevelsOfAnActivation_AreTurnedBeforeTheyBecomeLevels()
    {
        Value x = builder.Input("x", ElementType.Float32, 2, 3);
        var quantization = new Quantization(ElementType.UInt8, [0.5f, 2, 1], [0, 1, 2], 1);
        Value real = builder.Add("real", new Dequantize(quantization), builder.Add("levels", new Quantize(quantization), x));
        Value turned = builder.Turn("turned", real, new Permutation(1, 0));
        Network network = builder.Build(new NetworkOutput("plain", real), new NetworkOutput("turned", turned));
        Assert.Equal([typeof(Transpose), typeof(Quantize), typeof(Dequantize)], Way(network, turned));
        Dictionary<string, Tensor> outputs = ReferenceEvaluator.Run(
            network, new Dictionary<string, Tensor> { ["x"] = Tensor.Of(new[] { 1, -3, 5, 7, 2.2f, -1.1f }, 2, 3) });
        Assert.Equal(
            new Transpose(new Permutation(1, 0)).Evaluate([outputs["plain"]])[0].Floats.ToArray(), outputs["turned"].Floats.ToArray());

        static Type[] Way(Network network, Value value)
        {
            var way = new List<Type>();
            while (network.Nodes.FirstOrDefault(n => n.Outputs.Contains(value)) is { } node)
            {
                way.Insert(0, node.Operator.GetType());
                value = node.Inputs[0];
            }

            return [.. way];
        }
    }

    private Value Number(float number) => builder.Constant("number", Tensor.Scalar(number));
}
