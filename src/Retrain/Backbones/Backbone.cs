using Retrain.Photos;

namespace Retrain.Backbones;

/// <summary>A pretrained network without its last layer: graph, tap, preprocessing, fingerprint and licence. Immutable.</summary>
public sealed record Backbone
{
    internal Backbone()
    {
    }

    /// <summary>The embedded EfficientNet-Lite0 (Apache-2.0) with its 2,432 wide features at 224 x 224.</summary>
    public static Backbone Embedded => throw new NotImplementedException();

    /// <summary>Name for people: <c>efficientnet_lite0</c>, or the path it was loaded from.</summary>
    public required string Name { get; init; }

    /// <summary>The network as ONNX bytes.</summary>
    public required ReadOnlyMemory<byte> Network { get; init; }

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
    public string Fingerprint => throw new NotImplementedException();

    /// <summary>Loads a backbone by name (<c>efficientnet_lite0</c>) or from an ONNX file.</summary>
    /// <exception cref="Foundation.RetrainException">No such name or file, or the file is no usable network.</exception>
    public static Task<Backbone> LoadAsync(string nameOrPath, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The same network with another tap, one of its outputs.</summary>
    /// <exception cref="Foundation.UsageException">The network has no such output; the message lists those it has.</exception>
    public Backbone WithTap(string output) => throw new NotImplementedException();

    /// <summary>The same network at another square input size, where it allows that.</summary>
    /// <exception cref="Foundation.UsageException">The size is not allowed; the message says which are.</exception>
    public Backbone WithImageSize(int size) => throw new NotImplementedException();
}
