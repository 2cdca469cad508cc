using System.Text;
using System.Text.Json.Nodes;
using Retrain.Formats.Keras;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Importing;
using Retrain.Formats.TensorFlowJs;
using Retrain.Graph;
using Retrain.Testing;

namespace Retrain.Formats.Tests.TensorFlowJs;

/// <summary>Weights in all their forms, and files that are changed, cut, or lead out of their folder.</summary>
public sealed class TensorFlowJsHostileTests : IDisposable
{
    private const long MostBytes = 200L << 20;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("layers_mobilenet_v2")]
    [InlineData("graph_mobilenet_v2")]
    public void Open_ChangedModelJson_ThrowsReadersExceptionsOnly(string name)
    {
        string source = SharedData.Fixture("tfjs", name);
        folder.Write("group1-shard1of1.bin", File.ReadAllBytes(Path.Combine(source, "group1-shard1of1.bin")));
        byte[] json = File.ReadAllBytes(Path.Combine(source, "model.json"));
        Mutations.Attack<TensorFlowJsFormatException>(json, 600, json.Length, MostBytes, bytes =>
        {
            try
            {
                TensorFlowJsModel model = TensorFlowJsModels.Open(folder.Write("model.json", bytes));
                if (model.Layers is not null || model.Graph!.Graph.Node.Any(n => n.Name == "image" && n.Op == "Placeholder"
                    && Placeholders.Declared(n) is { Type: not null, Shape: not null } && model.Graph.Signatures.Count > 0))
                {
                    TensorFlowJsConformanceTests.Read(model);
                }
            }
            catch (Exception e) when (e is KerasFormatException or TensorFlowFormatException or GraphException)
            {
                throw new TensorFlowJsFormatException("", e);
            }
        });
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../secret.bin")]
    [InlineData("..\\\\secret.bin")]
    [InlineData("C:/secret.bin")]
    [InlineData("")]
    public void Open_WeightFileOutsideTheFolder_IsRefused(string path)
    {
        File.WriteAllBytes(folder["secret.bin"], new byte[4]);
        folder.Write("model/x", []);
        string message = Refuse($$"""[{"paths":["{{path}}"],"weights":[{"name":"w","shape":[1],"dtype":"float32"}]}]""");
        Assert.Contains("does not lie beside the model", message);
    }

    [Theory]
    [InlineData("""{"name":"w","shape":[1],"dtype":"complex64"}""", "'w' is of type complex64")]
    [InlineData("""{"name":"w","shape":[1],"dtype":"float32","quantization":{"dtype":"uint4"}}""", "stored as uint4")]
    [InlineData("""{"name":"w","shape":[-1],"dtype":"float32"}""", "'w' has the length -1")]
    [InlineData("""{"name":"w","shape":[2000000000,2000000000],"dtype":"float32"}""", "too large")]
    [InlineData("""{"name":"w","shape":[3],"dtype":"float32"}""", "a.bin has 8 bytes")]
    [InlineData("""{"name":"w","shape":[2],"dtype":"string"}""", "'w'")]
    [InlineData("""{"shape":[2]}""", "without a name")]
    public void Open_BrokenEntry_IsNamed(string entry, string part)
    {
        folder.Write("model/a.bin", [255, 255, 255, 255, 1, 0, 0, 0]);
        Assert.Contains(part, Refuse("""[{"paths":["a.bin"],"weights":[""" + entry + "]}]"));
    }

    [Fact]
    public void Find_WeightsOfAllTypes_AcrossFiles_AreRead()
    {
        byte[] all =
        [
            .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-7), 200, 1, 0,
            .. BitConverter.GetBytes((ushort)300), .. BitConverter.GetBytes((Half)0.25f), 4, 3, 0, 0, 0, .. "abc"u8, 0, 0, 0, 0,
        ];
        for (int i = 0; i < all.Length; i += 3)
        {
            folder.Write($"{i / 3}.bin", all.AsSpan(i, Math.Min(3, all.Length - i)));
        }

        var manifest = WeightManifest.Read(KerasTopology.ParseJson(Encoding.UTF8.GetBytes($$$"""
            [{"paths":[{{{string.Join(',', Enumerable.Range(0, (all.Length + 2) / 3).Select(i => $"\"{i}.bin\""))}}}],"weights":[
            {"name":"f","shape":[],"dtype":"float32"},{"name":"i","shape":[1],"dtype":"int32"},{"name":"u","shape":[1],"dtype":"uint8"},
            {"name":"b","shape":[2],"dtype":"bool"},
            {"name":"q16","shape":[1],"dtype":"float32","quantization":{"dtype":"uint16","scale":0.5,"min":-1.0}},
            {"name":"h","shape":[1],"dtype":"float32","quantization":{"dtype":"float16"}},
            {"name":"q8","shape":[1],"dtype":"int32","quantization":{"dtype":"uint8","scale":2.0,"min":-0.5}},
            {"name":"s","shape":[2],"dtype":"string"}]}]
            """)), folder.FullPath);
        Assert.Equal([1.5f], manifest.Find("f")!.Floats.ToArray());
        Assert.Equal([-7], manifest.Find("i")!.ToInt64());
        Assert.Equal([200], manifest.Find("u")!.ToInt64());
        Assert.Equal([true, false], manifest.Find("b")!.Span<bool>().ToArray());
        Assert.Equal([149f], manifest.Find("q16")!.Floats.ToArray());
        Assert.Equal([0.25f], manifest.Find("h")!.Floats.ToArray());
        Assert.Equal([8], manifest.Find("q8")!.ToInt64());
        Assert.Equal(["abc", ""], manifest.Find("s")!.Span<byte[]>().ToArray().Select(Encoding.UTF8.GetString));
        Assert.Null(manifest.Find("nothing"));
    }

    [Fact]
    public void Open_ConstantWithoutWeights_IsNamed()
    {
        string source = SharedData.Fixture("tfjs", "graph_mobilenet_v2");
        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "model.json")))!;
        json["weightsManifest"] = new JsonArray();
        string path = folder.Write("model.json", Encoding.UTF8.GetBytes(json.ToJsonString()));
        Assert.Contains(
            "Conv1_pad/Pad/paddings' (Const)", Assert.Throws<TensorFlowJsFormatException>(() => TensorFlowJsModels.Open(path)).Message);
    }

    private string Refuse(string manifest)
    {
        string path = folder.Write("model/model.json", Encoding.UTF8.GetBytes(
            """{"modelTopology":{"class_name":"Sequential","config":[{"class_name":"Dropout","config":{"batch_input_shape":[null,2]}}]},"""
                + "\"weightsManifest\":" + manifest + "}"));
        return Assert.Throws<TensorFlowJsFormatException>(() => TensorFlowJsModels.Open(path)).Message;
    }
}
