using System.Collections.Immutable;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Graph.Tests.Passes;

public class LayoutPassTests
{
    private const DataLayout Last = DataLayout.ChannelsLast;

    public static TheoryData<string> Networks =>
        ["vgg", "inception", "squeeze and excite", "nasnet", "dense", "odd", "shapes", "fixed", "lists", "whole numbers", "tokens"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Run_BothWays_KeepsOutputs(string name)
    {
        Network network = Make(name);
        Network first = LayoutPass.Run(network, DataLayout.ChannelsFirst);
        Network back = LayoutPass.Run(first, Last);
        Assert.All(first.Nodes.Select(n => n.Operator).OfType<IImageOperator>(), o => Assert.Equal(DataLayout.ChannelsFirst, o.DataLayout));
        Assert.All(back.Nodes.Select(n => n.Operator).OfType<IImageOperator>(), o => Assert.Equal(Last, o.DataLayout));
        Dictionary<string, Tensor> inputs = Feed(network);
        Dictionary<string, Tensor> expected = ReferenceEvaluator.Run(network, inputs);
        Same(expected, ReferenceEvaluator.Run(first, inputs));
        Same(expected, ReferenceEvaluator.Run(back, inputs));
        Same(expected, ReferenceEvaluator.Run(CancelTransposes.Run(network), inputs));
    }

    [Theory]
    [InlineData("vgg")]
    [InlineData("inception")]
    [InlineData("squeeze and excite")]
    [InlineData("nasnet")]
    [InlineData("dense")]
    [InlineData("shapes")]
    public void Run_NetworksOfTheTutorial_HaveOneTransposeInFront(string name)
    {
        Network first = LayoutPass.Run(Make(name), DataLayout.ChannelsFirst);
        Node transpose = Assert.Single(first.Nodes, n => n.Operator is Transpose);
        Assert.Equal(transpose.Outputs[0], first.Nodes.First(n => n.Operator is IImageOperator).Inputs[0]);
        Assert.DoesNotContain(LayoutPass.Run(first, Last).Nodes, n => n.Operator is Transpose);
    }

    [Fact]
    public void Run_AnyNetwork_KeepsNames()
    {
        Network network = Make("inception");
        Network first = LayoutPass.Run(network, DataLayout.ChannelsFirst);
        string[] missing = [.. network.Nodes.Select(n => n.Name).Except(first.Nodes.SelectMany(n => n.Outputs).Select(o => o.Name))];
        Assert.Empty(missing);
    }

    [Fact]
    public void CancelTransposes_InverseOnesWithOperatorsBetween_Vanish()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 4, 5, 3);
        Value a = builder.Add("a", new Transpose(Permutation.ChannelsFirst), x);
        Value b = builder.Add("b", new Binary(BinaryKind.Add), a, Numbers(builder, 3, 1, 1));
        Value c = builder.Add("c", new Reduce(ReduceKind.Max, [2], true), b);
        Value d = builder.Add("d", new Transpose(Permutation.ChannelsLast), c);
        Network network = builder.Build(new NetworkOutput("d", d));
        Network result = CancelTransposes.Run(network);
        Assert.DoesNotContain(result.Nodes, n => n.Operator is Transpose);
        Dictionary<string, Tensor> inputs = Feed(network);
        Same(ReferenceEvaluator.Run(network, inputs), ReferenceEvaluator.Run(result, inputs));
    }

    private static Network Make(string name)
    {
        var b = new NetworkBuilder();
        Value x = b.Input("images", ElementType.Float32, Dimension.Photos, 9, 8, 3);
        Value Conv(string of, Value from, int channels, int stride = 1) =>
            b.Add(of, new Conv((stride, stride), (1, 1), Padding.Same, 1, Last), from,
                Numbers(b, 3, 3, from.Fact.Shape[3].Length!.Value, channels), Numbers(b, channels));

        Value MatMul(string of, Value from, int channels) =>
            b.Add(of, new MatMul(false, false), from, Numbers(b, from.Fact.Shape[1].Length!.Value, channels));
        Value Add(Value left, Value right) => b.Add("add", new Binary(BinaryKind.Add), left, right);
        Value Ints(params int[] numbers) => b.Constant("ints", Tensor.Of(numbers, numbers.Length));
        Value scaled = b.Add("scaled", new Binary(BinaryKind.Sub), x, Numbers(b));
        switch (name)
        {
            case "vgg":
                Value pool = b.Add("pool", new MaxPool((2, 2), (2, 2), Padding.Valid, Last),
                    b.Add("relu", new Unary(UnaryKind.Relu), Conv("conv", scaled, 5)));
                Value flat = b.Add("flat", new Reshape(), pool, Ints(-1, 4 * 4 * 5));
                Value moved = b.Add(
                    "clip", new Clip(-1, 1), Add(b.Add("scale", new Binary(BinaryKind.Mul), flat, Numbers(b, 80)), Numbers(b, 1, 1)));
                return b.Build(new NetworkOutput("scores", b.Add("softmax", new Softmax(1), MatMul("fc", moved, 7))));
            case "inception":
                Value stem = Add(b.Add("stem", new BatchNorm(0.1f, Last), Conv("conv", scaled, 4, 2), Numbers(b, 4), Numbers(b, 4),
                    Numbers(b, 4), b.Constant("v", Tensor.Of(new[] { 1f, 2, 3, 4 }, 4))), Numbers(b, 4));
                Value average = b.Add("average", new AveragePool((3, 3), (1, 1), Padding.Same, false, Last), stem);
                Value join = b.Add("join", new Concat(3), Conv("left", stem, 3), average,
                    b.Add("lrn", new LocalResponseNorm(1, 1, 0.5f, 0.5f, Last), stem));
                Value mean = b.Add(
                    "mean", new Reduce(ReduceKind.Mean, [1, 2], true), Add(join, b.Add("tanh", new Unary(UnaryKind.Tanh), join)));
                return b.Build(new("features", b.Add("squeezed", new Squeeze([1, 2]), mean)),
                    new("scores", b.Add("s", new Softmax(1), b.Add("logits", new Reshape(), mean, Ints(-1, 11)))));
            case "squeeze and excite":
                Value body = Conv("conv", scaled, 4);
                Value squeezed = b.Add("mean", new Reduce(ReduceKind.Mean, [1, 2], false), body);
                Value images = b.Add("images_again", new Reshape(), MatMul("reduce", squeezed, 4), Ints(-1, 1, 1, 4));
                Value gate = b.Add("gate", new Unary(UnaryKind.Sigmoid), Conv("expand", images, 4));
                Value lists = b.Add("expanded", new ExpandDims([1, 2]), MatMul("list", squeezed, 4));
                Value gated = b.Add("gated", new Binary(BinaryKind.Mul), Add(body, lists), gate);
                return b.Build(new NetworkOutput("features", b.Add("last", new Reduce(ReduceKind.Mean, [1, 2], false), gated)));
            case "nasnet":
                Value cell = Conv("conv", scaled, 4);
                Value padded = b.Add("padded", new Pad([0, 0, 0, 0], [0, 1, 1, 0], PadMode.Constant, 0), cell);
                Value cut = b.Add("cut", new Slice([1, 2], [1, 1], [int.MaxValue, int.MaxValue], [1, 1]), padded);
                ImmutableArray<Value> halves = b.AddMany(
                    "halves", new Split(3, [1, 3]), b.Add("reduced", new AveragePool((1, 1), (2, 2), Padding.Valid, false, Last), cut));
                return b.Build(new NetworkOutput("features",
                    b.Add("last", new Reduce(ReduceKind.Mean, [1, 2], false), b.Add("join", new Concat(3), halves[1], halves[0]))));
            case "dense":
                Value dense = Conv("conv", x, 4);
                Value more = b.Add("join", new Concat(3), dense, Conv("more", dense, 2));
                return b.Build(new NetworkOutput("features", b.Add(
                    "flat", new Reshape(), b.Add("pool", new AveragePool((9, 8), (1, 1), Padding.Valid, false, Last), more), Ints(-1, 6))));
            case "shapes":
                Value deep = Conv("conv", x, 4);
                Value photos = b.Add("photos", new Slice([0], [0], [1], [1]), b.Add("shape", new ShapeOf(ElementType.Int32), deep));
                Value shape = b.Add("list", new Concat(0), photos, Ints(9 * 8 * 4));
                return b.Build(new NetworkOutput("scores", MatMul("fc", b.Add("flat", new Reshape(), deep, shape), 5)),
                    new NetworkOutput("shape", b.Add("whole", new ShapeOf(ElementType.Int64), deep)));
            case "odd":
                // Outputs in the middle, a flattening that is fetched, lists added to images, two branches of other orders.
                Value odd = Conv("conv", x, 4);
                Value row = b.Add("row", new Reduce(ReduceKind.Mean, [0, 1], false), odd);
                Value mixed = Add(odd, row);
                Value flattened = b.Add("flat", new Reshape(), mixed, Ints(-1, 9 * 8 * 4));
                Value other = b.Add("other", new Softmax(1), flattened);
                Value twice = Add(flattened, flattened);
                Value chosen = b.Add("chosen", new Select(), b.Add("less", new Binary(BinaryKind.Less), odd, row), odd, Numbers(b, 8, 4));
                return b.Build(new("mixed", mixed), new("flat", flattened), new("other", other), new("twice", MatMul("fc", twice, 3)),
                    new("chosen", chosen), new("best", b.Add("best", new ArgMax(3, ElementType.Int32), odd)));
            case "fixed":
                Value tiled = b.Add("tiled", new Tile(), Conv("conv", x, 4), Ints(1, 2, 1, 1));
                Value deeper = b.Add("depth", new SpaceToDepth(2, Last), Conv("deep", tiled, 3));
                Value larger = b.Add("larger", new Resize(ResizeKind.Bilinear, ResizeCoordinates.HalfPixel, Last),
                    b.Add("blocks", new DepthToSpace(2, Last), deeper), Ints(5, 6));
                return b.Build(new NetworkOutput("y", b.Add("reversed", new Reverse([2, 3]), larger)), new NetworkOutput(
                    "q", b.Add("quantised", new FakeQuantize([-1, -1, -2], [1, 2, 0], 8, false, FakeQuantizeFormula.TensorFlow1), larger)));
            case "lists":
                Value four = b.Add("four", new FakeQuantize([-1], [2], 8, true, FakeQuantizeFormula.TensorFlow2), Conv("conv", x, 4));
                Value batches = b.Add("space", new BatchToSpace((2, 2), Padding.Of(1, 0, 0, 0), Last),
                    b.Add("batch", new SpaceToBatch((2, 2), Padding.Of(1, 0, 0, 0), Last), four));
                Value up = b.Add("up", new ConvTranspose((2, 2), Padding.Same, (18, 16), Last), batches, Numbers(b, 3, 3, 2, 4));
                return b.Build(new NetworkOutput("y", b.Add("log", new LogSoftmax(3), up)),
                    new NetworkOutput("t", b.Add("t", new Transpose(new Permutation(3, 1, 2, 0)), up)));
            case "whole numbers":
                Value Levels(string of, Value from, params float[] scales)
                {
                    var levels = new Quantization(ElementType.UInt8, [.. scales], [.. scales.Select((_, i) => 100 + i)], 3);
                    return b.Add(of + "/real", new Dequantize(levels), b.Add(of, new Quantize(levels), from));
                }

                sbyte[] bytes = [.. Enumerable.Range(0, 2 * 2 * 3 * 4).Select(i => (sbyte)((i * 37 % 255) - 127))];
                var perOutput = new Quantization(ElementType.Int8, [0.01f, 0.02f, 0.003f, 0.01f], [0, 0, 1, 0], 3);
                Value real = b.Add("weights", new Dequantize(perOutput), b.Constant("bytes", Tensor.Of(bytes, 2, 2, 3, 4)));
                Value photo = Levels("photo", scaled, 0.02f, 0.03f, 0.01f);
                Value products = b.Add("conv", new Conv((1, 1), (1, 1), Padding.Same, 1, Last), photo, real);
                Value whole = Levels("whole", products, 0.1f, 0.2f, 0.05f, 0.3f);
                return b.Build(new("image", whole), new("mean", b.Add("mean", new Reduce(ReduceKind.Mean, [1, 2], false), whole)),
                    new("weights", b.Add("turned", new Transpose(new Permutation(3, 2, 0, 1)), real)));
            case "tokens":
                // A transformer's beginning: patches as a list, a class token before them, a norm over features, heads.
                Value patches = b.Add("patches", new Reshape(),
                    b.Add("first", new Transpose(Permutation.ChannelsFirst), Conv("conv", x, 4)),
                    Ints(-1, 4, 9 * 8));
                Value list = b.Add("list", new Transpose(new Permutation(0, 2, 1)), patches);
                Value count = b.Add("count", new Slice([0], [0], [1], [1]), b.Add("shape", new ShapeOf(ElementType.Int32), list));
                Value token = b.Add("token", new BroadcastTo(), Numbers(b, 1, 1, 4), b.Add("lengths", new Concat(0), count, Ints(1, 4)));
                Value tokens = Add(b.Add("joined", new Concat(1), token, list), Numbers(b, 1, 73, 4));
                Value centred = b.Add("centred", new Binary(BinaryKind.Sub), tokens,
                    b.Add("mean", new Reduce(ReduceKind.Mean, [2], true), tokens));
                Value heads = b.Add("heads", new Transpose(new Permutation(0, 2, 1, 3)),
                    b.Add("split", new Reshape(), centred, Ints(-1, 73, 2, 2)));
                Value attention = b.Add("attention", new Softmax(3), b.Add("product", new MatMul(false, true), heads, heads));
                Value together = b.Add("together", new Transpose(new Permutation(0, 2, 1, 3)),
                    b.Add("mixed", new MatMul(false, false), attention, heads));
                Value features = b.Add("features", new Reshape(), together, Ints(-1, 73, 4));
                return b.Build(new("class", b.Add("class", new Gather(1), features, b.Constant("zero", Tensor.Of(new[] { 0 })))),
                    new("all", features));
            default:
                throw new ArgumentException(name);
        }
    }

    private static Value Numbers(NetworkBuilder builder, params int[] shape) => builder.Constant("numbers", Random(shape.Sum(), shape));

    private static Tensor Random(int seed, params int[] shape)
    {
        var random = new Random(seed);
        return Tensor.Of(Enumerable.Range(0, Tensor.LengthOf(shape.AsSpan())).Select(_ => (random.NextSingle() * 2) - 1).ToArray(), shape);
    }

    private static Dictionary<string, Tensor> Feed(Network network) =>
        network.Inputs.ToDictionary(i => i.Name, i => Random(7, [.. i.Fact.Shape.Select(d => d.Length ?? 2)]));

    private static void Same(Dictionary<string, Tensor> expected, Dictionary<string, Tensor> actual)
    {
        foreach ((string name, Tensor want) in expected)
        {
            Assert.Equal(want.ToString(), actual[name].ToString());
            double[] numbers = actual[name].ToDoubles();
            Assert.All(want.ToDoubles(), (v, i) => Assert.Equal(v, numbers[i], 1e-5));
        }
    }
}
