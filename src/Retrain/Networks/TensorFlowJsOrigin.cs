using System.Text;
using System.Text.Json;
using Retrain.Formats.TensorFlow.Importing;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Formats.TensorFlowJs;
using Retrain.Foundation;

namespace Retrain.Networks;

/// <summary>A TensorFlow.js model: <c>model.json</c> with its weight files, or the folder around them.</summary>
internal sealed class TensorFlowJsOrigin : NetworkOrigin
{
    private readonly string path;
    private readonly Lazy<string> hash;

    private TensorFlowJsOrigin(string path, TensorFlowJsModel model, BesideModel beside)
    {
        this.path = path;
        Model = model;
        Beside = beside;
        hash = new(() => FileHash.Of(model.Files));
    }

    /// <summary>The model.</summary>
    public TensorFlowJsModel Model { get; }

    /// <summary>What lies beside it, or in it.</summary>
    public BesideModel Beside { get; }

    /// <inheritdoc/>
    public override string Name => path;

    /// <inheritdoc/>
    public override string Kind => Beside.IsTeachableMachine ? Model.Kind + " of Teachable Machine" : Model.Kind;

    /// <inheritdoc/>
    public override string Sha256 => hash.Value;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? DeclaredLabels => Beside.Labels;

    /// <inheritdoc/>
    public override string? Record
    {
        get
        {
            if (Model.UserMetadata.Length == 0)
            {
                return null;
            }

            using var document = JsonDocument.Parse(Model.UserMetadata);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(RecordName, out JsonElement record) && record.ValueKind == JsonValueKind.String
                    ? record.GetString()
                    : null;
        }
    }

    /// <summary>Opens one.</summary>
    /// <exception cref="RetrainException">It is none, or damaged.</exception>
    /// <exception cref="IOException">A file beside it cannot be read.</exception>
    public static TensorFlowJsOrigin Open(string path)
    {
        try
        {
            TensorFlowJsModel model = TensorFlowJsModels.Open(path);
            BesideModel? inside = model.UserMetadata.Length > 0 ? BesideModel.FromJson(Encoding.UTF8.GetBytes(model.UserMetadata)) : null;
            return new TensorFlowJsOrigin(path, model, inside ?? BesideModel.Find(model.Files[0]));
        }
        catch (TensorFlowJsFormatException e)
        {
            throw NetworkFaults.Of(path, e);
        }
    }

    /// <inheritdoc/>
    public override ImageNetwork Read(NetworkWish wish)
    {
        if (Model.Layers is { } layers)
        {
            return KerasNetworks.Read(layers, path, wish, Beside);
        }

        wish = WithFeatures(wish);
        GraphPorts ports = TensorFlowNetworks.Ports(Model.Graph!, path, wish);
        return AsFed(TensorFlowNetworks.Finish(TensorFlowNetworks.Import(Model.Graph!, path, ports), ports, path, wish));
    }

    /// <summary>A graph with what its first steps and the files beside it say of how photos go in.</summary>
    public ImageNetwork AsFed(ImageNetwork image)
    {
        bool tells = InputRange.White(image.Source) is not null;
        return new ImageNetwork(image.Source, tells ? 255 : image.White)
        {
            Black = Beside.IsTeachableMachine && !tells ? -1 : 0,
            Resize = Beside.IsTeachableMachine ? Photos.Preprocessing.HalfPixelBilinear : image.Resize,
            Crop = Beside.IsTeachableMachine ? Photos.Preprocessing.CentreCrop : Photos.Preprocessing.StretchCrop,
        };
    }

    /// <summary>Features are what the last dense layer of a classifier takes, where nobody names another place.</summary>
    private NetworkWish WithFeatures(NetworkWish wish)
    {
        GraphDef graph = Model.Graph!.Graph;
        return wish is { Purpose: NetworkPurpose.Features, Output: null, Signature: null }
            && graph.Node.Any(n => n.Op == "Softmax")
            && graph.Node.LastOrDefault(n => n.Op is "MatMul" or "_FusedMatMul") is { Input: [var features, ..] }
                ? wish with { Output = TensorReference.Parse(features).Node }
                : wish;
    }
}
