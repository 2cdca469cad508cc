using Retrain.Foundation;
using Retrain.Networks;
using Retrain.Photos;

namespace Retrain.Backbones;

/// <summary>A pretrained network without its last layer: graph, tap, preprocessing, fingerprint and licence. Immutable.</summary>
public sealed record Backbone
{
    internal Backbone()
    {
    }

    /// <summary>The embedded EfficientNet-Lite0 (Apache-2.0) with its 2,432 wide features at 224 x 224.</summary>
    public static Backbone Embedded => EmbeddedBackbone.Backbone;

    /// <summary>Name for people: <c>efficientnet_lite0</c>, or the path it was loaded from.</summary>
    public required string Name { get; init; }

    /// <summary>The network as ONNX bytes; read at the first use.</summary>
    public ReadOnlyMemory<byte> Network
    {
        get => Source.Bytes;
        init => Source = new NetworkSource(value);
    }

    /// <summary>Name of the graph's image input.</summary>
    public required string Input { get; init; }

    /// <summary>Name of the output that the features are taken from.</summary>
    public required string Tap { get; init; }

    /// <summary>Number of features, F.</summary>
    public required int Features { get; init; }

    /// <summary>How photos become its input.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>SPDX licence expression of the weights, or <c>unknown</c>.</summary>
    public required string Licence { get; init; }

    /// <summary>Text that a product passes on with the weights; may be empty.</summary>
    public string Notice { get; init; } = "";

    /// <summary>
    /// Lower-case hex SHA-256 over the network's bytes, the tap and the preprocessing: the second half of every cache key.
    /// </summary>
    public string Fingerprint => Views.Count == 0
        ? Fingerprints.Of(Source.Sha256, Tap, Preprocessing)
        : Fingerprints.Of(Views.Select(v => v.Fingerprint), Combination);

    /// <summary>
    /// Where a photo is looked at in several ways: the network for each view, in their order; all else here is then the first one's, but
    /// <see cref="Features"/> and <see cref="Fingerprint"/>, which are those of all. Empty: each photo is looked at once.
    /// </summary>
    public IReadOnlyList<Backbone> Views { get; internal init; } = [];

    /// <summary>How the features of <see cref="Views"/> become one row.</summary>
    public ViewCombination Combination { get; internal init; }

    /// <summary>Where the network's bytes come from.</summary>
    internal NetworkSource Source { get; init; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>What <see cref="WithTap"/> and <see cref="WithImageSize"/> may choose from.</summary>
    internal NetworkInterface Interface { get; init; } = NetworkInterface.Fixed;

    /// <summary>The file that the network was converted from; <see langword="null"/> for networks that run as they are.</summary>
    internal NetworkOrigin? Origin { get; init; }

    /// <summary>The part of <see cref="Origin"/>.</summary>
    internal NetworkWish Wish { get; init; } = new();

    /// <summary>The network before it became <see cref="Network"/>; <see langword="null"/> for networks that run as they are.</summary>
    internal ImageNetwork? Image { get; init; }

    /// <summary>
    /// Whether the network has fake quantisers up to its tap, as quantops modules have: their new layer is trained with quantisers
    /// (REFERENCE 5.3). Networks that run as they are have none that are known as such.
    /// </summary>
    internal bool IsQuantized => Image?.IsQuantized ?? false;

    /// <summary>
    /// Loads a backbone: the embedded <c>efficientnet_lite0</c>; a module of TensorFlow Hub by name (<c>mobilenet_v2_100_224</c>) or URL,
    /// downloaded where it is not in the cache; a Hub module's folder or archive, a SavedModel, a frozen graph (<c>.pb</c>, <c>.pbtxt</c>),
    /// an ONNX file, a model of Keras or TensorFlow.js.
    /// </summary>
    /// <param name="nameOrPath">The name, URL or path.</param>
    /// <param name="cancellationToken">Gives up a download (what is here stays), or before a file is read.</param>
    /// <exception cref="RetrainException">It cannot be had, is damaged, or cannot serve as a backbone; the message says why.</exception>
    /// <exception cref="UsageException">
    /// Nothing of that name, or a choice that only the caller can make; the choices are listed.
    /// </exception>
    public static Task<Backbone> LoadAsync(string nameOrPath, CancellationToken cancellationToken) =>
        LoadAsync(nameOrPath, null, cancellationToken);

    /// <summary>As <see cref="LoadAsync(string, CancellationToken)"/>, with choices.</summary>
    /// <param name="nameOrPath">The name, URL or path.</param>
    /// <param name="options">Where from, and which part. Default: see there.</param>
    /// <param name="cancellationToken">As there.</param>
    public static Task<Backbone> LoadAsync(
        string nameOrPath, BackboneLoadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        return BackboneLoader.LoadAsync(nameOrPath, options ?? new BackboneLoadOptions(), cancellationToken);
    }

    /// <summary>The same network with another tap, one of its outputs.</summary>
    /// <exception cref="UsageException">The network has no such output; the message lists those it has.</exception>
    public Backbone WithTap(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Views.Count > 0)
        {
            return BackboneViews.Combine([.. Views.Select(v => v.WithTap(output))], Combination);
        }

        if (Origin is not null)
        {
            return BackboneViews.WithRules(
                NetworkBackbone.From(Origin, Name, Wish with { Output = output }, Licence), Preprocessing);
        }

        foreach (NetworkTap tap in Interface.Taps)
        {
            if (tap.Name == output)
            {
                return this with { Tap = tap.Name, Features = tap.Features };
            }
        }

        return InnerLayer(output);
    }

