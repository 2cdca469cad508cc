using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.Tests.TensorFlow;

public sealed class TextFormatTests
{
    [Fact]
    public void Read_RecordedText_EqualsTheBinaryFile()
    {
        string folder = TensorFlowFixtures.Committed("frozen", "const_encodings");
        Assert.Equal(GraphDefFile.Read(Path.Combine(folder, "graph.pb")).Graph, GraphDefFile.Read(Path.Combine(folder, "graph.pbtxt"))
            .Graph);
    }

    [Fact]
    public void Read_EveryFormOfAValue_IsUnderstood()
    {
        AttrValue value = Attribute("""
            list {  # a comment: "with" { signs }
              s: 'a\n\r\t\\\'\"\?\101\x42\u00e9\U0001F600' "b"  's'
              s: ""
              i: [1, -2, 0x10, - 3, 010], i: 9223372036854775807; i: -9223372036854775808
              f: 1.5 f: inf f: -inf f: nan f: 1e-3f f: -infinity f: .5 f: 3
              b: true b: f b: 1
              type: [DT_FLOAT, 3]
              shape < dim { size: -1 name: "n" } dim: < size: 2 > >
              shape: { unknown_rank: true }
              func { name: "f" attr { key: "k" value { i: 1 } } attr: { value: { b: true } key: "l" } }
            }
            """);
        var list = value.List;
        Assert.Equal(["a\n\r\t\\'\"?ABé😀bs", ""], list.S.Select(s => s.ToStringUtf8()));
        Assert.Equal([1, -2, 16, -3, 8, long.MaxValue, long.MinValue], list.I);
        Assert.Equal([1.5f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e-3f, float.NegativeInfinity, 0.5f, 3], list.F);
        Assert.Equal([true, false, true], list.B);
        Assert.Equal([DataType.DtFloat, DataType.DtInt32], list.Type);
        Assert.Equal(2, list.Shape[0].Dim.Count);
        Assert.Equal("n", list.Shape[0].Dim[0].Name);
        Assert.True(list.Shape[1].UnknownRank);
        Assert.Equal(1, list.Func[0].Attr["k"].I);
        Assert.True(list.Func[0].Attr["l"].B);
    }

    [Fact]
    public void Read_UnknownFields_ArePassedOver()
    {
        GraphDef graph = TextFormat.Read<GraphDef>("""
            debug_info { files: "x" traces { key: "a" value { n: [1, 2] m: [{ a: 1 }, < b: "}" >] } } [some.ext] { c: -1.5 } }
            node { name: "a" op: "NoOp" colour: RED 77: "x" }
            """u8.ToArray());
        Assert.Equal("a", Assert.Single(graph.Node).Name);
    }

    [Fact]
    public void Read_ExpandedAny_IsPacked()
    {
        CollectionDef collection = TextFormat.Read<CollectionDef>(
            "any_list { value { [type.googleapis.com/tensorflow.AssetFileDef] { filename: \"labels.txt\" } } }"u8.ToArray());
        Any any = Assert.Single(collection.AnyList.Value);
        Assert.Equal("labels.txt", AssetFileDef.Parser.ParseFrom(any.Value).Filename);
    }

    [Theory]
    [InlineData("node {\n name: \"a\n\" }", "line 2")]
    [InlineData("node { name: \"a\" ", "cut off")]
    [InlineData("node { name \"a\" }", "':'")]
    [InlineData("versions { producer: 99999999999 }", "99999999999")]
    [InlineData("versions { producer: x }", "'producer'")]
    [InlineData("node { name: \"\\q\" }", "escape")]
    [InlineData("node { attr { key: \"k\" value { type: DT_NONE } } }", "DT_NONE")]
    [InlineData("node { attr { k: 1 } }", "'key'")]
    [InlineData("node }", "'{'")]
    public void Read_BrokenText_NamesPlaceAndFault(string text, string named)
    {
        TensorFlowFormatException e = Assert.Throws<TensorFlowFormatException>(() =>
            TextFormat.Read<GraphDef>(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node { ", "attr { key: \"k\" value { func { ")]
    [InlineData("", "a { ")]
    [InlineData("a: ", "[")]
    public void Read_NestedTooDeep_IsRefused(string first, string piece)
    {
        string text = first + string.Concat(Enumerable.Repeat(piece, 100_000));
        Assert.Throws<TensorFlowFormatException>(() => TextFormat.Read<GraphDef>(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    private static AttrValue Attribute(string text) =>
        TextFormat.Read<NodeDef>(System.Text.Encoding.UTF8.GetBytes($"attr {{ key: \"a\" value {{ {text} }} }}")).Attr["a"];
}
