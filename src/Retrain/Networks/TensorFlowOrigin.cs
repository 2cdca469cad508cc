using System.Security.Cryptography;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;

namespace Retrain.Networks;

/// <summary>A frozen graph, SavedModel or Hub module.</summary>
internal sealed class TensorFlowOrigin : NetworkOrigin
{
    private readonly string path;
    private readonly Lazy<string> hash;

    private TensorFlowOrigin(string path, TensorFlowModel model)
    {
        this.path = path;
        Model = model;
        hash = new(ComputeHash);
    }

    /// <summary>The model.</summary>
    public TensorFlowModel Model { get; }

    /// <inheritdoc/>
    public override string Name => path;

    /// <inheritdoc/>
    public override string Kind => Model.Kind;

    /// <inheritdoc/>
    public override string Sha256 => hash.Value;

    /// <summary>Opens one.</summary>
    /// <exception cref="RetrainException">It is none, or damaged.</exception>
    public static TensorFlowOrigin Open(string path, IReadOnlyCollection<string>? tags = null)
    {
        try
        {
            return new TensorFlowOrigin(path, TensorFlowModels.Open(path, tags));
        }
        catch (TensorFlowFormatException e)
        {
            throw NetworkFaults.Of(path, e);
        }
    }

    /// <inheritdoc/>
    public override ImageNetwork Read(NetworkWish wish) => TensorFlowNetworks.Read(Model, path, wish);

    /// <inheritdoc/>
    public override IReadOnlyList<string>? Labels(int classes)
    {
        TensorProto[] texts =
        [
            .. Model.Graph.Node.Where(
                n => n.Op == "Const" && n.Attr.TryGetValue("value", out AttrValue? value) && value.Tensor?.StringVal.Count == classes)
                .Select(n => n.Attr["value"].Tensor),
        ];
        return classes > 1 && texts is [{ TensorShape.Dim.Count: 1 } only] ? [.. only.StringVal.Select(t => t.ToStringUtf8())] : null;
    }

    private string ComputeHash()
    {
        string[] files = Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "saved_model.pb*").Concat(Variables()).Order(StringComparer.Ordinal)]
            : [path];
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            using FileStream stream = File.OpenRead(file);
            all.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private IEnumerable<string> Variables()
    {
        string folder = Path.Combine(path, "variables");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "variables.*") : [];
    }
}
