using System.Security.Cryptography;
using Retrain.Formats.TensorFlowLite;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Photos;
using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>A TensorFlow Lite file.</summary>
internal sealed class LiteOrigin : NetworkOrigin
{
    private readonly string path;
    private readonly Lazy<string> hash;
    private readonly BesideModel beside;

    private LiteOrigin(string path, LiteModel model, LiteMetadata? metadata)
    {
        this.path = path;
        Model = model;
        Metadata = metadata;
        beside = BesideModel.Find(path);
        hash = new(() => Convert.ToHexStringLower(SHA256.HashData(model.File.Span)));
    }

    /// <summary>The file.</summary>
    public LiteModel Model { get; }

    /// <summary>What it says about itself; <see langword="null"/>: nothing.</summary>
    public LiteMetadata? Metadata { get; }

    /// <inheritdoc/>
    public override string Name => path;

    /// <inheritdoc/>
    public override string Kind => beside.IsTeachableMachine && Metadata is null
        ? "TensorFlow Lite model of Teachable Machine"
        : "TensorFlow Lite model";

    /// <inheritdoc/>
    public override string Sha256 => hash.Value;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? DeclaredLabels => Metadata is { Labels: [_, ..] labels } ? labels : beside.Labels;

    /// <inheritdoc/>
    public override string? Record => Metadata?.Texts.GetValueOrDefault(RecordName);

    /// <summary>Whether a file is one, by its mark, or calls itself one.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsLite(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        if (path.EndsWith(".tflite", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[8];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && LiteModel.IsLite(head);
    }

    /// <summary>Opens one.</summary>
    /// <exception cref="RetrainException">It is none, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LiteOrigin Open(string path)
    {
        try
        {
            var model = LiteModel.Read(File.ReadAllBytes(path));
            return new LiteOrigin(path, model, LiteMetadataReader.Read(model));
        }
        catch (LiteFormatException e)
        {
            throw NetworkFaults.Of(path, e);
        }
    }

    /// <inheritdoc/>
    public override ImageNetwork Read(NetworkWish wish)
    {
        LitePart part = Part(wish);
        return Finish(Network(part), part, wish);
    }

    /// <summary>The part of the file that is wanted.</summary>
    /// <inheritdoc cref="LitePart.Choose"/>
    public LitePart Part(NetworkWish wish) => LitePart.Choose(Model, path, wish);

    /// <summary>A part of the file as a network, operators that are not supported included.</summary>
    /// <exception cref="RetrainException">The file is broken.</exception>
    public Network Network(LitePart part) => Named(() => LiteNetworkReader.Read(Model, part.Graph, [part.Output], part.Size));

    /// <summary>What was read as a network that takes photos.</summary>
    /// <exception cref="RetrainException">Something in it is not supported; everything that stands in the way is named.</exception>
    public ImageNetwork Finish(Network network, LitePart part, NetworkWish wish) => Named(() =>
    {
        LiteNetworkReader.RefuseUnsupported(network);
        LiteGraph graph = Model.Graphs[part.Graph];
        if (network.Inputs is not [{ Fact.Shape: [_, { Length: > 0 }, { Length: > 0 }, { Length: 3 }] }])
        {
            throw new LiteFormatException($"it takes {string.Join("; ", network.Inputs)}; one picture [N, H, W, 3] is needed");
        }

        (Network real, float black, float white) = LiteEnds.Of(network, graph.Tensors[part.Input], graph.Tensors[part.Output], Metadata);
        bool isTeachable = beside.IsTeachableMachine && Metadata is null;
        return new ImageNetwork(wish.Purpose == NetworkPurpose.Features ? FeatureOutput.Of(real, path) : real, white)
        {
            Black = isTeachable && (black, white) == (0, 1) ? -1 : black,
            Crop = isTeachable ? Preprocessing.CentreCrop : Preprocessing.StretchCrop,
        };
    });

    private T Named<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is LiteFormatException or GraphException)
        {
            throw NetworkFaults.Of(path, e);
        }
    }
}
