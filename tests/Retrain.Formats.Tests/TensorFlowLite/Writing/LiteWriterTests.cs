using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Writing;
using Retrain.Formats.Tests.TensorFlow.Ops;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.TensorFlowLite.Writing;

public sealed class LiteWriterTests
{
    private const DataLayout Last = DataLayout.ChannelsLast;

    [Fact]
    public void Write_SmallNetwork_GivesTheBytesOfTheFixture()
    {
        byte[] file = LiteWriter.Write(Small(), new LiteWriterOptions());
        string path = Path.Combine(SharedData.RepositoryRoot, "tests", "fixtures", "tflite_written", "small.tflite");
        if (Environment.GetEnvironmentVariable("UPDATE_FIXTURES") is { Length: > 0 })
        {
            File.WriteAllBytes(path, file);
        }

        Assert.Equal(File.ReadAllBytes(path), file);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        foreach (LiteWeights weights in Enum.GetValues<LiteWeights>())
        {
            var options = new LiteWriterOptions { Weights = weights, Metadata = new LiteMetadata { Labels = ["a", "b"] } };
            Assert.Equal(LiteWriter.Write(Small(), options), LiteWriter.Write(Small(), options));
        }
    }

    [Fact]
    public void Write_Buffers_AreAlignedAndTheFirstIsEmpty()
    {
        byte[] file = LiteWriter.Write(Small(), new LiteWriterOptions { Weights = LiteWeights.Float16 });
        LiteModel model = LiteModel.Read(file);
        Assert.Equal(0, model.Buffer(0).Length);
        Assert.All(model.Graphs[0].Tensors.Select(t => model.Buffer(t.Buffer)).Where(b => b.Length > 0), b =>
        {
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(b, out ArraySegment<byte> segment));
            Assert.Equal(0, segment.Offset % 16);
        });
    }

    [Fact]
    public void Write_Activations_AreFused()
    {
        LiteModel model = LiteModel.Read(LiteWriter.Write(Small(), new LiteWriterOptions()));
        Assert.Equal(["CONV_2D", "DEPTHWISE_CONV_2D", "ADD", "HARD_SWISH", "MEAN", "FULLY_CONNECTED", "SOFTMAX"],
            model.Graphs[0].Operators.Select(o => o.Name));
    }

    [Fact]
    public void Write_Signature_NamesInputAndOutput()
    {
        LiteModel model = LiteModel.Read(LiteWriter.Write(Small(), new LiteWriterOptions()));
        LiteSignature signature = Assert.Single(model.Signatures);
        Assert.Equal("serving_default", signature.Key);
        Assert.Equal("image", Assert.Single(signature.Inputs).Name);
        Assert.Equal("scores", Assert.Single(signature.Outputs).Name);
        LiteGraph graph = model.Graphs[0];
        Assert.Equal(("image", "scores"), (graph.Tensors[graph.Inputs[0]].Name, graph.Tensors[graph.Outputs[0]].Name));
    }

    [Theory]
    [InlineData(false, new[] { 1, 9, 9, 3 }, new int[0])]
    [InlineData(true, new[] { 1, 9, 9, 3 }, new[] { -1, 9, 9, 3 })]
    public void Write_NumberOfPhotos_IsOpenWhereAskedFor(bool isOpen, int[] shape, int[] signature)
    {
        LiteModel model = LiteModel.Read(LiteWriter.Write(Small(), new LiteWriterOptions { HasOpenBatch = isOpen }));
        LiteTensor input = model.Graphs[0].Tensors[model.Graphs[0].Inputs[0]];
        Assert.Equal(shape, input.Shape);
        Assert.Equal(signature, input.Signature);
    }

    [Fact]
    public void Write_OpenNumberOfPhotos_RunsWithSeveral()
    {
        Network network = Small();
        Network read = LiteNetworkReader.Read(LiteModel.Read(LiteWriter.Write(network, new LiteWriterOptions { HasOpenBatch = true })));
        var feeds = new Dictionary<string, Tensor> { ["image"] = OperatorCases.Ramp(3, 9, 9, 3) };
        LiteOperatorTests.Same(ReferenceEvaluator.Run(network, feeds), ReferenceEvaluator.Run(read, feeds), 2e-6);
    }

    [Fact]
    public void Write_PaddingThatIsSame_NeedsNoPad()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 8, 8, 2);
        Value weights = builder.Constant("w", OperatorCases.Ramp(3, 3, 2, 2));
        Value y = builder.Add("y", new Conv((1, 1), (1, 1), Padding.Of(1, 1, 1, 1), 1, Last), x, weights);
        LiteModel model = LiteModel.Read(LiteWriter.Write(builder.Build(new NetworkOutput("y", y)), new LiteWriterOptions()));
        Assert.Equal(["CONV_2D"], model.Graphs[0].Operators.Select(o => o.Name));
    }

    [Fact]
    public void Write_InputsAndConstantsAsOutputs_AreCopied()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 2);
        Value y = builder.Add("y", new Unary(UnaryKind.Tanh), x);
        Network network = builder.Build(
            new("in", x), new("twice", y), new("again", y), new("constant", builder.Constant("constant", Tensor.Of(new[] { 1f, 2 }, 2))));
        Network read = LiteNetworkReader.Read(LiteModel.Read(LiteWriter.Write(network, new LiteWriterOptions())));
        var feeds = new Dictionary<string, Tensor> { ["x"] = OperatorCases.Ramp(1, 2) };
        LiteOperatorTests.Same(ReferenceEvaluator.Run(network, feeds), ReferenceEvaluator.Run(read, feeds), 0);
    }

    [Fact]
    public void Write_SeveralWithoutWords_AreAllNamed()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, 1, 2);
        Value odd = builder.Add("odd", new Unsupported([new UnsupportedNode("corner", "NonMaxSuppressionV3")], 1), x);
        Value erf = builder.Add("curve", new Unary(UnaryKind.Erf), x);
        LiteFormatException e = Assert.Throws<LiteFormatException>(
            () => LiteWriter.Write(builder.Build(new("odd", odd), new("curve", erf)), new LiteWriterOptions()));
        Assert.Contains("NonMaxSuppressionV3", e.Message, StringComparison.Ordinal);
        Assert.Contains("'curve' (Unary): Erf", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OpenSizeOfPhotos_IsRefused()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, new Dimension(null, "H"), 8, 2);
        Network network = builder.Build(new NetworkOutput("y", builder.Add("y", new Unary(UnaryKind.Relu), x)));
        LiteFormatException e = Assert.Throws<LiteFormatException>(() => LiteWriter.Write(network, new LiteWriterOptions()));
        Assert.Contains("'x'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ChannelsFirst_IsRefused()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 2, 8, 8);
        Value y = builder.Add("y", new MaxPool((2, 2), (2, 2), Padding.Valid, DataLayout.ChannelsFirst), x);
        LiteFormatException e = Assert.Throws<LiteFormatException>(
            () => LiteWriter.Write(builder.Build(new NetworkOutput("y", y)), new LiteWriterOptions()));
        Assert.Contains("'y' (MaxPool): images must be [N, H, W, C]", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hard_swish")]
    [InlineData("hard_sigmoid")]
    [InlineData("gelu")]
    [InlineData("gelu_tanh")]
    public void Write_FunctionSpelledOut_IsOneOperator(string spelling)
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 40);
        Value y = spelling switch
        {
            "hard_swish" => Binary(BinaryKind.Mul,
                Binary(BinaryKind.Mul, x, b.Add("c", new Clip(0, 6), Binary(BinaryKind.Add, x, S(3)))), S(1 / 6f)),
            "hard_sigmoid" => Binary(BinaryKind.Mul, b.Add("c", new Clip(0, 1),
                Binary(BinaryKind.Add, Binary(BinaryKind.Mul, x, S(1 / 6f)), S(0.5f))), x),
            "gelu" => Binary(BinaryKind.Mul, Binary(BinaryKind.Mul, x, Binary(BinaryKind.Add, S(1),
                b.Add("erf", new Unary(UnaryKind.Erf), Binary(BinaryKind.Div, x, S(MathF.Sqrt(2)))))), S(0.5f)),
            _ => Binary(BinaryKind.Mul, Binary(BinaryKind.Mul, x, S(0.5f)), Binary(BinaryKind.Add, b.Add("tanh", new Unary(UnaryKind.Tanh),
                Binary(BinaryKind.Mul, S(MathF.Sqrt(2 / MathF.PI)), Binary(BinaryKind.Add, x,
                    Binary(BinaryKind.Mul, S(0.044715f), Binary(BinaryKind.Pow, x, S(3)))))), S(1))),
        };
        Network network = b.Build(new NetworkOutput("y", y));

        LiteModel model = LiteModel.Read(LiteWriter.Write(network, new LiteWriterOptions()));

        string expected = spelling.StartsWith("hard", StringComparison.Ordinal) ? "HARD_SWISH" : "GELU";
        Assert.Equal(expected, Assert.Single(model.Graphs[0].Operators).Name);
        var feeds = new Dictionary<string, Tensor> { ["x"] = OperatorCases.Ramp(1, 40).Map(v => v * 4) };
        LiteOperatorTests.Same(ReferenceEvaluator.Run(network, feeds), ReferenceEvaluator.Run(LiteNetworkReader.Read(model), feeds), 3e-6);

        Value Binary(BinaryKind kind, Value left, Value right) => b.Add("step", new Binary(kind), left, right);

        Value S(float number) => b.Constant("number", Tensor.Scalar(number));
    }

    [Fact]
    public void Write_FunctionWithOtherNumbers_StaysSpelledOut()
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 4);
        Value moved = b.Add("moved", new Binary(BinaryKind.Add), x, b.Constant("three", Tensor.Scalar(3f)));
        Value y = b.Add("y", new Binary(BinaryKind.Mul), x, b.Add("clip", new Clip(0, 6), moved));
        LiteModel model = LiteModel.Read(LiteWriter.Write(b.Build(new NetworkOutput("y", y)), new LiteWriterOptions()));
        Assert.Equal(["ADD", "MUL"], model.Graphs[0].Operators.Select(o => o.Name).Where(o => o is not "RELU6"));
    }

    /// <summary>A bit of everything that image classifiers are made of.</summary>
    private static Network Small()
    {
        var b = new NetworkBuilder();
        Value x = b.Input("image", ElementType.Float32, Dimension.Photos, 9, 9, 3);
        Value conv = b.Add("conv", new Conv((2, 2), (1, 1), Padding.Same, 1, Last), x, Weights("conv/weights", 3, 3, 3, 8),
            Weights("conv/bias", 8));
        Value relu = b.Add("relu6", new Clip(0, 6), conv);
        Value depthwise = b.Add(
            "depthwise", new Conv((1, 1), (1, 1), Padding.Same, 8, Last), relu, Weights("depthwise/weights", 3, 3, 1, 8));
        Value sum = b.Add("relu", new Unary(UnaryKind.Relu), b.Add("sum", new Binary(BinaryKind.Add), relu, depthwise));
        Value moved = b.Add("moved", new Clip(0, 6),
            b.Add("three_more", new Binary(BinaryKind.Add), sum, b.Constant("three", Tensor.Scalar(3f))));
        Value swish = b.Add("swish", new Binary(BinaryKind.Mul), sum,
            b.Add("sixth", new Binary(BinaryKind.Mul), moved, b.Constant("one_sixth", Tensor.Scalar(1 / 6f))));
        Value mean = b.Add("mean", new Reduce(ReduceKind.Mean, [1, 2], false), swish);
        Value product = b.Add("product", new MatMul(false, false), mean, Weights("head/weights", 8, 4));
        Value head = b.Add("head", new Binary(BinaryKind.Add), product, Weights("head/bias", 4));
        return b.Build(new NetworkOutput("scores", b.Add("softmax", new Softmax(1), head)));

        Value Weights(string name, params int[] shape) => b.Constant(name, OperatorCases.Ramp(shape));
    }
}
