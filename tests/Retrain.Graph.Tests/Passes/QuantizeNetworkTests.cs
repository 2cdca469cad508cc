using System.Collections.Immutable;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Graph.Tests.Passes;

/// <summary>Networks with known ranges get known levels.</summary>
public class QuantizeNetworkTests
{
    private const DataLayout Last = DataLayout.ChannelsLast;

    [Theory]
    [InlineData(0f, 6f, 6f / 255, -128)]
    [InlineData(-1f, 1f, 2f / 255, -1)]
    [InlineData(-3f, 0f, 3f / 255, 127)]
    [InlineData(2f, 6f, 6f / 255, -128)]
    [InlineData(-4f, -2f, 4f / 255, 127)]
    [InlineData(-0.5f, 1.5f, 2f / 255, -64)]
    [InlineData(0f, 0f, 1f, 0)]
    public void ToInt8_AnyRange_HoldsZeroExactly(float low, float high, float scale, int zero)
    {
        Quantization levels = new ValueRange(low, high).ToInt8();
        Assert.Equal(scale, levels.Scales[0]);
        Assert.Equal(zero, levels.ZeroPoints[0]);
        Assert.Equal(0f, levels.ToReal(levels.FromReal(Tensor.Of([0f], 1))).Floats[0]);
    }

