using System.Text.Json;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.Tests.TensorFlow;

/// <summary>Recorded models, and ways to take all that is in one.</summary>
internal static class TensorFlowFixtures
{
    public static string Committed(params string[] parts) => SharedData.Fixture(["tensorflow", .. parts]);

    /// <summary>Folders below a folder of <c>../shared/fixtures</c> that hold a <c>meta.json</c>.</summary>
    public static IEnumerable<(string Folder, JsonElement Meta)> Cases(string kind)
    {
        string root = SharedData.Shared("fixtures", kind);
        string[] files = Directory.GetFiles(root, "meta.json", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return files.Order(StringComparer.Ordinal)
            .Select(f => (Path.GetDirectoryName(f)!, JsonDocument.Parse(File.ReadAllBytes(f)).RootElement));
    }

    /// <summary>Every file below a folder, by its path with slashes.</summary>
    public static MemoryFiles Load(string folder) => new(Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllBytes));

    /// <summary>Reads every constant and variable of a model.</summary>
    public static int ReadAll(TensorFlowModel model)
    {
        int read = 0;
        foreach (NodeDef node in model.Graph.Node.Concat(model.Graph.Library?.Function.SelectMany(f => f.NodeDef) ?? []))
        {
            if (node.Attr.GetValueOrDefault("value")?.Tensor is { } tensor && DataTypes.ToElementType(tensor.Dtype) is not null)
            {
                TensorProtos.Read(tensor);
                read++;
            }

            if (IsVariable(node) && model.Variables.Find(node.Name) is not null)
            {
                read++;
            }
        }

        return read;
    }

    public static bool IsVariable(NodeDef node) => node.Op is "VariableV2" or "Variable" or "VarHandleOp";
}

/// <summary>Files that a test holds in memory.</summary>
internal sealed class MemoryFiles(Dictionary<string, byte[]> files) : ModelFiles
{
    public IReadOnlyDictionary<string, byte[]> All => files;

    public MemoryFiles With(string name, byte[] content) => new(new Dictionary<string, byte[]>(files) { [name] = content });

    public override long? Length(string name) => files.TryGetValue(name, out byte[]? file) ? file.Length : null;

    public override void Read(string name, long offset, Span<byte> target) => files[name].AsSpan((int)offset, target.Length).CopyTo(target);
}
