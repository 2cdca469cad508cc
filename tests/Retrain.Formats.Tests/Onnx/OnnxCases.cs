using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.Onnx;

/// <summary>Small networks, at least one for each operator and each of its branches.</summary>
internal static class OnnxCases
{
    private const DataLayout First = DataLayout.ChannelsFirst;

    /// <summary>Networks by name.</summary>
    public static SortedDictionary<string, Network> All { get; } = Make();

    private static SortedDictionary<string, Network> Make()
    {
        var cases = new SortedDictionary<string, Network>(StringComparer.Ordinal);
        Images("Conv valid", (b, x) => b.Add("y", new Conv((1, 1), (1, 1), Padding.Valid, 1, First), x, Weights(b, 3, 2, 3, 5)));
        Images("Conv same, strides, bias",
            (b, x) => b.Add("y", new Conv((2, 2), (1, 1), Padding.Same, 1, First), x, Weights(b, 3, 3, 3, 5), Weights(b, 5)));
        Images("Conv explicit, dilations",
            (b, x) => b.Add("y", new Conv((1, 2), (2, 1), Padding.Of(1, 2, 0, 1), 1, First), x, Weights(b, 2, 3, 3, 4)));
        Images("Conv groups", (b, x) => b.Add("y", new Conv((1, 1), (1, 1), Padding.Same, 3, First), x, Weights(b, 3, 3, 1, 6)));
        Open("Conv same, open size", (b, x) => b.Add("y", new Conv((2, 2), (1, 1), Padding.Same, 1, First), x, Weights(b, 3, 3, 3, 4)));
        Images("ConvTranspose same",
            (b, x) => b.Add("y", new ConvTranspose((2, 2), Padding.Same, (15, 14), First), x, Weights(b, 3, 3, 4, 3)));
        Images("ConvTranspose valid",
            (b, x) => b.Add("y", new ConvTranspose((2, 3), Padding.Valid, (18, 21), First), x, Weights(b, 3, 3, 4, 3), Weights(b, 4)));
        Lists("MatMul", (b, x) => b.Add("y", new MatMul(false, false), x, Weights(b, 6, 4)));
        Lists("MatMul transposed", (b, x) => b.Add("y", new MatMul(false, true), x, Weights(b, 4, 6)));
        Images("MatMul batches", (b, x) => b.Add("y", new MatMul(false, true), x, x));
        Images("BatchNorm", (b, x) => b.Add("y", new BatchNorm(0.001f, First), x, Weights(b, 3), Weights(b, 3), Weights(b, 3),
            b.Constant("v", Tensor.Of(new[] { 0.5f, 1, 2 }, 3))));
        Images("LocalResponseNorm", (b, x) => b.Add("y", new LocalResponseNorm(1, 1.5f, 0.3f, 0.75f, First), x));
        Images("MaxPool same", (b, x) => b.Add("y", new MaxPool((3, 2), (2, 2), Padding.Same, First), x));
        Images("MaxPool explicit", (b, x) => b.Add("y", new MaxPool((3, 3), (2, 1), Padding.Of(1, 0, 1, 1), First), x));
        Open("MaxPool same, open size", (b, x) => b.Add("y", new MaxPool((3, 3), (2, 2), Padding.Same, First), x));
        Images("AveragePool same", (b, x) => b.Add("y", new AveragePool((3, 3), (2, 2), Padding.Same, false, First), x));
        Images("AveragePool counts", (b, x) => b.Add("y", new AveragePool((3, 3), (1, 1), Padding.Of(1, 1, 1, 1), true, First), x));
        foreach (ResizeCoordinates coordinates in Enum.GetValues<ResizeCoordinates>())
        {
            foreach (ResizeKind kind in Enum.GetValues<ResizeKind>())
            {
                Images($"Resize {kind} {coordinates} up", (b, x) => b.Add("y", new Resize(kind, coordinates, First), x, Ints(b, 16, 11)));
                Images($"Resize {kind} {coordinates} down", (b, x) => b.Add("y", new Resize(kind, coordinates, First), x, Ints(b, 4, 5)));
            }
        }

        Images("Resize bytes", (b, x) => b.Add("y", new Resize(ResizeKind.Bilinear, ResizeCoordinates.HalfPixel, First), x, Ints(b, 4, 5)),
            ElementType.UInt8);
        Add("SpaceToDepth", [Dimension.Photos, 3, 4, 6], (b, x) => [b.Add("y", new SpaceToDepth(2, First), x)]);
        Add("DepthToSpace", [Dimension.Photos, 8, 4, 6], (b, x) => [b.Add("y", new DepthToSpace(2, First), x)]);
        Add("SpaceToBatch", [Dimension.Photos, 3, 5, 6],
            (b, x) => [b.Add("y", new SpaceToBatch((2, 3), Padding.Of(0, 1, 2, 1), First), x)]);
        Add("BatchToSpace", [6, 3, 5, 6], (b, x) => [b.Add("y", new BatchToSpace((2, 3), Padding.Of(1, 0, 0, 2), First), x)]);
        foreach (UnaryKind kind in Enum.GetValues<UnaryKind>())
        {
            Lists($"Unary {kind}", (b, x) => b.Add("y", new Unary(kind), Positive(b, kind, x)),
                kind == UnaryKind.Not ? ElementType.Bool : ElementType.Float32);
        }

        Lists("Unary Square int", (b, x) => b.Add("y", new Unary(UnaryKind.Square), x), ElementType.Int32);
        Lists("Clip", (b, x) => b.Add("y", new Clip(-0.5f, 1), x));
        Lists("Clip relu", (b, x) => b.Add("y", new Clip(0, float.PositiveInfinity), x));
        Lists("Clip above", (b, x) => b.Add("y", new Clip(float.NegativeInfinity, 1), x));
        Lists("LeakyRelu", (b, x) => b.Add("y", new LeakyRelu(0.3f), x));
        Lists("HardSwish", (b, x) => b.Add("y", new HardSwish(), x));
        Lists("Elu", (b, x) => b.Add("y", new Elu(0.7f), x));
        foreach (BinaryKind kind in Enum.GetValues<BinaryKind>())
        {
            bool isBool = kind is BinaryKind.And or BinaryKind.Or;
            Binary($"Binary {kind}", kind, isBool ? ElementType.Bool : ElementType.Float32);
            if (!isBool && kind != BinaryKind.Pow)
            {
                Binary($"Binary {kind} int", kind, ElementType.Int32);
            }
        }

        Lists("Select", (b, x) => b.Add("y", new Select(), b.Add("c", new Binary(BinaryKind.Less), x, Weights(b, 6)), x, Weights(b)));
        Lists("Cast", (b, x) => b.Add("y", new Cast(ElementType.Int32), x));
        Lists("Cast bool", (b, x) => b.Add("y", new Cast(ElementType.Bool), b.Add("i", new Cast(ElementType.Int32), x)));
        foreach (FakeQuantizeFormula formula in Enum.GetValues<FakeQuantizeFormula>())
        {
            Lists($"FakeQuantize {formula}", (b, x) => b.Add("y", new FakeQuantize([-1.3f], [1.7f], 8, false, formula), x));
            Lists($"FakeQuantize {formula} channels",
                (b, x) => b.Add("y", new FakeQuantize([-1, 0, 0, -2, -0.1f, -1], [1, 1, 0, 0, 0.2f, 1], 4, true, formula), x));
        }

        Lists("Quantize", (b, x) => b.Add("y", new Quantize(Quantization.Of(ElementType.Int8, 0.02f, 5)), x));
        Images("Quantize channels", (b, x) => b.Add(
            "y", new Quantize(new Quantization(ElementType.UInt8, [0.1f, 0.02f, 0.005f], [0, 128, 255], 1)), x));
        Lists("Quantize 16 bits", (b, x) => b.Add("y", new Dequantize(Quantization.Of(ElementType.Int16, 0.001f, 0)),
            b.Add("q", new Quantize(Quantization.Of(ElementType.Int16, 0.001f, 0)), b.Add("r", new Reduce(ReduceKind.Max, [1], true), x))));
        Lists("Quantize anew",
            (b, x) => b.Add("y", new Quantize(
                Quantization.Of(ElementType.UInt8, 0.013f, 3), Quantization.Of(ElementType.Int8, 0.02f, -5)), x),
            ElementType.Int8);
        Lists("Dequantize", (b, x) => b.Add("y", new Dequantize(Quantization.Of(ElementType.UInt8, 0.02f, 130)), x), ElementType.UInt8);
        Lists("Dequantize bias", (b, x) => b.Add("y", new Dequantize(Quantization.Of(ElementType.Int32, 0.02f, 0)), x), ElementType.Int32);
        Images("Dequantize weights", (b, x) => b.Add("y", new Conv((1, 1), (1, 1), Padding.Valid, 1, First), x, b.Add(
            "w", new Dequantize(new Quantization(ElementType.Int8, [0.1f, 0.02f], [0, 0], 3)),
            b.Constant("levels", OnnxRun.Numbers(new Random(4), ElementType.Int8, 2, 3, 3, 3, 2)))));
        Lists("Quantized", (b, x) => b.Add("y", new Quantized(new MatMul(false, false),
            [Quantization.Of(ElementType.Int8, 0.02f, -5), new Quantization(ElementType.Int8, [0.01f, 0.02f], [0, 0], 1)],
            [Quantization.Of(ElementType.Int8, 0.05f, 3)]), x,
            b.Constant("levels", OnnxRun.Numbers(new Random(4), ElementType.Int8, 2, 6, 2))), ElementType.Int8);
        Images("Softmax", (b, x) => b.Add("y", new Softmax(1), x));
        Lists("LogSoftmax", (b, x) => b.Add("y", new LogSoftmax(1), x));
        foreach (ReduceKind kind in Enum.GetValues<ReduceKind>())
        {
            ElementType type = kind is ReduceKind.All or ReduceKind.Any ? ElementType.Bool : ElementType.Float32;
            Images($"Reduce {kind}", (b, x) => b.Add("y", new Reduce(kind, [1, 3], false), x), type);
            Images($"Reduce {kind} kept", (b, x) => b.Add("y", new Reduce(kind, [2, 3], true), x), type);
        }

        Images("Reduce nothing", (b, x) => b.Add("y", new Reduce(ReduceKind.Sum, [], false), x));
        Images("ArgMax", (b, x) => b.Add("y", new ArgMax(1, ElementType.Int32), x));
        Images("ArgMax long", (b, x) => b.Add("y", new ArgMax(3, ElementType.Int64), x));
        Add("TopK", [Dimension.Photos, 6], (b, x) => b.AddMany("y", new TopK(3), x));
        foreach (PadMode mode in Enum.GetValues<PadMode>())
        {
            Images($"Pad {mode}", (b, x) => b.Add("y", new Pad([0, 0, 1, 3], [0, 1, 2, 0], mode, mode == PadMode.Constant ? -1.5 : 0), x));
        }

        Images("Concat", (b, x) => b.Add("y", new Concat(1), x, b.Add("r", new Unary(UnaryKind.Relu), x)));
        Add("Split", [Dimension.Photos, 6], (b, x) => b.AddMany("y", new Split(1, [1, 2, 3]), x));
        Images("Slice", (b, x) => b.Add("y", new Slice([3, 2], [1, -1], [int.MaxValue, int.MinValue], [2, -3]), x));
        Images("Reshape", (b, x) => b.Add("y", new Reshape(), x, Ints(b, -1, 8, 21)));
        Images("Transpose", (b, x) => b.Add("y", new Transpose(new Permutation(0, 2, 3, 1)), x));
        Add("Squeeze", [Dimension.Photos, 6, 1, 1], (b, x) => [b.Add("y", new Squeeze([2, 3]), x)]);
        Lists("ExpandDims", (b, x) => b.Add("y", new ExpandDims([1, 3]), x));
        Images("Gather", (b, x) => b.Add("y", new Gather(2), x, b.Constant("i", Tensor.Of(new[] { 2, 0, -1, 2 }, 2, 2))));
        Add("OneHot", [Dimension.Photos, 4], (b, x) => [b.Add("y", new OneHot(1, 5), x, Scalar(b, 2), Scalar(b, -1))], ElementType.Int32);
        Open("ShapeOf", (b, x) => b.Add("y", new ShapeOf(ElementType.Int32), x));
        Add("Sequence", [], (b, x) => [b.Add(
            "y", new Sequence(), b.Constant("a", Tensor.Of(new[] { -9 })), x, b.Constant("s", Tensor.Of(new[] { 2 })))], ElementType.Int32);
        Images("Tile", (b, x) => b.Add("y", new Tile(), x, Ints(b, 1, 2, 1, 3)));
        Lists("BroadcastTo", (b, x) => b.Add("y", new BroadcastTo(), b.Add("e", new ExpandDims([1]), x), Ints(b, 2, 4, 6)), photos: 2);
        Images("Reverse", (b, x) => b.Add("y", new Reverse([3, 1]), x));
        Open("Shapes computed", (b, x) => b.Add("y", new Reshape(), x, b.Add(
            "l", new Concat(0), b.Add("n", new Slice([0], [0], [1], [1]), b.Add("s", new ShapeOf(ElementType.Int32), x)), Ints(b, -1))));
        return cases;

        void Images(string name, Func<NetworkBuilder, Value, Value> build, ElementType type = ElementType.Float32) =>
            Add(name, [Dimension.Photos, 3, 8, 7], (b, x) => [build(b, x)], type);

        void Open(string name, Func<NetworkBuilder, Value, Value> build) =>
            Add(name, [Dimension.Photos, 3, new Dimension(null, "H"), new Dimension(null, "W")], (b, x) => [build(b, x)]);

        void Lists(string name, Func<NetworkBuilder, Value, Value> build, ElementType type = ElementType.Float32, int? photos = null) =>
            Add(name, [photos is { } n ? n : Dimension.Photos, 6], (b, x) => [build(b, x)], type);

        void Binary(string name, BinaryKind kind, ElementType type) => Add(name, [Dimension.Photos, 6], (b, x) =>
        {
            Value left = kind == BinaryKind.Pow ? b.Add("abs", new Unary(UnaryKind.Abs), x) : x;
            Tensor right = type switch
            {
                ElementType.Bool => Tensor.Of(new[] { true, false, true, false, true, true }, 6),
                ElementType.Int32 => Tensor.Of(new[] { 1, -2, 3, -4, 2, 3 }, 6),
                _ => Tensor.Of(new[] { 1, -2, 0.7f, -0.4f, 2, 3 }, 6),
            };
            return [b.Add("y", new Binary(kind), left, b.Constant("b", right))];
        }, type);

        void Add(string name, ImmutableArray<Dimension> shape, Func<NetworkBuilder, Value, ImmutableArray<Value>> build,
            ElementType type = ElementType.Float32)
        {
            var builder = new NetworkBuilder();
            Value x = builder.Input("x", type, shape.AsSpan());
            cases.Add(name, builder.Build([.. build(builder, x).Select((v, i) => new NetworkOutput($"out{i}", v))]));
        }
    }

    private static Value Weights(NetworkBuilder builder, params int[] shape) =>
        builder.Constant("weights", OnnxRun.Numbers(new Random(shape.Length), ElementType.Float32, 1, shape));

    private static Value Ints(NetworkBuilder builder, params int[] numbers) =>
        builder.Constant("numbers", Tensor.Of(numbers, numbers.Length));

    private static Value Scalar(NetworkBuilder builder, float number) => builder.Constant("scalar", Tensor.Of(new[] { number }));

    private static Value Positive(NetworkBuilder builder, UnaryKind kind, Value x) =>
        kind is UnaryKind.Log or UnaryKind.Log1p or UnaryKind.Sqrt or UnaryKind.Rsqrt ? builder.Add("abs", new Unary(UnaryKind.Abs), x) : x;
}
