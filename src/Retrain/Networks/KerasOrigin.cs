using Retrain.Formats.Keras;
using Retrain.Foundation;

namespace Retrain.Networks;

/// <summary>A Keras model: <c>.h5</c>, <c>.keras</c>, weights with their architecture, a folder that holds one.</summary>
internal sealed class KerasOrigin : NetworkOrigin
{
    private readonly string path;
    private readonly Lazy<string> hash;

    private KerasOrigin(string path, KerasModel model, BesideModel beside)
    {
        this.path = path;
        Model = model;
        Beside = beside;
        hash = new(() => FileHash.Of(model.Files));
    }

    /// <summary>The model.</summary>
    public KerasModel Model { get; }

    /// <summary>What lies beside it.</summary>
    public BesideModel Beside { get; }

    /// <inheritdoc/>
    public override string Name => path;

    /// <inheritdoc/>
    public override string Kind => Beside.IsTeachableMachine ? Model.Kind + " of Teachable Machine" : Model.Kind;

    /// <inheritdoc/>
    public override string Sha256 => hash.Value;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? DeclaredLabels => Beside.Labels;

    /// <summary>Opens one.</summary>
    /// <exception cref="RetrainException">It is none, or damaged.</exception>
    /// <exception cref="IOException">A file beside it cannot be read.</exception>
    public static KerasOrigin Open(string path) => KerasNetworks.Named(path, () =>
    {
        KerasModel model = KerasModels.Open(path);
        return new KerasOrigin(path, model, BesideModel.Find(model.Files[0]));
    });

    /// <inheritdoc/>
    public override ImageNetwork Read(NetworkWish wish) => KerasNetworks.Read(Model, path, wish, Beside);
}
