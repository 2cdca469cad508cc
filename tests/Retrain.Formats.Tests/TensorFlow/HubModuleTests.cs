using System.Text.Json;
using Google.Protobuf;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.Tests.TensorFlow;

public sealed class HubModuleTests
{
    [Fact]
    public void Open_Archive_IsTheModule()
    {
        TensorFlowModel model = TensorFlowModels.Open(TensorFlowFixtures.Committed("modules", "inception_v1_thin", "module.tar.gz"));
        Assert.Equal("TensorFlow Hub module (TF1)", model.Kind);
        Assert.Equal((224, 224), model.AttachedImageSize);
        Assert.Equal(["default", "image_feature_vector"], model.Signatures.Keys);
        TensorFlowPort images = Assert.Single(model.Signatures["default"].Inputs);
        Assert.Equal(("images", ElementType.Float32), (images.Key, images.Type));
        Assert.Equal([null, 224, 224, 3], images.Shape!);
        NodeDef[] variables = [.. model.Graph.Node.Where(TensorFlowFixtures.IsVariable)];
        Assert.Equal(228, variables.Length);
        Assert.All(variables, v => Assert.NotNull(model.Variables.Find(v.Name)));
    }

    [Fact]
    public void Open_ModuleThatAsksForMore_IsRefused()
    {
        using FileStream file = File.OpenRead(TensorFlowFixtures.Committed("modules", "inception_v1_thin", "module.tar.gz"));
        ModelArchive archive = ModelArchive.Read(file);
        var files = new MemoryFiles(
            new[] { "saved_model.pb", HubModule.MarkerName, "variables/variables.index" }.ToDictionary(n => n, n => archive.ReadWhole(n)!));
        Assert.Equal((224, 224), HubModule.Open(files).AttachedImageSize);
        Assert.Contains("format is 0", Refusal(files.With(HubModule.MarkerName, [])), StringComparison.Ordinal);
        Assert.Contains("format is 9", Refusal(files.With(HubModule.MarkerName, [8, 9])), StringComparison.Ordinal);
        byte[] marker = new ModuleDef { Format = ModuleDef.Types.ModuleFormat.FormatV3, RequiredFeatures = { "flying" } }.ToByteArray();
        Assert.Contains("flying", Refusal(files.With(HubModule.MarkerName, marker)), StringComparison.Ordinal);
        SavedModel model = SavedModel.Parser.ParseFrom(files.All["saved_model.pb"]);
        model.MetaGraphs.RemoveAt(model.MetaGraphs[0].MetaInfoDef.Tags.Count == 0 ? 0 : 1);
        Assert.Contains("{train}", Refusal(files.With("saved_model.pb", model.ToByteArray())), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RecordedModules_MatchTheirDescription()
    {
        int modules = 0;
        foreach ((string folder, JsonElement meta) in TensorFlowFixtures.Cases("modules")
            .Where(c => c.Meta.TryGetProperty("variants", out _)))
        {
            string name = meta.GetProperty("name").GetString()!;
            string path = Path.Combine(folder, Directory.Exists(Path.Combine(folder, "module")) ? "module" : "module.tar.gz");
            TensorFlowModel model = TensorFlowModels.Open(path);
            RecordedSignatures.Compare(name, meta.GetProperty("signatures"), model.Signatures);
            CompareSize(meta, model);
            JsonElement variant = meta.GetProperty("variants").EnumerateArray().First(v => v.GetProperty("tags").GetArrayLength() == 0);
            Assert.Equal(variant.GetProperty("nodes").GetInt32(), model.Graph.Node.Count);
            CompareVariables(folder, path);
            foreach (NodeDef node in model.Graph.Node.Where(TensorFlowFixtures.IsVariable))
            {
                Assert.True(model.Variables.Find(node.Name) is { } value
                    && TensorShapes.Open(node.Attr["shape"].Shape)!.SequenceEqual(value.Shape.Select(d => (int?)d)),
                    $"{name}: {node.Name}");
            }

            modules++;
        }

        Assert.Equal(15, modules);
    }

    private static string Refusal(ModelFiles files) => Assert.Throws<TensorFlowFormatException>(() => HubModule.Open(files)).Message;

    private static void CompareSize(JsonElement meta, TensorFlowModel model)
    {
        if (meta.TryGetProperty("attached_messages", out JsonElement attached)
            && attached.TryGetProperty("image_module_info", out JsonElement info))
        {
            JsonElement size = info.GetProperty("default_image_size");
            Assert.Equal((size.GetProperty("height").GetInt32(), size.GetProperty("width").GetInt32()), model.AttachedImageSize);
        }
        else
        {
            Assert.Null(model.AttachedImageSize);
        }
    }

    private static void CompareVariables(string folder, string path)
    {
        ModelFiles files = new FolderFiles(path);
        if (File.Exists(path))
        {
            using FileStream archive = File.OpenRead(path);
            files = ModelArchive.Read(archive);
        }

        TensorBundle bundle = TensorBundle.Open(files, "variables/variables")!;
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "variables.json")));
        Assert.Equal(expected.RootElement.EnumerateObject().Select(v => v.Name), bundle.Names);
        foreach (JsonProperty variable in expected.RootElement.EnumerateObject())
        {
            Tensor value = bundle.Read(variable.Name);
            float[] floats = value.Floats.ToArray();
            Assert.Equal(variable.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()), value.Shape.AsEnumerable());
            float[] first = [.. variable.Value.GetProperty("first").EnumerateArray().Select(d => (float)d.GetDouble())];
            Assert.Equal(first, floats[..first.Length]);
            double sumAbs = variable.Value.GetProperty("sum_abs").GetDouble();
            (double sum, double abs) = (0, 0);
            foreach (float v in floats)
            {
                (sum, abs) = (sum + v, abs + Math.Abs((double)v));
            }

            Assert.Equal(variable.Value.GetProperty("sum").GetDouble(), sum, 1e-9 * sumAbs);
            Assert.Equal(sumAbs, abs, 1e-9 * sumAbs);
        }
    }
}
