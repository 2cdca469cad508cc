namespace Retrain.Backbones.Catalogue;

/// <summary>A published module, all its versions.</summary>
/// <param name="Collection"><c>imagenet</c> or <c>inaturalist</c>.</param>
/// <param name="Name">Network, such as <c>mobilenet_v2_100_224</c>.</param>
/// <param name="Task"><see cref="FeatureVector"/> or <see cref="Classification"/>.</param>
/// <param name="IsQuantised">With fake quantisation in its graph.</param>
/// <param name="InputSize">Side of the square input in pixels.</param>
/// <param name="Features">Length of the feature vector.</param>
/// <param name="Versions">Versions in TF1 Hub format, oldest first.</param>
/// <param name="IsSizeVariable">Whether the newest of them takes other sizes too.</param>
internal sealed record CatalogueModule(
    string Collection,
    string Name,
    string Task,
    bool IsQuantised,
    int InputSize,
    int Features,
    IReadOnlyList<int> Versions,
    bool IsSizeVariable)
{
    /// <summary>Task whose default output is the feature vector.</summary>
    public const string FeatureVector = "feature_vector";

    /// <summary>Task whose default output is the 1,001 class scores before softmax; index 0 is the background.</summary>
    public const string Classification = "classification";

    private const int Classes = 1001;

    /// <summary>Versions that are SavedModels of TensorFlow 2.</summary>
    private static readonly int[] SecondGeneration = [4, 5];

    /// <summary>The part of the URL between name and version.</summary>
    public string Kind => IsQuantised ? "quantops/" + Task : Task;

    /// <summary>Values of the default output.</summary>
    public int Outputs => Task == Classification ? Classes : Features;

    /// <summary>What people type; <see cref="ModuleCatalogue.TryFind"/> takes it.</summary>
    public string ShortName =>
        (Collection == ModuleCatalogue.ImageNet ? "" : Collection + "/")
            + Name
            + (IsQuantised ? "_quantops" : "")
            + (Task == Classification ? "/" + Classification : "");

    /// <summary>Version that is meant where none is named: the newest in TF1 Hub format.</summary>
    public int DefaultVersion => Versions[^1];

    /// <summary>All versions that were published, oldest first.</summary>
    public IEnumerable<int> AllVersions => IsQuantised ? Versions : Versions.Concat(SecondGeneration);

    /// <summary>Where TensorFlow Hub published it.</summary>
    public string Url(int version) => $"https://{ModuleAddress.Hub}/google/{Collection}/{Name}/{Kind}/{version}";
}
