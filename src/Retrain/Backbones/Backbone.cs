using Retrain.Foundation;
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

    /// <summary>Lower-case hex SHA-256 over the network's bytes, the tap and the preprocessing: the second half of every cache key.</summary>
    public string Fingerprint => Fingerprints.Of(Source.Sha256, Tap, Preprocessing);

    /// <summary>Where the network's bytes come from.</summary>
    internal NetworkSource Source { get; init; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>What <see cref="WithTap"/> and <see cref="WithImageSize"/> may choose from.</summary>
    internal NetworkInterface Interface { get; init; } = NetworkInterface.Fixed;

    /// <summary>Loads a backbone by name (<c>efficientnet_lite0</c>) or from an ONNX file.</summary>
    /// <param name="nameOrPath">The name, or the path of a file whose weights are inside it.</param>
    /// <param name="cancellationToken">Gives up before the file is read.</param>
    /// <exception cref="RetrainException">
    /// No such file, or it is no usable network: one float32 image input [N, 3, H, W] or [N, H, W, 3] and an output [N, F],
    /// [N, F, 1, 1] or [N, 1, 1, F] are needed; the message lists what the file has.
    /// </exception>
    /// <exception cref="UsageException">Neither a known name nor an ONNX file: a module's URL, a frozen graph, a folder.</exception>
    public static Task<Backbone> LoadAsync(string nameOrPath, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        return nameOrPath == EmbeddedBackbone.Name ? Task.FromResult(Embedded) : OnnxBackbone.LoadAsync(nameOrPath, cancellationToken);
    }

    /// <summary>The same network with another tap, one of its outputs.</summary>
    /// <exception cref="UsageException">The network has no such output; the message lists those it has.</exception>
    public Backbone WithTap(string output)
    {
        foreach (NetworkTap tap in Interface.Taps)
        {
            if (tap.Name == output)
            {
                return this with { Tap = tap.Name, Features = tap.Features };
            }
        }

        string taps = string.Join(", ", Interface.Taps.Select(tap => $"{tap.Name} ({tap.Features} features)"));
        throw new UsageException($"the network {Name} has no feature output '{output}'; it has: {taps}");
    }

    /// <summary>The same network at another square input size, where it allows that.</summary>
    /// <param name="size">Width and height in pixels, 32 to 1,024; for the embedded network a multiple of 32.</param>
    /// <exception cref="UsageException">The size is not allowed; the message says which are.</exception>
    public Backbone WithImageSize(int size)
    {
        if (size == Preprocessing.Width && size == Preprocessing.Height)
        {
            return this;
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
                $"the network {Name} cannot take {size} x {size} pixels: {step} from {NetworkInterface.SmallestSize} to {NetworkInterface.LargestSize} will do");
        }

        return this with { Preprocessing = Preprocessing with { Width = size, Height = size } };
    }
}