    /// <summary>The same network at another square input size, where it allows that.</summary>
    /// <param name="size">Width and height in pixels, 32 to 1,024; for the embedded network a multiple of 32.</param>
    /// <exception cref="UsageException">The size is not allowed; the message says which are.</exception>
    public Backbone WithImageSize(int size)
    {
        if (Views.Count > 0)
        {
            throw new UsageException($"the views of a photo say their sizes themselves: name views of {size} pixels");
        }

        if (size == Preprocessing.Width && size == Preprocessing.Height)
        {
            return this;
        }

        if (Origin is not null)
        {
            return BackboneViews.WithRules(
                NetworkBackbone.From(Origin, Name, Wish with { Width = size, Height = size }, Licence), Preprocessing);
        }

        if (Interface.SizeStep == 0)
        {
            throw new UsageException(
                $"the network {Name} takes {Preprocessing.Width} x {Preprocessing.Height} pixels and no other size, not {size}");
        }

        if (size is < NetworkInterface.SmallestSize or > NetworkInterface.LargestSize || size % Interface.SizeStep != 0)
        {
            string step = Interface.SizeStep == 1 ? "any size" : $"multiples of {Interface.SizeStep}";
            throw new UsageException(
                $"the network {Name} cannot take {size} x {size} pixels: "
                    + $"{step} from {NetworkInterface.SmallestSize} to {NetworkInterface.LargestSize} will do");
        }

        return this with { Preprocessing = Preprocessing with { Width = size, Height = size } };
    }

    /// <summary>
    /// The same network, which looks at each photo in several ways. Each view's features are cached as those of any network; training,
    /// the written model and prediction see them combined.
    /// </summary>
    /// <param name="views">One or more, see <see cref="PhotoView.ParseList"/>.</param>
    /// <param name="combination">How their features become one row. Default: side by side.</param>
    /// <exception cref="UsageException">
    /// The network cannot take a size, or the views' features cannot be averaged; the message says what will do.
    /// </exception>
    public Backbone WithViews(IReadOnlyList<PhotoView> views, ViewCombination combination = ViewCombination.Join) =>
        BackboneViews.Of(this, views, combination);

    /// <summary>A layer that is no output of the file: the network is read and written anew up to there.</summary>
    private Backbone InnerLayer(string output)
    {
        try
        {
            var wish = new NetworkWish { Input = Input, Output = output, Width = Preprocessing.Width, Height = Preprocessing.Height };
            Backbone inner = NetworkBackbone.From(new OnnxOrigin(Name, Network), Name, wish, Licence);
            return inner with { Notice = Notice, Preprocessing = Preprocessing with { Layout = inner.Preprocessing.Layout } };
        }
        catch (UsageException e)
        {
            string taps = string.Join(", ", Interface.Taps.Select(tap => $"{tap.Name} ({tap.Features} features)"));
            throw new UsageException($"{e.Message}. Outputs with features: {taps}");
        }
    }
}
