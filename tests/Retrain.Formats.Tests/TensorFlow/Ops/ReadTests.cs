using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.TensorFlow.Ops;

public sealed class ReadTests
{
    public static TheoryData<string> Names => [.. NodeCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_Node_ComputesTheKnownAnswer(string name)
    {
        NodeCase @case = NodeCases.All.Single(c => c.Name == name);

        ImmutableArray<Tensor> actual = TinyGraph.Run(NodeCases.Node(@case), @case.Inputs, @case.Producer);

        Assert.Equal(@case.Expected.Length, actual.Length);
        foreach ((Tensor expected, Tensor result) in @case.Expected.Zip(actual))
        {
            Assert.Equal(expected.Type, result.Type);
            Assert.Equal(expected.Shape, result.Shape);
            Assert.All(expected.ToDoubles().Zip(result.ToDoubles()), p => Assert.Equal(p.First, p.Second, 1e-6));
        }
    }

    [Theory]
    [InlineData("FusedBatchNormV3", "is_training")]
    [InlineData("Conv2D", "data_format NCHW_VECT_C", "data_format", "NCHW_VECT_C")]
    [InlineData("NonMaxSuppressionV3", "not known")]
    [InlineData("Mean", "input 1 ('input1') must be constant")]
    [InlineData("Dequantize", "T DtQint32")]
    public void Read_WhatWeCannotDo_SaysWhat(string op, string reason, string? attribute = null, string? value = null)
    {
        Value[] inputs = [.. Enumerable.Range(0, 5).Select(i => new Value($"input{i}", new Fact(ElementType.Float32, [1, 2, 2, 1])))];
        NodeDef node = NodeCases.Node(
            op, ("strides", Attr.Of(1, 1, 1, 1)), ("padding", Attr.Of("SAME")), ("T", new AttrValue { Type = DataType.DtQint32 }));
        if (attribute is not null)
        {
            node.Attr.Add(attribute, Attr.Of(value!));
        }

        UnsupportedOpException e = Assert.Throws<UnsupportedOpException>(
            () => TensorFlowOps.Read(new NodeReader(node, inputs, new NetworkBuilder(), 0)));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryOpWithoutItsInputsAndAttributes_RefusesInOrder()
    {
        foreach (string op in TensorFlowOps.Readers.Keys)
        {
            Exception? e = Record.Exception(() => TensorFlowOps.Read(new NodeReader(NodeCases.Node(op), [], new NetworkBuilder(), 0)));

            Assert.True(e is UnsupportedOpException or GraphException || (e is null && op == "ShapeN"), $"{op}: {e}");
        }
    }

    [Fact]
    public void Read_EveryOpWithAttributesOfTheWrongKind_RefusesInOrder()
    {
        foreach (NodeCase @case in NodeCases.All)
        {
            NodeDef node = NodeCases.Node(@case);
            foreach (string name in node.Attr.Keys.ToArray())
            {
                foreach (AttrValue wrong in new[]
                {
                    new AttrValue(),
                    Attr.Of(int.MaxValue),
                    Attr.Of(int.MinValue),
                    Attr.Of(-1, -1),
                    Attr.Of("SAME"),
                    Attr.Of(1e38f)
                })
                {
                    NodeDef broken = node.Clone();
                    broken.Attr[name] = wrong;
                    Exception? e = Record.Exception(() => TinyGraph.Run(broken, @case.Inputs));

                    Assert.True(e is null or UnsupportedOpException or GraphException, $"{@case.Name} {name} {wrong}: {e}");
                }
            }
        }
    }

    [Theory]
    [InlineData(499, FakeQuantizeFormula.TensorFlow1, FakeQuantizeFormula.TensorFlow1)]
    [InlineData(500, FakeQuantizeFormula.TensorFlow2, FakeQuantizeFormula.TensorFlow2Args)]
    public void Read_FakeQuantization_TakesTheArithmeticOfTheWriter(int producer, object vars, object args)
    {
        Assert.Equal(vars, Formula("FakeQuantWithMinMaxVars", [-1, 1]));
        Assert.Equal(args, Formula("FakeQuantWithMinMaxArgs", []));

        object Formula(string op, float[] range)
        {
            var builder = new NetworkBuilder();
            Value[] inputs = [builder.Input("x", ElementType.Float32, 3),
                .. range.Select((v, i) => builder.Constant($"{i}", Tensor.Scalar(v)))];
            Value value = TensorFlowOps.Read(new NodeReader(NodeCases.Node(op), inputs, builder, producer))[0];
            return ((FakeQuantize)builder.Producer(value)!.Operator).Formula;
        }
    }

    [Fact]
    public void Read_ShapeComputedFromTheBatch_IsFollowed()
    {
        // Flatten as Keras writes it: reshape to [shape(x)[0], -1] while the number of photos is open.
        var builder = new NetworkBuilder();
        Value images = builder.Input("images", ElementType.Float32, Dimension.Photos, 2, 2, 3);
        Value shape = Read("Shape", [images]);
        Value photos = Read("StridedSlice", [shape, Constant([0]), Constant([1]), Constant([1])], ("shrink_axis_mask", Attr.Of(1)));
        Value wanted = Read("Pack", [photos, builder.Constant("rest", Tensor.Scalar(-1))], ("N", Attr.Of(2)));
        Value flat = Read("Reshape", [images, wanted]);
        Value upper = Read(
            "Slice", [flat, Constant([0, 3]), Read("Pack", [photos, builder.Constant("two", Tensor.Scalar(2))], ("N", Attr.Of(2)))]);

        Assert.Equal("Float32 [N, 12]", flat.Fact.ToString());
        Assert.Equal("Float32 [N, 2]", upper.Fact.ToString());
        Value ones = Read("StridedSlice", [flat, Constant([0, 0]), wanted, Constant([1, 1])], ("end_mask", Attr.Of(2)));
        Assert.Same(flat, ones);

        Value Read(string op, Value[] inputs, params (string, AttrValue)[] attributes) =>
            TensorFlowOps.Read(new NodeReader(NodeCases.Node(op, attributes), inputs, builder, 0))[0];

        Value Constant(int[] numbers) => builder.Constant("list", Tensor.Of(numbers, numbers.Length));
    }
}
