using System.Collections.Immutable;
using System.Text;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Tests.Ops;

/// <summary>The conformance table: small inputs whose outputs can be computed by hand. Every operator has two rows at least.</summary>
internal static class OperatorCases
{
    private const DataLayout Last = DataLayout.ChannelsLast;
    private const DataLayout First = DataLayout.ChannelsFirst;

    /// <summary>The rows by name: the operator and what the row is about.</summary>
    public static IReadOnlyDictionary<string, OperatorCase> All { get; } = new Dictionary<string, OperatorCase>
    {
        // 3 x 3 image 1..9, window of ones: sums of the neighbours.
        ["Conv same"] = new(
            new Conv((1, 1), (1, 1), Padding.Same, 1, Last),
            [F([1, 3, 3, 1], 1, 2, 3, 4, 5, 6, 7, 8, 9), Ones(3, 3, 1, 1)],
            F([1, 3, 3, 1], 12, 21, 16, 27, 45, 33, 24, 39, 28)),
        ["Conv same, step 2, odd row behind"] = new(
            new Conv((2, 2), (1, 1), Padding.Same, 1, Last),
            [F([1, 4, 4, 1], Range(1, 16)), Ones(3, 3, 1, 1)],
            F([1, 2, 2, 1], 1 + 2 + 3 + 5 + 6 + 7 + 9 + 10 + 11, 3 + 4 + 7 + 8 + 11 + 12, 9 + 10 + 11 + 13 + 14 + 15, 11 + 12 + 15 + 16)),
        ["Conv valid with bias, two outputs"] = new(
            new Conv((1, 1), (1, 1), Padding.Valid, 1, Last),
            [F([1, 1, 2, 2], 1, 2, 3, 4), F([1, 1, 2, 2], 1, 10, 100, 1000), F([2], 0.5f, -1)],
            F([1, 1, 2, 2], 201.5f, 2009, 403.5f, 4029)),
        ["Conv depthwise"] = new(
            new Conv((1, 1), (1, 1), Padding.Valid, 2, Last),
            [F([1, 2, 1, 2], 1, 2, 3, 4), F([2, 1, 1, 2], 1, 10, 100, 1000)],
            F([1, 1, 1, 2], 301, 4020)),
        ["Conv depthwise, multiplier 2"] = new(
            new Conv((1, 1), (1, 1), Padding.Valid, 2, Last),
            [F([1, 1, 1, 2], 1, 2), F([1, 1, 1, 4], 1, 10, 100, 1000)],
            F([1, 1, 1, 4], 1, 10, 200, 2000)),
        ["Conv groups of two"] = new(
            new Conv((1, 1), (1, 1), Padding.Valid, 2, Last),
            [F([1, 1, 1, 4], 1, 2, 3, 4), F([1, 1, 2, 2], 1, 2, 10, 20)],
            F([1, 1, 1, 2], 21, 86)),
        ["Conv dilated, explicit padding"] = new(
            new Conv((1, 1), (1, 2), Padding.Of(0, 0, 1, 0), 1, Last),
            [F([1, 1, 4, 1], 1, 2, 3, 4), F([1, 2, 1, 1], 1, 10)],
            F([1, 1, 3, 1], 20, 31, 42)),
        ["Conv channels first"] = new(
            new Conv((1, 1), (1, 1), Padding.Valid, 1, First),
            [F([1, 2, 1, 2], 1, 3, 2, 4), F([1, 1, 2, 2], 1, 10, 100, 1000)],
            F([1, 2, 1, 2], 201, 403, 2010, 4030)),

        ["ConvTranspose valid"] = new(
            new ConvTranspose((2, 2), Padding.Valid, (1, 5), Last),
            [F([1, 1, 2, 1], 1, 2), F([1, 3, 1, 1], 1, 10, 100)],
            F([1, 1, 5, 1], 1, 10, 102, 20, 200)),
        ["ConvTranspose same with bias, two channels"] = new(
            new ConvTranspose((1, 2), Padding.Same, (1, 4), Last),
            [F([1, 1, 2, 2], 1, 2, 3, 4), F([1, 3, 1, 2], 1, 2, 10, 20, 100, 200), F([1], 0.5f)],
            F([1, 1, 4, 1], 5.5f, 50.5f, 511.5f, 110.5f)),
        ["ConvTranspose channels first"] = new(
            new ConvTranspose((1, 1), Padding.Valid, (1, 1), First),
            [F([1, 2, 1, 1], 1, 2), F([1, 1, 3, 2], 1, 2, 3, 4, 5, 6)],
            F([1, 3, 1, 1], 5, 11, 17)),

        ["MatMul"] = new(new MatMul(false, false), [F([2, 2], 1, 2, 3, 4), F([2, 1], 10, 1)], F([2, 1], 12, 34)),
        ["MatMul transposed"] = new(new MatMul(true, true), [F([2, 2], 1, 3, 2, 4), F([1, 2], 10, 1)], F([2, 1], 12, 34)),
        ["MatMul broadcast"] = new(
            new MatMul(false, false),
            [F([2, 1, 2], 1, 2, 3, 4), F([2, 2], 1, 10, 100, 1000)],
            F([2, 1, 2], 201, 2010, 403, 4030)),

        ["BatchNorm"] = new(
            new BatchNorm(1, Last),
            [F([1, 1, 2, 2], 3, 4, 5, 6), F([2], 2, 1), F([2], 0, 10), F([2], 1, 2), F([2], 3, 0)],
            F([1, 1, 2, 2], 2, 12, 4, 14)),
        ["BatchNorm channels first"] = new(
            new BatchNorm(1, First),
            [F([1, 2, 1, 2], 3, 5, 4, 6), F([2], 2, 1), F([2], 0, 10), F([2], 1, 2), F([2], 3, 0)],
            F([1, 2, 1, 2], 2, 4, 12, 14)),
        ["LocalResponseNorm"] = new(
            new LocalResponseNorm(1, 1, 1, 0.5f, Last),
            [F([1, 1, 1, 3], 2, 2, 4)],
            F([1, 1, 1, 3], 2 / 3f, 2 / 5f, 4 / MathF.Sqrt(21))) { Tolerance = 1e-7 },
        ["LocalResponseNorm channels first, sharp"] = new(
            new LocalResponseNorm(0, 2, 0.5f, 1, First),
            [F([1, 2, 1, 1], 2, 4)],
            F([1, 2, 1, 1], 0.5f, 0.4f)),

        ["MaxPool valid"] = new(
            new MaxPool((2, 2), (1, 1), Padding.Valid, Last),
            [F([1, 2, 3, 1], 1, 5, 2, 3, 4, 9)],
            F([1, 1, 2, 1], 5, 9)),
        ["MaxPool same, below 0"] = new(
            new MaxPool((3, 3), (2, 2), Padding.Same, Last),
            [F([1, 2, 2, 1], -1, -2, -3, -4)],
            F([1, 1, 1, 1], -1)),
        ["MaxPool channels first"] = new(
            new MaxPool((1, 2), (1, 2), Padding.Of(0, 0, 1, 1), First),
            [F([1, 2, 1, 2], 1, 5, 2, -3)],
            F([1, 2, 1, 2], 1, 5, 2, -3)),
        ["AveragePool same leaves the outside out"] = new(
            new AveragePool((3, 3), (1, 1), Padding.Same, false, Last),
            [F([1, 1, 3, 1], 1, 2, 6)],
            F([1, 1, 3, 1], 1.5f, 3, 4)),
        ["AveragePool counts padding"] = new(
            new AveragePool((1, 3), (1, 1), Padding.Of(0, 0, 1, 1), true, Last),
            [F([1, 1, 3, 1], 1, 2, 6)],
            F([1, 1, 3, 1], 1, 3, 8 / 3f)),
        ["AveragePool channels first"] = new(
            new AveragePool((2, 1), (1, 1), Padding.Valid, false, First),
            [F([1, 2, 2, 1], 1, 2, 3, 6)],
            F([1, 2, 1, 1], 1.5f, 4.5f)),

        ["Resize legacy"] = new(
            new Resize(ResizeKind.Bilinear, ResizeCoordinates.Legacy, Last),
            [F([1, 1, 2, 1], 0, 10), I32([2], 1, 4)],
            F([1, 1, 4, 1], 0, 5, 10, 10)),
        ["Resize corners"] = new(
            new Resize(ResizeKind.Bilinear, ResizeCoordinates.AlignCorners, Last),
            [F([1, 2, 1, 1], 0, 10), I32([2], 3, 1)],
            F([1, 3, 1, 1], 0, 5, 10)),
        ["Resize half pixels, bytes"] = new(
            new Resize(ResizeKind.Bilinear, ResizeCoordinates.HalfPixel, Last),
            [Tensor.Of(new byte[] { 0, 100 }, 1, 1, 2, 1), I32([2], 1, 4)],
            F([1, 1, 4, 1], 0, 25, 75, 100)),
        ["Resize smaller"] = new(
            new Resize(ResizeKind.Bilinear, ResizeCoordinates.Legacy, First),
            [F([1, 2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8), I32([2], 1, 1)],
            F([1, 2, 1, 1], 1, 5)),
        ["Resize nearest legacy"] = new(
            new Resize(ResizeKind.Nearest, ResizeCoordinates.Legacy, Last),
            [I32([1, 1, 3, 1], 1, 2, 3), I32([2], 1, 5)],
            I32([1, 1, 5, 1], 1, 1, 2, 2, 3)),
        ["Resize nearest corners"] = new(
            new Resize(ResizeKind.Nearest, ResizeCoordinates.AlignCorners, Last),
            [I32([1, 1, 2, 1], 1, 2), I32([2], 1, 3)],
            I32([1, 1, 3, 1], 1, 2, 2)),
        ["Resize nearest half pixels"] = new(
            new Resize(ResizeKind.Nearest, ResizeCoordinates.HalfPixel, First),
            [I32([1, 1, 1, 4], 1, 2, 3, 4), I32([2], 2, 2)],
            I32([1, 1, 2, 2], 2, 4, 2, 4)),

        ["SpaceToDepth"] = new(
            new SpaceToDepth(2, Last),
            [F([1, 2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8)],
            F([1, 1, 1, 8], 1, 2, 3, 4, 5, 6, 7, 8)),
        ["SpaceToDepth two blocks, channels first"] = new(
            new SpaceToDepth(2, First),
            [I32([1, 1, 2, 4], 1, 2, 3, 4, 5, 6, 7, 8)],
            I32([1, 4, 1, 2], 1, 3, 2, 4, 5, 7, 6, 8)),
        ["DepthToSpace"] = new(
            new DepthToSpace(2, Last),
            [F([1, 1, 1, 8], 1, 2, 3, 4, 5, 6, 7, 8)],
            F([1, 2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8)),
        ["DepthToSpace channels first"] = new(
            new DepthToSpace(2, First),
            [I32([1, 4, 1, 2], 1, 3, 2, 4, 5, 7, 6, 8)],
            I32([1, 1, 2, 4], 1, 2, 3, 4, 5, 6, 7, 8)),
        ["SpaceToBatch"] = new(
            new SpaceToBatch((2, 2), Padding.Of(0, 0, 0, 0), Last),
            [F([1, 2, 4, 1], 1, 2, 3, 4, 5, 6, 7, 8)],
            F([4, 1, 2, 1], 1, 3, 2, 4, 5, 7, 6, 8)),
        ["SpaceToBatch padded, two images"] = new(
            new SpaceToBatch((1, 2), Padding.Of(0, 0, 1, 0), Last),
            [F([2, 1, 1, 1], 7, 8)],
            F([4, 1, 1, 1], 0, 0, 7, 8)),
        ["SpaceToBatch channels first"] = new(
            new SpaceToBatch((1, 2), Padding.Valid, First),
            [F([1, 2, 1, 2], 1, 2, 3, 4)],
            F([2, 2, 1, 1], 1, 3, 2, 4)),
        ["BatchToSpace"] = new(
            new BatchToSpace((2, 2), Padding.Valid, Last),
            [F([4, 1, 2, 1], 1, 3, 2, 4, 5, 7, 6, 8)],
            F([1, 2, 4, 1], 1, 2, 3, 4, 5, 6, 7, 8)),
        ["BatchToSpace cut, two images"] = new(
            new BatchToSpace((1, 2), Padding.Of(0, 0, 1, 0), Last),
            [F([4, 1, 1, 1], 0, 0, 7, 8)],
            F([2, 1, 1, 1], 7, 8)),
        ["BatchToSpace channels first"] = new(
            new BatchToSpace((1, 2), Padding.Valid, First),
            [F([2, 2, 1, 1], 1, 3, 2, 4)],
            F([1, 2, 1, 2], 1, 2, 3, 4)),

        ["Unary Abs"] = new(new Unary(UnaryKind.Abs), [I32([2], -3, int.MinValue)], I32([2], 3, int.MinValue)),
        ["Unary Neg"] = new(new Unary(UnaryKind.Neg), [F([2], -3, 4)], F([2], 3, -4)),
        ["Unary Square"] = new(new Unary(UnaryKind.Square), [I64([2], -3, 1L << 40)], I64([2], 9, 0)),
        ["Unary Sign"] = new(new Unary(UnaryKind.Sign), [F([3], -3, 0, 0.1f)], F([3], -1, 0, 1)),
        ["Unary Not"] = new(new Unary(UnaryKind.Not), [B([2], true, false)], B([2], false, true)),
        ["Unary Relu"] = new(new Unary(UnaryKind.Relu), [F([3], -1, 2, float.NaN)], F([3], 0, 2, float.NaN)),
        ["Unary Selu"] = new(new Unary(UnaryKind.Selu), [F([3], 1, -1, 0)], F([3], 1.050701f, -1.1113307f, 0)) { Tolerance = 1e-6 },
        ["Unary Softplus"] = new(new Unary(UnaryKind.Softplus), [F([3], 0, 1000, -30)], F([3], 0.6931472f, 1000, 9.357623e-14f)) { Tolerance = 1e-20 },
        ["Unary Sigmoid"] = new(new Unary(UnaryKind.Sigmoid), [F([3], 0, 200, -1)], F([3], 0.5f, 1, 0.26894143f)) { Tolerance = 1e-7 },
        ["Unary Tanh"] = new(new Unary(UnaryKind.Tanh), [F([2], 0, 1)], F([2], 0, 0.7615942f)) { Tolerance = 1e-7 },
        ["Unary Erf"] = new(
            new Unary(UnaryKind.Erf),
            [F([6], 0, 0.5f, -1, 2, 4, 9)],
            F([6], 0, 0.5204999f, -0.8427008f, 0.9953223f, 0.99999998f, 1)) { Tolerance = 6e-8 },
        ["Unary Exp"] = new(new Unary(UnaryKind.Exp), [F([2], 0, 1)], F([2], 1, MathF.E)),
        ["Unary Log"] = new(new Unary(UnaryKind.Log), [F([2], 1, 0)], F([2], 0, float.NegativeInfinity)),
        ["Unary Log1p"] = new(new Unary(UnaryKind.Log1p), [F([2], 1e-10f, 1)], F([2], 1e-10f, 0.6931472f)),
        ["Unary Sqrt"] = new(new Unary(UnaryKind.Sqrt), [F([2], 9, -1)], F([2], 3, float.NaN)),
        ["Unary Rsqrt"] = new(new Unary(UnaryKind.Rsqrt), [F([2], 4, 0)], F([2], 0.5f, float.PositiveInfinity)),
        ["Unary Reciprocal"] = new(new Unary(UnaryKind.Reciprocal), [F([2], 4, -0.5f)], F([2], 0.25f, -2)),
        ["Unary Floor"] = new(new Unary(UnaryKind.Floor), [F([2], 1.5f, -1.5f)], F([2], 1, -2)),
        ["Unary Ceiling"] = new(new Unary(UnaryKind.Ceiling), [F([2], 1.5f, -1.5f)], F([2], 2, -1)),
        ["Unary Round"] = new(new Unary(UnaryKind.Round), [F([4], 0.5f, 1.5f, 2.5f, -0.5f)], F([4], 0, 2, 2, 0)),
        ["Unary Sin"] = new(new Unary(UnaryKind.Sin), [F([2], 0, MathF.PI / 2)], F([2], 0, 1)),
        ["Unary Cos"] = new(new Unary(UnaryKind.Cos), [F([2], 0, MathF.PI)], F([2], 1, -1)),

        ["Clip"] = new(new Clip(0, 6), [F([2, 2], -1, 3, 7, float.NaN)], F([2, 2], 0, 3, 6, float.NaN)),
        ["Clip images"] = new(new Clip(-1, 1), [F([1, 2, 1, 2], -2, 0.5f, 1, 2)], F([1, 2, 1, 2], -1, 0.5f, 1, 1)),
        ["LeakyRelu"] = new(new LeakyRelu(0.25f), [F([2], -4, 4)], F([2], -1, 4)),
        ["LeakyRelu matrix"] = new(new LeakyRelu(0.3f), [F([1, 2], -1, 0)], F([1, 2], -0.3f, 0)),
        ["HardSwish"] = new(new HardSwish(), [F([2, 3], -4, -3, 0, 3, 6, 1)], F([2, 3], 0, 0, 0, 3, 6, 2 / 3f)) { Tolerance = 1e-7 },
        ["HardSwish between"] = new(new HardSwish(), [F([1, 1], -1.5f)], F([1, 1], -0.375f)),
        ["Elu"] = new(new Elu(2), [F([3], -1, 3, 0)], F([3], -1.2642411f, 3, 0)) { Tolerance = 1e-6 },
        ["Elu near 0"] = new(new Elu(1), [F([1, 1], -1e-10f)], F([1, 1], -1e-10f)) { Tolerance = 1e-17 },

        ["Binary Add"] = new(new Binary(BinaryKind.Add), [F([2, 1], 1, 2), F([2], 10, 20)], F([2, 2], 11, 21, 12, 22)),
        ["Binary Sub bytes"] = new(
            new Binary(BinaryKind.Sub),
            [Tensor.Of(new byte[] { 1, 200 }, 2), Tensor.Of(new byte[] { 2 }, 1)],
            Tensor.Of(new byte[] { 255, 198 }, 2)),
        ["Binary Mul"] = new(new Binary(BinaryKind.Mul), [I64([2], long.MaxValue, 3), I64([], 2)], I64([2], -2, 6)),
        ["Binary Div whole"] = new(new Binary(BinaryKind.Div), [I32([3], -7, 7, int.MinValue), I32([3], 2, -2, -1)], I32([3], -3, -3, int.MinValue)),
        ["Binary Div"] = new(new Binary(BinaryKind.Div), [F([2], 1, -1), F([2], 3, 0)], F([2], 1 / 3f, float.NegativeInfinity)),
        ["Binary FloorDiv"] = new(new Binary(BinaryKind.FloorDiv), [I32([3], -7, 7, -6), I32([3], 2, -2, 2)], I32([3], -4, -4, -3)),
        ["Binary FloorDiv floats"] = new(new Binary(BinaryKind.FloorDiv), [F([2], -7, 7), F([], 2)], F([2], -4, 3)),
        ["Binary FloorMod"] = new(new Binary(BinaryKind.FloorMod), [I32([3], -7, 7, -6), I32([3], 2, -2, 2)], I32([3], 1, -1, 0)),
        ["Binary FloorMod floats"] = new(new Binary(BinaryKind.FloorMod), [F([3], -7, 7, 6), F([3], 2, -2, 2)], F([3], 1, -1, 0)),
        ["Binary Pow"] = new(new Binary(BinaryKind.Pow), [I32([2], -3, 2), I32([2], 3, 31)], I32([2], -27, int.MinValue)),
        ["Binary Pow floats"] = new(new Binary(BinaryKind.Pow), [F([2], 2, 9), F([2], -1, 0.5f)], F([2], 0.5f, 3)),
        ["Binary Minimum"] = new(new Binary(BinaryKind.Minimum), [F([2], 1, 5), F([2], 3, 4)], F([2], 1, 4)),
        ["Binary Maximum"] = new(new Binary(BinaryKind.Maximum), [F([2, 2], 1, 5, 3, 4), F([2, 1], 2, 6)], F([2, 2], 2, 5, 6, 6)),
        ["Binary SquaredDifference"] = new(new Binary(BinaryKind.SquaredDifference), [F([2], 1, 5), F([], 3)], F([2], 4, 4)),
        ["Binary And"] = new(new Binary(BinaryKind.And), [B([3], true, true, false), B([3], true, false, false)], B([3], true, false, false)),
        ["Binary Or"] = new(new Binary(BinaryKind.Or), [B([3], true, true, false), B([3], true, false, false)], B([3], true, true, false)),
        ["Binary Equal"] = new(new Binary(BinaryKind.Equal), [B([2], true, false), B([], true)], B([2], true, false)),
        ["Binary NotEqual"] = new(new Binary(BinaryKind.NotEqual), [F([2], float.NaN, 1), F([2], float.NaN, 1)], B([2], true, false)),
        ["Binary Less"] = new(new Binary(BinaryKind.Less), [I32([3], 1, 2, 3), I32([], 2)], B([3], true, false, false)),
        ["Binary LessOrEqual"] = new(new Binary(BinaryKind.LessOrEqual), [I32([3], 1, 2, 3), I32([], 2)], B([3], true, true, false)),
        ["Binary Greater"] = new(new Binary(BinaryKind.Greater), [F([3], 1, 2, 3), F([], 2)], B([3], false, false, true)),
        ["Binary GreaterOrEqual"] = new(new Binary(BinaryKind.GreaterOrEqual), [F([3], 1, 2, 3), F([], 2)], B([3], false, true, true)),

        ["Select"] = new(new Select(), [B([2], true, false), F([2], 1, 2), F([2], 3, 4)], F([2], 1, 4)),
        ["Select broadcast, strings"] = new(new Select(), [B([2, 1], true, false), S([2], "a", "b"), S([], "z")], S([2, 2], "a", "b", "z", "z")),
        ["Cast down"] = new(new Cast(ElementType.Int32), [F([4], -1.9f, 1.9f, 1e20f, float.NaN)], I32([4], -1, 1, int.MaxValue, 0)),
        ["Cast up"] = new(new Cast(ElementType.Float32), [I64([2], (1L << 60) + (1L << 36) + 1, 3)], F([2], (1L << 60) + (1L << 37), 3)),
        ["Cast bool"] = new(new Cast(ElementType.Bool), [F([1, 2], 0.5f, 0)], B([1, 2], true, false)),
        ["Cast wraps"] = new(new Cast(ElementType.UInt8), [I32([2], 257, -1)], Tensor.Of(new byte[] { 1, 255 }, 2)),

        ["FakeQuantize"] = new(
            new FakeQuantize([0], [6], 2, false, FakeQuantizeFormula.TensorFlow1), [F([1, 4], -1, 0.9f, 1.1f, 9)], F([1, 4], 0, 0, 2, 6)),
        ["FakeQuantize channels"] = new(
            new FakeQuantize([0, -2], [3, 1], 2, false, FakeQuantizeFormula.TensorFlow2), [F([2, 1, 2], 1.4f, 1.4f, 9, -9)],
            F([2, 1, 2], 1, 1, 3, -2)),

        ["Softmax"] = new(new Softmax(1), [F([2, 2], 0, 0, 1000, 0)], F([2, 2], 0.5f, 0.5f, 1, 0)),
        ["Softmax other axis"] = new(new Softmax(0), [F([2, 2], 0, 0, 0, 1000)], F([2, 2], 0.5f, 0, 0.5f, 1)),
        ["LogSoftmax"] = new(new LogSoftmax(1), [F([1, 2], 0, 1000)], F([1, 2], -1000, 0)),
        ["LogSoftmax equal"] = new(new LogSoftmax(0), [F([2, 1, 1], 3, 3)], F([2, 1, 1], -0.6931472f, -0.6931472f)),

        ["Reduce Mean"] = new(new Reduce(ReduceKind.Mean, [1, 2], false), [F([1, 2, 2, 2], 1, 10, 2, 20, 3, 30, 6, 60)], F([1, 2], 3, 30)),
        ["Reduce Mean kept"] = new(new Reduce(ReduceKind.Mean, [0], true), [I32([2, 2], 1, 2, 2, 5)], I32([1, 2], 1, 3)),
        ["Reduce Sum"] = new(new Reduce(ReduceKind.Sum, [0, 2], false), [F([2, 1, 2], 1, 2, 3, 4)], F([1], 10)),
        ["Reduce Max"] = new(new Reduce(ReduceKind.Max, [1], false), [F([2, 2], 1, 2, -3, -4)], F([2], 2, -3)),
        ["Reduce Min"] = new(new Reduce(ReduceKind.Min, [0], false), [I64([2, 2], 1, 2, -3, -4)], I64([2], -3, -4)),
        ["Reduce Product"] = new(new Reduce(ReduceKind.Product, [0], false), [I32([3], 2, 3, 7)], I32([], 42)),
        ["Reduce All"] = new(new Reduce(ReduceKind.All, [1], false), [B([2, 2], true, true, true, false)], B([2], true, false)),
        ["Reduce Any"] = new(new Reduce(ReduceKind.Any, [0, 1], true), [B([2, 2], false, true, false, false)], B([1, 1], true)),
        ["Reduce nothing"] = new(new Reduce(ReduceKind.Sum, [], false), [F([1, 2], 1, 2)], F([1, 2], 1, 2)),
        ["ArgMax"] = new(new ArgMax(1, ElementType.Int64), [F([2, 3], 1, 5, 5, 7, 0, 1)], I64([2], 1, 0)),
        ["ArgMax first axis"] = new(new ArgMax(0, ElementType.Int32), [I32([2, 1, 2], 1, 9, 5, 7)], I32([1, 2], 1, 0)),
        ["TopK"] = new(new TopK(2), [F([2, 3], 1, 5, 5, 7, 0, 1)], F([2, 2], 5, 5, 7, 1), I32([2, 2], 1, 2, 0, 2)),
        ["TopK whole"] = new(new TopK(1), [I64([2], long.MaxValue - 1, long.MaxValue)], I64([1], long.MaxValue), I32([1], 1)),

        ["Pad"] = new(new Pad([0, 1], [1, 0], PadMode.Constant, 7), [I32([1, 2], 1, 2)], I32([2, 3], 7, 1, 2, 7, 7, 7)),
        ["Pad images"] = new(
            new Pad([0, 1, 0, 0], [0, 0, 0, 1], PadMode.Constant, -1), [F([1, 1, 2, 1], 1, 2)],
            F([1, 2, 2, 2], -1, -1, -1, -1, 1, -1, 2, -1)),
        ["Pad reflected"] = new(new Pad([2], [1], PadMode.Reflect, 0), [F([3], 1, 2, 3)], F([6], 3, 2, 1, 2, 3, 2)),
        ["Pad symmetric"] = new(new Pad([2, 0], [1, 0], PadMode.Symmetric, 0), [F([2, 1], 1, 2)], F([5, 1], 2, 1, 1, 2, 2)),
        ["Concat"] = new(new Concat(1), [F([2, 1], 1, 2), F([2, 2], 3, 4, 5, 6)], F([2, 3], 1, 3, 4, 2, 5, 6)),
        ["Concat strings"] = new(new Concat(0), [S([1], "a"), S([0]), S([2], "b", "c")], S([3], "a", "b", "c")),
        ["Split"] = new(new Split(1, [1, 2]), [F([2, 3], 1, 3, 4, 2, 5, 6)], F([2, 1], 1, 2), F([2, 2], 3, 4, 5, 6)),
        ["Split bools"] = new(new Split(0, [1, 1]), [B([2, 2], true, false, false, false)], B([1, 2], true, false), B([1, 2], false, false)),
        ["Slice"] = new(new Slice([1], [1], [int.MaxValue], [1]), [F([2, 3], 1, 2, 3, 4, 5, 6)], F([2, 2], 2, 3, 5, 6)),
        ["Slice backwards"] = new(
            new Slice([1, 0], [-1, 0], [int.MinValue, 1], [-2, 1]), [F([2, 3], 1, 2, 3, 4, 5, 6)], F([1, 2], 3, 1)),
        ["Slice beyond"] = new(new Slice([0], [-9], [9], [3]), [I32([4], 1, 2, 3, 4)], I32([2], 1, 4)),
        ["Slice nothing"] = new(new Slice([0], [2], [1], [1]), [F([3, 1], 1, 2, 3)], F([0, 1])),

        ["Reshape"] = new(new Reshape(), [F([2, 3], 1, 2, 3, 4, 5, 6), I32([2], 3, -1)], F([3, 2], 1, 2, 3, 4, 5, 6)),
        ["Reshape strings to a scalar"] = new(new Reshape(), [S([1], "a"), I64([0])], S([], "a")),
        ["Transpose"] = new(new Transpose(new Permutation(1, 0)), [F([2, 3], 1, 2, 3, 4, 5, 6)], F([3, 2], 1, 4, 2, 5, 3, 6)),
        ["Transpose three"] = new(new Transpose(new Permutation(2, 0, 1)), [I32([1, 2, 2], 1, 2, 3, 4)], I32([2, 1, 2], 1, 3, 2, 4)),
        ["Squeeze"] = new(new Squeeze([1, 2]), [F([2, 1, 1, 2], 1, 2, 3, 4)], F([2, 2], 1, 2, 3, 4)),
        ["Squeeze first"] = new(new Squeeze([0]), [S([1, 2], "a", "b")], S([2], "a", "b")),
        ["ExpandDims"] = new(new ExpandDims([1, 2]), [F([2, 2], 1, 2, 3, 4)], F([2, 1, 1, 2], 1, 2, 3, 4)),
        ["ExpandDims ends"] = new(new ExpandDims([0, 3]), [I32([1, 2], 1, 2)], I32([1, 1, 2, 1], 1, 2)),
        ["Gather"] = new(new Gather(1), [F([2, 3], 1, 2, 3, 4, 5, 6), I32([2], -1, 0)], F([2, 2], 3, 1, 6, 4)),
        ["Gather strings"] = new(new Gather(0), [S([2], "a", "b"), I64([2, 1], 1, 1)], S([2, 1], "b", "b")),
        ["OneHot"] = new(new OneHot(1, 3), [I32([2], 1, 5), Tensor.Scalar(9f), Tensor.Scalar(-1f)], F([2, 3], -1, 9, -1, -1, -1, -1)),
        ["OneHot first"] = new(new OneHot(0, 2), [I64([2], 1, 0), I32([], 1), I32([], 0)], I32([2, 2], 0, 1, 1, 0)),
        ["ShapeOf"] = new(new ShapeOf(ElementType.Int32), [F([2, 1], 1, 2)], I32([2], 2, 1)),
        ["ShapeOf scalar"] = new(new ShapeOf(ElementType.Int64), [F([], 1)], I64([0])),
        ["Sequence"] = new(new Sequence(), [I32([], 5), I32([], -2), I32([], -3)], I32([3], 5, 2, -1)),
        ["Sequence floats"] = new(new Sequence(), [F([], 0), F([], 1), F([], 0.25f)], F([4], 0, 0.25f, 0.5f, 0.75f)),
        ["Tile"] = new(new Tile(), [F([1, 2], 1, 2), I32([2], 2, 2)], F([2, 4], 1, 2, 1, 2, 1, 2, 1, 2)),
        ["Tile nothing"] = new(new Tile(), [B([1], true), I32([1], 0)], B([0])),
        ["BroadcastTo"] = new(new BroadcastTo(), [F([2, 1], 1, 2), I32([3], 1, 2, 2)], F([1, 2, 2], 1, 1, 2, 2)),
        ["BroadcastTo filled"] = new(new BroadcastTo(), [I64([], 7), I64([1], 3)], I64([3], 7, 7, 7)),
        ["Reverse"] = new(new Reverse([1]), [F([2, 2], 1, 2, 3, 4)], F([2, 2], 2, 1, 4, 3)),
        ["Reverse two"] = new(new Reverse([0, 2]), [B([1, 2, 2], true, false, false, false)], B([1, 2, 2], false, true, false, false)),
        ["Quantize"] = new(
            new Quantize(Quantization.Of(ElementType.Int8, 0.5f, 1)),
            [F([2, 3], 0, 0.75f, 0.25f, -0.26f, 100, -100)],
            I8([2, 3], 1, 3, 1, 0, 127, -128)),
        ["Quantize columns"] = new(
            new Quantize(new Quantization(ElementType.UInt8, [1, 2], [0, 10], 1)), [F([2, 2], 3, 3, 300, -5)], U8([2, 2], 3, 12, 255, 8)),
        ["Quantize levels again"] = new(
            new Quantize(Quantization.Of(ElementType.UInt8, 1, 128), Quantization.Of(ElementType.Int8, 0.5f, 0)),
            [I8([1, 5], 1, 2, 3, -1, -3)],
            U8([1, 5], 129, 129, 130, 128, 127)),
        ["Dequantize"] = new(
            new Dequantize(Quantization.Of(ElementType.Int8, 0.5f, 1)), [I8([2, 2], 1, 3, 0, -128)], F([2, 2], 0, 1, -0.5f, -64.5f)),
        ["Dequantize rows"] = new(
            new Dequantize(new Quantization(ElementType.Int32, [1, 0.25f], [0, 0], 0)), [I32([2, 2], 5, 6, 5, 6)],
            F([2, 2], 5, 6, 1.25f, 1.5f)),
        ["Quantized sum"] = new(
            new Quantized(
                new Binary(BinaryKind.Add),
                [Quantization.Of(ElementType.Int8, 0.5f, 0), Quantization.Of(ElementType.Int8, 1, 10)],
                [Quantization.Of(ElementType.Int8, 1, 0)]),
            [I8([1, 3], 2, 4, 127), I8([1, 3], 10, 20, 127)],
            I8([1, 3], 1, 12, 127)),
        ["Quantized Conv, bias, one scale an output, ReLU"] = new(
            new Quantized(
                new Conv((1, 1), (1, 1), Padding.Valid, 1, Last),
                [
                    Quantization.Of(ElementType.Int8, 0.5f, -1), new Quantization(ElementType.Int8, [1, 0.5f], [0, 0], 3),
                    new Quantization(ElementType.Int32, [0.5f, 0.25f], [0, 0], 0),
                ],
                [Quantization.Of(ElementType.Int8, 0.5f, -100)]) { Limits = (0, float.PositiveInfinity) },
            [I8([1, 1, 2, 2], 0, 1, -1, -2), I8([1, 1, 2, 2], 1, 2, 3, 4), I32([2], 10, -8)],
            I8([1, 1, 2, 2], -83, -99, -93, -100)),
        ["Quantized MatMul, bias"] = new(
            new Quantized(
                new MatMul(false, true),
                [
                    Quantization.Of(ElementType.UInt8, 1, 1), Quantization.Of(ElementType.UInt8, 1, 2),
                    Quantization.Of(ElementType.Int32, 1, 0),
                ],
                [Quantization.Of(ElementType.UInt8, 2, 5)]),
            [U8([1, 2], 2, 4), U8([3, 2], 3, 4, 2, 2, 0, 0), I32([3], 1, 0, 0)],
            U8([1, 3], 9, 5, 1)),
        ["Quantized Softmax"] = new(
            new Quantized(
                new Softmax(1), [Quantization.Of(ElementType.Int8, 1, 0)], [Quantization.Of(ElementType.Int8, 1 / 256f, -128)]),
            [I8([2, 2], 5, 5, 100, 0)],
            I8([2, 2], 0, 0, 127, -128)),
        ["RandomUniform of nothing"] = new(new RandomUniform(), [I32([2], 0, 3)], F([0, 3])),
    };

    private static Tensor F(int[] shape, params float[] elements) => Tensor.Of(elements, shape);

    private static Tensor I32(int[] shape, params int[] elements) => Tensor.Of(elements, shape);

    private static Tensor I8(int[] shape, params sbyte[] elements) => Tensor.Of(elements, shape);

    private static Tensor U8(int[] shape, params byte[] elements) => Tensor.Of(elements, shape);

    private static Tensor I64(int[] shape, params long[] elements) => Tensor.Of(elements, shape);

    private static Tensor B(int[] shape, params bool[] elements) => Tensor.Of(elements, shape);

    private static Tensor S(int[] shape, params string[] elements) => Tensor.Of(Array.ConvertAll(elements, Encoding.UTF8.GetBytes), shape);

    private static Tensor Ones(params int[] shape) => F(shape, [.. Enumerable.Repeat(1f, Tensor.LengthOf(shape.AsSpan()))]);

    private static float[] Range(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(v => (float)v)];
}