    [Fact]
    public void Run_ConvolutionAndRelu6_IsOneOperatorWithTheLevelsOfTheClippedValue()
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 2, 2, 2);
        Value conv = b.Add("conv", new Conv((1, 1), (1, 1), Padding.Valid, 1, Last), x,
            b.Constant("w", Tensor.Of([1f, -0.5f, 0f, 0.25f], 1, 1, 2, 2)), b.Constant("bias", Tensor.Of([0.5f, -1f], 2)));
        Value relu = b.Add("relu6", new Clip(0, 6), conv);
        Network network = b.Build(new NetworkOutput("y", relu));

        Network whole = QuantizeNetwork.Run(network, Ranges((x, -1, 1), (relu, 0, 3)));

        Node node = Assert.Single(whole.Nodes, n => n.Operator is Quantized);
        var quantized = (Quantized)node.Operator;
        Assert.Equal("relu6", node.Name);
        Assert.Equal((0f, 6f), quantized.Limits);
        Assert.Equal(3f / 255, quantized.Outputs[0]!.Scales[0]);
        Assert.Equal(-128, quantized.Outputs[0]!.ZeroPoints[0]);
        Quantization weights = quantized.Inputs[1]!;
        // Channel 0: 1 and 0. Channel 1: -0.5 and 0.25, of unlike sign, so that the pair does not matter.
        Assert.Equal([1f / 127, 0.5f / 127], weights.Scales);
        Assert.Equal((3, ElementType.Int8), (weights.Axis, weights.Type));
        Assert.Equal([127, -127, 0, 64], node.Inputs[1].Constant!.ToInt32());
        Quantization bias = quantized.Inputs[2]!;
        Assert.Equal([2f / 255 * (1f / 127), 2f / 255 * (0.5f / 127)], bias.Scales);
        Assert.Equal([8096, -32385], node.Inputs[2].Constant!.ToInt32());
        Assert.Equal(["x/levels", "relu6", "relu6/real"], whole.Nodes.Select(n => n.Name));
        Tensor answer = ReferenceEvaluator.Run(whole, Feed(1f, 1, 0, 0, -1, 1, 0.5f, 0.25f))["y"];
        Assert.Equal([1.5f, 0, 0.5f, 0, 0, 0, 1f, 0], answer.Floats.ToArray(), (a, e) => Math.Abs(a - e) < 0.02);
    }

    [Fact]
    public void Run_ActivationWhoseInputIsReadElsewhere_StaysByItself()
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 2, 2, 2);
        Value conv = Conv(b, "conv", x);
        Value relu = b.Add("relu", new Unary(UnaryKind.Relu), conv);
        Network network = b.Build(new NetworkOutput("y", relu), new NetworkOutput("z", conv));
        Network whole = QuantizeNetwork.Run(network, Ranges((x, -1, 1), (conv, -2, 2), (relu, 0, 2)));
        Assert.Equal(["conv", "relu"], whole.Nodes.Where(n => n.Operator is Quantized).Select(n => n.Name));
        Assert.All(whole.Nodes.Select(n => n.Operator).OfType<Quantized>(), q => Assert.Null(q.Limits));
    }

    [Fact]
    public void Run_WhatMovesNumbers_KeepsTheirLevelsAndConcatSharesThem()
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 4, 4, 2);
        Value left = Conv(b, "left", x);
        Value pooled = b.Add("pooled", new MaxPool((2, 2), (2, 2), Padding.Valid, Last), left);
        Value right = b.Add("right", new AveragePool((2, 2), (2, 2), Padding.Valid, false, Last), Conv(b, "conv", x));
        Value joined = b.Add("joined", new Concat(3), pooled, right);
        Value flat = b.Add("flat", new Reshape(), joined, b.Constant("shape", Tensor.Vector(1, 16)));
        Network network = b.Build(new NetworkOutput("y", flat));

        IEnumerable<string> wanted = new QuantizationPlan(network).Wanted(new Dictionary<Value, ValueRange>()).Select(v => v.Name);
        Assert.Equal(["conv", "left", "x"], wanted.Order());
        Value conv = network.Nodes.Single(n => n.Name == "conv").Outputs[0];
        Network whole = QuantizeNetwork.Run(network, Ranges((x, -1, 1), (left, -1, 3), (conv, 0, 5)));

        Quantization shared = new ValueRange(-1, 5).ToInt8();
        foreach (Quantized node in whole.Nodes.Select(n => n.Operator).OfType<Quantized>())
        {
            Assert.Equal((shared.Scales[0], shared.ZeroPoints[0]), (node.Outputs[0]!.Scales[0], node.Outputs[0]!.ZeroPoints[0]));
        }

        Assert.Equal(6, whole.Nodes.Count(n => n.Operator is Quantized));
        Assert.Equal(2, whole.Nodes.Count(n => n.Operator is Quantize or Dequantize));
    }

    [Theory]
    [InlineData("softmax", 1f / 256, -128)]
    [InlineData("sigmoid", 1f / 256, -128)]
    [InlineData("tanh", 1f / 128, 0)]
    public void Run_OperatorsWithFixedResults_HaveFixedLevels(string kind, float scale, int zero)
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 4);
        Value product = b.Add("product", new MatMul(false, false), x, b.Constant("w", Numbers(4, 3)));
        Value result = b.Add("result", kind switch
        {
            "softmax" => new Softmax(1),
            "sigmoid" => new Unary(UnaryKind.Sigmoid),
            _ => new Unary(UnaryKind.Tanh),
        }, product);
        Value moved = b.Add("moved", new Reshape(), result, b.Constant("shape", Tensor.Vector(3, 1)));
        Network network = b.Build(new NetworkOutput("y", moved));
        Assert.DoesNotContain(result, new QuantizationPlan(network).Wanted(new Dictionary<Value, ValueRange>()));
        Network whole = QuantizeNetwork.Run(network, Ranges((x, -1, 1), (product, -3, 3)));
        var last = (Dequantize)whole.Nodes[^1].Operator;
        Assert.Equal((scale, zero), (last.From.Scales[0], last.From.ZeroPoints[0]));
    }

    [Fact]
    public void Run_ProductAndBias_IsOneOperatorWithOneScaleForItsWeights()
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 3);
        Value product = b.Add("product", new MatMul(false, false), x, b.Constant("w", Tensor.Of([1f, 4, -2, 0, 0, 1], 3, 2)));
        Value sum = b.Add("sum", new Binary(BinaryKind.Add), product, b.Constant("bias", Tensor.Of([1f, -2], 2)));
        Network network = PrepareForLevels.Run(b.Build(new NetworkOutput("y", sum)));
        Node node = Assert.Single(network.Nodes);
        Network whole = QuantizeNetwork.Run(network, Ranges((x, 0, 2), (node.Outputs[0], -8, 8)));
        Node quantized = Assert.Single(whole.Nodes, n => n.Operator is Quantized);
        Assert.Equal([4f / 127], ((Quantized)quantized.Operator).Inputs[1]!.Scales);
        Tensor answer = ReferenceEvaluator.Run(whole, Feed(1f, 0.5f, 2))["y"];
        Assert.Equal([1f, 4f], answer.Floats.ToArray(), (a, e) => Math.Abs(a - e) < 0.1);
    }

    [Fact]
    public void Run_IslandOfFloats_IsNotCutIntoRoundings()
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 8);
        Value first = b.Add("first", new MatMul(false, false), x, b.Constant("w", Numbers(8, 8)));
        Value mean = b.Add("mean", new Reduce(ReduceKind.Mean, [1], true), first);
        Value centred = b.Add("centred", new Binary(BinaryKind.Sub), first, mean);
        Value variance = b.Add("variance", new Reduce(ReduceKind.Mean, [1], true), b.Add("square", new Unary(UnaryKind.Square), centred));
        Value normed = b.Add("normed", new Binary(BinaryKind.Mul), centred, b.Add("root", new Unary(UnaryKind.Rsqrt), variance));
        Value second = b.Add("second", new MatMul(false, false), normed, b.Constant("v", Numbers(8, 2)));
        Network network = b.Build(new NetworkOutput("y", second));
        var plan = new QuantizationPlan(network);
        Assert.Equal(["first", "second"], network.Nodes.Where(plan.IsWhole).Select(n => n.Name));
        Network whole = QuantizeNetwork.Run(network, Ranges((x, -1, 1), (first, -2, 2), (normed, -2, 2), (second, -3, 3)));
        Assert.Equal(["x/levels", "first", "first/real", "mean", "centred", "square", "variance", "root", "normed", "normed/levels",
            "second", "second/real"], whole.Nodes.Select(n => n.Name));
    }

    [Fact]
    public void Run_FakeQuantisers_GiveTheirRangesAndVanish()
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 2, 2, 2);
        Value fed = b.Add("fed", new FakeQuantize([-1f], [1f], 8, false, FakeQuantizeFormula.TensorFlow2), x);
        Value conv = Conv(b, "conv", fed);
        Value y = b.Add("y", new FakeQuantize([-2f], [6f], 8, false, FakeQuantizeFormula.TensorFlow2), conv);
        (Network network, Dictionary<Value, ValueRange> ranges) = TakeFakeQuantizers.Run(b.Build(new NetworkOutput("y", y)));
        Assert.Equal(["conv"], network.Nodes.Select(n => n.Name));
        Assert.Empty(new QuantizationPlan(network).Wanted(ranges));
        Network whole = QuantizeNetwork.Run(network, ranges);
        Quantization levels = ((Dequantize)whole.Nodes[^1].Operator).From;
        Assert.Equal((8f / 255, -64), (levels.Scales[0], levels.ZeroPoints[0]));
    }

    [Fact]
    public void Of_WeightsOnLevelsOfATraining_KeepThem()
    {
        // Levels of 0.03 around 0; the first channel uses all of 127, the second few: both keep 0.03 and lose nothing.
        const float step = 0.03f;
        float[] elements = [.. Enumerable.Range(0, 200).Select(i => step * (i % 2 == 0 ? (i * 7 % 255) - 127 : (i % 5) - 2))];
        Tensor weights = Tensor.Of(elements, 1, 1, 100, 2);
        Quantization levels = WeightLevels.Of(weights, 3, true, null, 1, isDepthwise: true);
        Assert.All(levels.Scales, s => Assert.Equal(step, s, 1e-7));
        Assert.Equal(elements, levels.ToReal(WeightLevels.Round(weights, levels)).Floats.ToArray(), (a, e) => Math.Abs(a - e) < 1e-6);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public void Of_ManyWeights_NoPairOfNeighboursOverflowsSixteenBits(int axis)
    {
        const int inputs = 100, outputs = 7;
        Tensor weights = axis == 3 ? Numbers(1, 1, inputs, outputs) : Numbers(outputs, inputs);
        Quantization levels = WeightLevels.Of(weights, axis, true, null, 1, isDepthwise: false);
        int[] rounded = WeightLevels.Round(weights, levels).ToInt32();
        int most = 0;
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i += 2)
            {
                int At(int k) => rounded[axis == 3 ? (k * outputs) + o : (o * inputs) + k];
                most = Math.Max(most, Math.Abs(At(i) + At(i + 1)));
            }
        }

        Assert.InRange(most, 120, 128);
    }

    [Fact]
    public void Of_BiasThatWouldNotFit_RaisesTheScaleOfItsWeights()
    {
        Tensor weights = Tensor.Of([1e-9f, 1f], 1, 1, 1, 2);
        Tensor bias = Tensor.Of([100f, 1f], 2);
        Quantization levels = WeightLevels.Of(weights, 3, true, bias, 0.01f, isDepthwise: true);
        Quantization ofBias = WeightLevels.OfBias(levels, 0.01f);
        Assert.Equal(1f / 127, levels.Scales[1]);
        Assert.Equal([100f, 1f], ofBias.ToReal(ofBias.FromReal(bias)).Floats.ToArray(), (a, e) => Math.Abs(a - e) < 1e-3);
    }

    [Fact]
    public void Expand_AndCollect_GiveTheSameLevels()
    {
        Network whole = QuantizeNetwork.Run(Mixed(out Dictionary<Value, ValueRange> ranges), ranges);
        Network expanded = ExpandQuantized.Run(whole);
        Assert.DoesNotContain(expanded.Nodes, n => n.Operator is Quantized);
        Assert.All(expanded.Nodes.Select(n => n.Operator).OfType<Quantize>(), q => Assert.Equal(ElementType.UInt8, q.To.Type));
        Network back = CollectQuantized.Run(expanded);

        Assert.Equal(
            whole.Nodes.Select(n => (n.Name, n.Operator.Name)), back.Nodes.Select(n => (n.Name, n.Operator.Name)));
        Dictionary<string, Tensor> fed = Feed([.. Numbers(2 * 4 * 4 * 2).Floats]);
        float[] expected = ReferenceEvaluator.Run(whole, fed)["y"].Floats.ToArray();
        Assert.Equal(expected, ReferenceEvaluator.Run(back, fed)["y"].Floats.ToArray());
        float[] unfused = ReferenceEvaluator.Run(expanded, fed)["y"].Floats.ToArray();
        float level = expected.Where(v => v > 0).Min();
        Assert.Equal(expected, unfused, (a, e) => Math.Abs(a - e) <= 2.01 * level);
    }

    [Fact]
    public void Run_NetworkThatIsPartlyOnWholeNumbers_KeepsItsLevels()
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 4);
        Quantization own = Quantization.Of(ElementType.Int8, 0.05f, 3);
        Value levels = b.Add("levels", new Quantize(own), x);
        Value real = b.Add("real", new Dequantize(own), levels);
        Value product = b.Add("product", new MatMul(false, false), real, b.Constant("w", Numbers(4, 3)));
        Network network = b.Build(new NetworkOutput("y", b.Add("scores", new Softmax(1), product)));
        Assert.Equal(["product"], new QuantizationPlan(network).Wanted(new Dictionary<Value, ValueRange>()).Select(v => v.Name));
        Network whole = QuantizeNetwork.Run(network, Ranges((product, -3, 3)));
        Assert.Equal(["levels", "product", "scores", "scores/real"], whole.Nodes.Select(n => n.Name));
        Assert.Equal(0.05f, ((Quantized)whole.Nodes[1].Operator).Inputs[0]!.Scales[0]);
    }

    [Fact]
    public void Prepare_BatchNormBehindNoConvolution_BecomesOneOfEachChannel()
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 2, 2, 3);
        Value sum = b.Add("sum", new Binary(BinaryKind.Add), x, x);
        Value norm = b.Add("norm", new BatchNorm(0.001f, Last), sum, b.Constant("g", Numbers(3)), b.Constant("b", Numbers(3)),
            b.Constant("m", Numbers(3)), b.Constant("v", Tensor.Of([1f, 2, 3], 3)));
        Network network = b.Build(new NetworkOutput("y", b.Add("relu", new Unary(UnaryKind.Relu), norm)));
        Network prepared = PrepareForLevels.Run(network);
        Assert.Equal(3, ((Conv)Assert.Single(prepared.Nodes, n => n.Operator is Conv).Operator).Groups);
        Dictionary<string, Tensor> fed = Feed(prepared, Numbers(12));
        Assert.Equal(
            ReferenceEvaluator.Run(network, fed)["y"].Floats.ToArray(), ReferenceEvaluator.Run(prepared, fed)["y"].Floats.ToArray(),
            (a, e) => Math.Abs(a - e) < 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Prepare_StepsOfHardSwish_AreOneOperator(int spelling)
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 1, 5);
        Value gate = b.Add("gate", new Clip(0, 6), b.Add("sum", new Binary(BinaryKind.Add), x, b.Constant("3", Tensor.Scalar(3f))));
        Value sixth = b.Constant("sixth", Tensor.Scalar(1f / 6));
        Value y = spelling switch
        {
            0 => b.Add("y", new Binary(BinaryKind.Mul), b.Add("p", new Binary(BinaryKind.Mul), x, gate), sixth),
            1 => b.Add("y", new Binary(BinaryKind.Mul), x, b.Add("p", new Binary(BinaryKind.Mul), sixth, gate)),
            _ => b.Add("y", new Binary(BinaryKind.Div), b.Add("p", new Binary(BinaryKind.Mul), gate, x),
                b.Constant("6", Tensor.Scalar(6f))),
        };
        Network prepared = PrepareForLevels.Run(b.Build(new NetworkOutput("y", y)));
        Assert.Equal("y", Assert.Single(prepared.Nodes, n => n.Operator is HardSwish).Name);
    }

    /// <summary>Depthwise and plain convolutions, an addition, a mean, a product with bias, a softmax.</summary>
    private static Network Mixed(out Dictionary<Value, ValueRange> ranges)
    {
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, 2, 4, 4, 2);
        Value first = b.Add("first", new Clip(0, 6), Conv(b, "conv", x));
        Value depthwise = b.Add("depthwise", new Unary(UnaryKind.Relu), b.Add("dw", new Conv((1, 1), (1, 1), Padding.Same, 2, Last), first,
            b.Constant("dw/w", Numbers(3, 3, 1, 2))));
        Value sum = b.Add("add", new Binary(BinaryKind.Add), depthwise, first);
        Value mean = b.Add("mean", new Reduce(ReduceKind.Mean, [1, 2], false), sum);
        Value product = b.Add("product", new MatMul(false, false), mean, b.Constant("fc", Numbers(2, 3)));
        Value logits = b.Add("logits", new Binary(BinaryKind.Add), product, b.Constant("fc/b", Numbers(3)));
        Value scores = b.Add("scores", new Softmax(1), logits);
        Network network = PrepareForLevels.Run(b.Build(new NetworkOutput("y", scores)));
        Value Named(string name) => network.Inputs.Concat(network.Nodes.SelectMany(n => n.Outputs)).Single(v => v.Name == name);
        ranges = Ranges(
            (Named("x"), -1, 1), (Named("first"), 0, 3), (Named("depthwise"), 0, 5), (Named("add"), 0, 7), (Named("mean"), 0, 4), (Named("logits"), -3, 3));
        return network;
    }

    private static Value Conv(NetworkBuilder b, string name, Value x) => b.Add(
        name, new Conv((1, 1), (1, 1), Padding.Same, 1, Last), x, b.Constant(name + "/w", Numbers(3, 3, 2, 2)),
        b.Constant(name + "/b", Numbers(2)));

    private static Dictionary<Value, ValueRange> Ranges(params (Value Value, float Low, float High)[] ranges) =>
        ranges.ToDictionary(r => r.Value, r => new ValueRange(r.Low, r.High));

    /// <summary>Numbers from -1 to 1 that follow no pattern.</summary>
    private static Tensor Numbers(params int[] shape) => Tensor.Of(
        [.. Enumerable.Range(0, Tensor.LengthOf(shape)).Select(i => (float)Math.Sin((i * i * 12.9898) + (i * 78.233)))], shape);

    private static Dictionary<string, Tensor> Feed(params float[] x) => new()
    {
        ["x"] = x.Length switch
        {
            8 => Tensor.Of(x, 1, 2, 2, 2),
            64 => Tensor.Of(x, 2, 4, 4, 2),
            _ => Tensor.Of(x, 1, x.Length),
        },
    };

    private static Dictionary<string, Tensor> Feed(Network network, Tensor numbers) => new()
    {
        ["x"] = numbers.Reshape(network.Inputs[0].Fact.KnownShape!),
    };
}
