using System.Text;
using Google.Protobuf;
using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Tests.Onnx;

public sealed class OnnxModelTests
{
    public static TheoryData<string> Fixtures =>
        [.. Directory.EnumerateFiles(SharedData.Fixture("onnx"), "*.onnx", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(SharedData.Fixture("onnx"), f))];

    private static byte[] Labels => File.ReadAllBytes(SharedData.Fixture("onnx", "labels_json", "model.onnx"));

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Write_ModelReadAndNotChanged_GivesTheSameBytes(string file)
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Fixture("onnx", file));
        Assert.Equal(bytes, OnnxModel.Read(bytes).Write());
    }

    [Fact]
    public void Write_EmbeddedBackbone_GivesTheSameBytes()
    {
        byte[] bytes = File.ReadAllBytes(
            Path.Combine(SharedData.RepositoryRoot, "src", "Retrain", "Backbones", "Embedded", "efficientnet_lite0.onnx"));
        Assert.True(bytes.AsSpan().SequenceEqual(OnnxModel.Read(bytes).Write()));
    }

    [Fact]
    public void Write_EveryRecordedExporter_GivesTheSameBytes()
    {
        string[] files = Directory.GetFiles(SharedData.Shared("fixtures", "onnx"), "model.onnx", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files.Where(f => !f.Contains("refuse_truncated", StringComparison.Ordinal)))
        {
            byte[] bytes = File.ReadAllBytes(file);
            Assert.True(bytes.AsSpan().SequenceEqual(OnnxModel.Read(bytes).Write()), file);
        }
    }

    [Fact]
    public void Inputs_WeightsListedAsInputs_AreNotAmongThem()
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Shared("fixtures", "onnx", "resnet_ir3_weights_as_inputs", "model.onnx"));
        OnnxModel model = OnnxModel.Read(bytes);
        Assert.True(model.Graph.Input.Count > 10);
        Assert.Equal("input float [2, 3, 48, 48]", Assert.Single(model.Inputs).ToString());
    }

    [Fact]
    public void InputsAndOutputs_Model_TellNamesTypesAndShapes()
    {
        OnnxModel model = OnnxModel.Read(Labels);
        OnnxValue input = Assert.Single(model.Inputs);
        Assert.Equal("input", input.Name);
        Assert.Equal(TensorProto.Types.DataType.Float, input.ElementType);
        Assert.Equal([new(null, "batch"), new(3), new(48), new(48)], input.Shape!);
        Assert.Equal("output float [batch, 5]", Assert.Single(model.Outputs).ToString());
        Assert.Equal(17, model.Opset);
    }

    [Fact]
    public void Outputs_SequenceOfMaps_HasNoElementType()
    {
        OnnxModel model = OnnxModel.Read(File.ReadAllBytes(SharedData.Fixture("onnx", "labels_zipmap", "model.onnx")));
        Assert.Equal(["classLabel string [2]", "loss (no tensor)", "output float [2, 5]"], model.Outputs.Select(o => o.ToString()));
    }

    [Fact]
    public void SetMetadata_PresentAndNewKey_ReplacesAndAdds()
    {
        OnnxModel model = OnnxModel.Read(Labels);
        model.SetMetadata("labels", "[]");
        model.SetMetadata("größe", "ü");
        OnnxModel again = OnnxModel.Read(model.Write());
        Assert.Equal("[]", again.Metadata("labels"));
        Assert.Equal("ü", again.Metadata("größe"));
        Assert.Equal("Bgr8", again.Metadata("Image.BitmapPixelFormat"));
        Assert.Null(again.Metadata("none"));
        Assert.Equal(5, again.Proto.MetadataProps.Count);
    }

    [Fact]
    public void Write_FieldsThatTheSchemaDoesNotKnow_AreKept()
    {
        // Field 26 of the model (device configurations) and field 10 of a node, both messages of two bytes.
        var node = new NodeProto { OpType = "Identity", Input = { "x" }, Output = { "y" } };
        byte[] nodeBytes = [.. node.ToByteArray(), (10 << 3) | 2, 2, 8, 1];
        byte[] graphBytes = [(1 << 3) | 2, (byte)nodeBytes.Length, .. nodeBytes,
            .. new GraphProto { Output = { new ValueInfoProto { Name = "y" } } }.ToByteArray()];
        byte[] bytes = [8, 8, (7 << 3) | 2, (byte)graphBytes.Length, .. graphBytes, (8 << 3) | 2, 2, 16, 17, 0xD2, 1, 2, 8, 1];
        Assert.Equal(bytes, OnnxModel.Read(bytes).Write());
    }

    [Fact]
    public void Write_StoredZeros_StayStored()
    {
        var attribute = new AttributeProto { Name = "axis", I = 0, Type = AttributeProto.Types.AttributeType.Int };
        var graph = new GraphProto
        {
            Name = "",
            Output = { new ValueInfoProto { Name = "y" } },
            Node = { new NodeProto { OpType = "Op", Domain = "", Attribute = { attribute } } }
        };
        byte[] bytes = new ModelProto
        {
            IrVersion = 8,
            ModelVersion = 0,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } }
        }.ToByteArray();
        OnnxModel model = OnnxModel.Read(bytes);
        Assert.True(model.Graph.Node[0].Attribute[0].HasI);
        Assert.True(model.Proto.HasModelVersion);
        Assert.Equal(bytes, model.Write());
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "git lfs pull")]
    [InlineData("<!DOCTYPE html><html>", "a web page")]
    [InlineData("{\"a\": 1}", "a JSON file")]
    [InlineData("PK\u0003\u0004aaaa", "a zip archive")]
    [InlineData("daisy\nroses\n", "no ONNX model")]
    public void Read_AnotherKindOfFile_SaysWhatItIs(string content, string expected)
    {
        var e = Assert.Throws<OnnxFormatException>(() => OnnxModel.Read(Encoding.UTF8.GetBytes(content)));
        Assert.Contains(expected, e.Message);
    }

    [Fact]
    public void ExternalFiles_WeightsBesideTheModel_AreNamedOnce()
    {
        Assert.Equal(["model.onnx.data"],
            OnnxModel.Read(File.ReadAllBytes(SharedData.Shared("fixtures", "onnx", "resnet_external_data", "model.onnx"))).ExternalFiles);
        Assert.Empty(OnnxModel.Read(Labels).ExternalFiles);
    }
}
