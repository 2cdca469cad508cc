using System.Text.Json;
using Retrain.Exports;
using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Testing;

namespace Retrain.Tests.Exports;

/// <summary>Recorded model files by kind.</summary>
internal static class ModelFixtures
{
    /// <summary>The committed module.</summary>
    public static string Module => SharedData.Fixture("tensorflow", "modules", "inception_v1_thin", "module.tar.gz");

    /// <summary>A committed graph as the original writes it.</summary>
    public static string Retrained => SharedData.Fixture("tensorflow", "frozen", "tf1_retrained_mobilenet_v1", "graph.pb");

    /// <summary>A committed ONNX file that names its classes.</summary>
    public static string WithLabels => SharedData.Fixture("onnx", "labels_json", "model.onnx");

    /// <summary>A committed ONNX file, some of whose operators are of a domain that nobody knows.</summary>
    public static OnnxModel WithUnknownOperators()
    {
        OnnxModel model = WholeNumbers();
        foreach (NodeProto node in model.Graph.Node.Where(n => n.OpType == "QuantizeLinear"))
        {
            node.Domain = "com.example";
        }

        return model;
    }

    /// <summary>A committed ONNX file that ends in an operator of ONNX Runtime's that is not read.</summary>
    public static OnnxModel EndingInEinsum()
    {
        OnnxModel model = WholeNumbers();
        string output = model.Graph.Output[0].Name;
        string inner = output + "/plain";
        NodeProto last = model.Graph.Node.Single(n => n.Output.Contains(output));
        last.Output[last.Output.IndexOf(output)] = inner;
        model.Graph.Node.Add(new NodeProto
        {
            Name = "einsum",
            OpType = "Einsum",
            Input = { inner },
            Output = { output },
            Attribute = { new AttributeProto
            {
                Name = "equation",
                Type = AttributeProto.Types.AttributeType.String,
                S = Google.Protobuf.ByteString.CopyFromUtf8("ij->ij"),
            } },
        });
        return model;
    }

    /// <summary>Folders below <c>../shared/fixtures</c> that record something; one empty name where it is absent.</summary>
    public static TheoryData<string> Recorded(string kind, string property)
    {
        string root = Path.GetFullPath(Path.Combine(SharedData.RepositoryRoot, "..", "shared", "fixtures"));
        string folder = Path.Combine(root, kind);
        return !Directory.Exists(folder) ? [""]
            : [.. Directory.EnumerateFiles(folder, "meta.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Where(f => JsonDocument.Parse(File.ReadAllText(f)).RootElement.TryGetProperty(property, out JsonElement value)
                    && value.ValueKind != JsonValueKind.Null)
                .Select(f => Path.GetRelativePath(root, Path.GetDirectoryName(f)!))];
    }

    /// <summary>What is recorded of a folder, and the model in it; skips the test where it is absent.</summary>
    public static (JsonElement Meta, string Model) Shared(string name)
    {
        string folder = SharedData.Shared("fixtures", name);
        Assert.SkipWhen(name.Length == 0, "needs ../shared beside the project");
        string[] names = ["graph.pb", "model.onnx", "module.tar.gz", "module", "model"];
        return (JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json"))).RootElement,
            names.Select(n => Path.Combine(folder, n)).First(Path.Exists));
    }

    /// <summary>Converts until the test is cancelled.</summary>
    public static ModelConversion Convert(string input, string output, ModelConversionOptions? options = null) =>
        ModelConverter.Convert(input, output, options, TestContext.Current.CancellationToken);

    private static OnnxModel WholeNumbers() =>
        OnnxModel.Read(File.ReadAllBytes(SharedData.Fixture("onnx", "efficientnet_lite_qdq_int8", "model.onnx")));

    /// <summary>Numbers by name.</summary>
    public static Dictionary<string, int> Counts(JsonElement element) =>
        element.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
}
