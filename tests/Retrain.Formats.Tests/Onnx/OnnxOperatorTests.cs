using Retrain.Formats.Onnx;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.Onnx;

public class OnnxOperatorTests
{
    /// <summary>Float32 sums in another order.</summary>
    private const double Tolerance = 2e-6;

    private static readonly Dictionary<string, int> Lengths = new() { ["H"] = 9, ["W"] = 7 };

    public static TheoryData<string> Cases => [.. OnnxCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_EachOperator_RunsAsTheReferenceKernel(string name)
    {
        Network network = OnnxCases.All[name];
        Dictionary<string, Tensor> inputs = OnnxRun.Feed(network, Lengths);
        byte[] file = OnnxNetworkWriter.Write(network, new OnnxWriterOptions()).Write();
        OnnxRun.Same(ReferenceEvaluator.Run(network, inputs), OnnxRun.Run(file, inputs), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_WhatWasWritten_ComputesTheSame(string name)
    {
        Network network = OnnxCases.All[name];
        Dictionary<string, Tensor> inputs = OnnxRun.Feed(network, Lengths);
        OnnxModel model = OnnxModel.Read(OnnxNetworkWriter.Write(network, new OnnxWriterOptions()).Write());
        Network read = OnnxNetworkReader.Read(model);
        if (name is "Binary FloorMod" or "Unary Log1p")
        {
            Assert.Throws<OnnxFormatException>(() => OnnxNetworkReader.RefuseUnsupported(read));
            return;
        }

        OnnxNetworkReader.RefuseUnsupported(read);
        OnnxRun.Same(ReferenceEvaluator.Run(network, inputs), ReferenceEvaluator.Run(read, inputs), Tolerance);
    }

    [Fact]
    public void Cases_AllOperators_AreThere()
    {
        HashSet<Type> covered = [.. OnnxCases.All.Values.SelectMany(n => n.Nodes).Select(n => n.Operator.GetType())];
        Assert.Equal([typeof(RandomUniform), typeof(Unsupported)], OperatorTable.All.Where(t => !covered.Contains(t)));
    }

    [Fact]
    public void Writers_AllOperators_AreInTheTable() =>
        // An operator on whole numbers is written as the nodes that ExpandQuantized makes of it.
        Assert.Equal([typeof(Quantized), typeof(Unsupported)], OperatorTable.All.Where(t => !OnnxOps.Writers.ContainsKey(t)));

    [Fact]
    public void Tables_AllFilesOfOps_AreUsed()
    {
        IEnumerable<Type?> used = OnnxOps.Readers.Values.Select(r => r.Method.DeclaringType)
            .Concat(OnnxOps.Writers.Values.Select(w => w.Method.DeclaringType));
        Type[] files = [.. typeof(OnnxOps).Assembly.GetTypes().Where(
            t => t is { Namespace: "Retrain.Formats.Onnx.Ops", IsNested: false } && t.Name != "OnnxPadding" && !t.Name.StartsWith('<'))];
        Assert.Empty(files.Except(used));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        Network network = OnnxCases.All["FakeQuantize TensorFlow2 channels"];
        Assert.Equal(OnnxNetworkWriter.Write(network, new OnnxWriterOptions()).Write(),
            OnnxNetworkWriter.Write(network, new OnnxWriterOptions()).Write());
    }

    [Fact]
    public void Write_RandomNumbers_RunWithinTheirRange()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 50);
        Value random = builder.Add("y", new RandomUniform(), builder.Add("s", new ShapeOf(ElementType.Int32), x));
        Network network = builder.Build(new NetworkOutput("y", random));
        Tensor y = OnnxRun.Run(OnnxNetworkWriter.Write(network, new OnnxWriterOptions()).Write(), OnnxRun.Feed(network))["y"];
        Assert.All(y.ToDoubles(), v => Assert.InRange(v, 0, 1));
    }

    [Fact]
    public void Write_InputAndConstantAsOutputs_AreThere()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 2);
        Value y = builder.Add("out", new Unary(UnaryKind.Relu), x);
        Value constant = builder.Constant("c", Tensor.Of(new[] { 1f, 2 }, 2));
        Network network = builder.Build(new("in", x), new("twice", y), new("out", builder.Add("z", new Unary(UnaryKind.Neg), y)),
            new("again", y), new("constant", constant));
        Dictionary<string, Tensor> inputs = OnnxRun.Feed(network);
        OnnxRun.Same(ReferenceEvaluator.Run(network, inputs),
            OnnxRun.Run(OnnxNetworkWriter.Write(network, new OnnxWriterOptions()).Write(), inputs), 0);
    }

    [Fact]
    public void Write_ImagesWithChannelsLast_NamesTheNode()
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("x", ElementType.Float32, Dimension.Photos, 8, 8, 3);
        Network network = builder.Build(
            new NetworkOutput("y", builder.Add("pool", new MaxPool((2, 2), (2, 2), Padding.Valid, DataLayout.ChannelsLast), x)));
        OnnxFormatException e = Assert.Throws<OnnxFormatException>(() => OnnxNetworkWriter.Write(network, new OnnxWriterOptions()));
        Assert.Contains("'pool' (MaxPool)", e.Message, StringComparison.Ordinal);
    }
}
