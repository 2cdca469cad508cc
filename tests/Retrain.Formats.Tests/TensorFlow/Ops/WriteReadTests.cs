using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.TensorFlow.Ops;

public sealed class WriteReadTests
{
    public static TheoryData<string> Names => [.. OperatorCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_EachOperator_ComputesTheSameWhenReadBack(string name)
    {
        OperatorCase @case = OperatorCases.All.Single(c => c.Name == name);
        (Network network, Dictionary<string, Tensor> feeds) = TinyGraph.Build(@case);
        Dictionary<string, Tensor> expected = ReferenceEvaluator.Run(network, feeds);

        GraphDef graph = GraphDefWriter.Write(network, new GraphDefWriterOptions());

        Network read = TinyGraph.Read(
            GraphDef.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(graph)), feeds, expected.Keys);
        Dictionary<string, Tensor> actual = ReferenceEvaluator.Run(read, feeds);
        foreach ((string output, Tensor tensor) in expected)
        {
            Assert.Equal(tensor.Type, actual[output].Type);
            Assert.Equal(tensor.Shape, actual[output].Shape);
            Assert.All(tensor.ToDoubles().Zip(actual[output].ToDoubles()),
                p => Assert.Equal(p.First, p.Second, 2e-6 * Math.Max(1, Math.Abs(p.First))));
        }
    }

    [Fact]
    public void Cases_EveryOperator_OccursInThem()
    {
        IEnumerable<Type> missing = OperatorTable.All.Except(OperatorCases.All.Select(c => c.Operator.GetType()));

        Assert.Equal([typeof(Quantized), typeof(RandomUniform), typeof(Unsupported)], missing);
    }

    [Fact]
    public void Write_EachOperator_UsesNothingThatOldVersionsDoNotKnow()
    {
        foreach (OperatorCase @case in OperatorCases.All)
        {
            GraphDef graph = GraphDefWriter.Write(TinyGraph.Build(@case).Network, new GraphDefWriterOptions());

            Assert.Null(graph.Versions);
            foreach (NodeDef node in graph.Node)
            {
                Assert.True(OldOps.Attributes.TryGetValue(node.Op, out string[]? known), $"{@case.Name}: {node.Op}");
                Assert.Empty(node.Attr.Keys.Except(known));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_WhatHasNoCounterpart_IsRefusedByName(bool isRandom)
    {
        var builder = new NetworkBuilder();
        Operator op = isRandom ? new RandomUniform() : new Unsupported([new UnsupportedNode("corner", "NonMaxSuppressionV3")], 1);
        Value value = builder.Add("odd", op, builder.Constant("shape", Tensor.Vector(2, 3)));

        GraphException e = Assert.Throws<GraphException>(
            () => GraphDefWriter.Write(builder.Build(new NetworkOutput("odd", value)), new GraphDefWriterOptions()));

        Assert.Contains("'odd'", e.Message, StringComparison.Ordinal);
        Assert.Contains(isRandom ? "RandomUniform" : "NonMaxSuppressionV3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ChannelsFirst_IsRefused()
    {
        OperatorCase @case = new(
            "pool", new MaxPool((2, 2), (2, 2), Padding.Valid, DataLayout.ChannelsFirst), OperatorCases.Ramp(1, 2, 4, 4));

        GraphException e = Assert.Throws<GraphException>(
            () => GraphDefWriter.Write(TinyGraph.Build(@case).Network, new GraphDefWriterOptions()));

        Assert.Contains("'pool'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OpenNumberOfPhotos_TakesItFromTheInput()
    {
        var builder = new NetworkBuilder();
        Value input = builder.Input("images", ElementType.Float32, Dimension.Photos, 3, 3, 2);
        Value filter = builder.Constant("filter", OperatorCases.Ramp(3, 3, 2, 2));
        Value result = builder.Add("wide", new ConvTranspose((2, 2), Padding.Same, (6, 6), DataLayout.ChannelsLast), input, filter);
        Network network = builder.Build(new NetworkOutput("wide", result));
        Dictionary<string, Tensor> feeds = new() { ["images"] = OperatorCases.Ramp(2, 3, 3, 2) };

        GraphDef graph = GraphDefWriter.Write(network, new GraphDefWriterOptions());

        Assert.Equal([-1, 3, 3, 2], graph.Node[0].Attr["shape"].Shape.Dim.Select(d => d.Size));
        Network read = TinyGraph.Read(graph, feeds, ["wide"]);
        Assert.Equal(ReferenceEvaluator.Run(network, feeds)["wide"].Floats, ReferenceEvaluator.Run(read, feeds)["wide"].Floats);
    }
}
