using Google.Protobuf;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.Tests.TensorFlow;

public sealed class GraphDefFileTests
{
    [Fact]
    public void Read_FrozenGraph_HasItsNodesAndNothingElse()
    {
        TensorFlowModel model = GraphDefFile.Read(TensorFlowFixtures.Committed("frozen", "tf1_retrained_mobilenet_v1", "graph.pb"));
        Assert.Equal("frozen graph", model.Kind);
        Assert.Contains(model.Graph.Node, n => n.Name == "final_result" && n.Op == "Softmax");
        Assert.Empty(model.Signatures);
        Assert.Null(model.Variables.Find("final_result"));
        Assert.Null(model.AttachedImageSize);
    }

    [Fact]
    public void Read_RecordedGraphs_AreReadOrRefusedAsTheyShould()
    {
        foreach ((string folder, _) in TensorFlowFixtures.Cases("frozen"))
        {
            string path = Path.Combine(folder, "graph.pb");
            string name = Path.GetFileName(folder);
            if (name is "refuse_html" or "refuse_truncated")
            {
                TensorFlowFormatException e = Assert.Throws<TensorFlowFormatException>(() => GraphDefFile.Read(path));
                Assert.Contains(name == "refuse_html" ? "a web page" : "cut off", e.Message, StringComparison.Ordinal);
                continue;
            }

            TensorFlowModel model = TensorFlowModels.Open(path);
            TensorFlowFixtures.ReadAll(model);
            string text = Path.ChangeExtension(path, ".pbtxt");
            if (File.Exists(text))
            {
                Assert.Equal(model.Graph, GraphDefFile.Read(text).Graph);
            }
        }
    }

    [Fact]
    public void Read_OtherFiles_AreNamed()
    {
        string saved = TensorFlowFixtures.Committed("saved_models", "nested_functions", "model");
        byte[] meta = SavedModel.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(saved, "saved_model.pb"))).MetaGraphs[0].ToByteArray();
        (byte[] File, string Named)[] cases =
        [
            ([], "empty"),
            ("<!DOCTYPE html><html>"u8.ToArray(), "web page"),
            ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"u8.ToArray(), "Git LFS"),
            ([0x50, 0x4b, 3, 4, .. new byte[30]], "zip archive"),
            ([0x1c, 0, 0, 0, (byte)'T', (byte)'F', (byte)'L', (byte)'3', .. new byte[30]], "TensorFlow Lite"),
            (File.ReadAllBytes(SharedData.Fixture("onnx", "labels_json", "model.onnx")), "ONNX"),
            (File.ReadAllBytes(Path.Combine(saved, "variables", "variables.index")), "checkpoint"),
            (File.ReadAllBytes(Path.Combine(saved, "saved_model.pb")), "folder"),
            (meta, ".meta"),
            ("{\"a\": 1}"u8.ToArray(), "JSON"),
            ("hello: world"u8.ToArray(), "no nodes"),
            ([0x22, 2, 8, 26], "no nodes"),
            ([10, 3, 18, 1, 65], "without a name"),
        ];
        foreach ((byte[] file, string named) in cases)
        {
            TensorFlowFormatException e = Assert.Throws<TensorFlowFormatException>(() => GraphDefFile.Read(file));
            Assert.Contains(named, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_MissingFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<TensorFlowFormatException>(() => GraphDefFile.Read(folder["none.pb"]));
        Assert.Throws<TensorFlowFormatException>(() => TensorFlowModels.Open(folder["none.pb"]));
        Assert.Throws<TensorFlowFormatException>(() => TensorFlowModels.Open(folder.FullPath));
    }
}
