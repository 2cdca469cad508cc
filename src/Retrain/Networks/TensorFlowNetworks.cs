using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Importing;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Photos;
using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>From a TensorFlow model to a network that takes photos.</summary>
internal static class TensorFlowNetworks
{
    /// <summary>Reads the part of a model that leads from its image input to one output.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Its path, for messages.</param>
    /// <param name="wish">What is wanted of it.</param>
    /// <exception cref="UsageException">
    /// A wish that the model cannot fulfil, or a choice that only the caller can make; the choices are listed.
    /// </exception>
    /// <exception cref="RetrainException">
    /// The model is broken or uses what is not supported; everything that stands in the way is named.
    /// </exception>
    public static ImageNetwork Read(TensorFlowModel model, string name, NetworkWish wish)
    {
        GraphPorts ports = Ports(model, name, wish);
        return Finish(Import(model, name, ports), ports, name, wish);
    }

    /// <summary>Where photos go in and the answer comes out.</summary>
    /// <inheritdoc cref="Read"/>
    public static GraphPorts Ports(TensorFlowModel model, string name, NetworkWish wish) => Named(name, () =>
    {
        GraphPorts ports = GraphPorts.Choose(model, name, wish);
        return ports.Options.Inputs is [{ Tensor: var fed, Shape: [_, { Length: null }, { Length: null }, _] }]
            && InnerSize(model, fed) is { } inner
            ? GraphPorts.Choose(model, name, wish with { Height = inner.Height, Width = inner.Width })
            : ports;
    });

    /// <summary>The part between, or all that stands in its way.</summary>
    /// <exception cref="UsageException">The size of the photos is open.</exception>
    /// <exception cref="RetrainException">The model is broken.</exception>
    public static ImportedNetwork Import(TensorFlowModel model, string name, GraphPorts ports) => Named(name, () =>
    {
        ImportedNetwork imported = TensorFlowImporter.Import(model, ports.Options);
        if (imported.Network is not { } network || imported.DecodedInputs.Count == 0 || ports.Options.DecodedHeight is not null)
        {
            return imported;
        }

        // The graph resizes photos itself. At the size that it wants its own step changes nothing, and ours is the same rule.
        (int height, int width) = FirstResize(network) ?? throw NeedsSize(name, "pictures of any size");
        return TensorFlowImporter.Import(model, ports.Options with { DecodedHeight = height, DecodedWidth = width });
    });

    /// <summary>What was imported as a network that takes photos.</summary>
    /// <inheritdoc cref="Read"/>
    public static ImageNetwork Finish(ImportedNetwork imported, GraphPorts ports, string name, NetworkWish wish)
    {
        Network network = Named(name, imported.Require);
        network = ports.InnerOutput is { } inner ? Tap(network, inner, name) : network;
        if (network.Inputs is not [{ Fact: { Rank: 4 } fact } input])
        {
            throw new RetrainException(
                $"'{name}' takes {(network.Inputs.Length == 0 ? "no picture" : Choices.List(network.Inputs.Select(i => i.ToString())))}; "
                    + "one picture [N, H, W, 3] is needed");
        }

        if (fact.Shape is not [_, { Length: > 0 }, { Length: > 0 }, { Length: 3 }])
        {
            throw fact.Shape[3].Length is not (3 or null)
                ? new RetrainException(
                    $"'{name}' takes {Wording.OneLine(input.ToString())}: the last axis must be the 3 channels of a colour photo")
                : NeedsSize(name, Wording.OneLine(input.ToString()));
        }

        float white = imported.DecodedInputs.Count > 0 ? 255 : ports.White;
        bool resizesByHalfPixels = imported.DecodedInputs.Count > 0
            && network.Nodes.Select(n => n.Operator).OfType<Resize>().FirstOrDefault() is { Coordinates: ResizeCoordinates.HalfPixel };
        return new ImageNetwork(wish.Purpose == NetworkPurpose.Features ? FeatureOutput.Of(network, name) : network, white)
        {
            Resize = resizesByHalfPixels ? Preprocessing.HalfPixelBilinear : Preprocessing.LegacyBilinear,
        };
    }

    private static T Named<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is TensorFlowFormatException or GraphException)
        {
            throw NetworkFaults.Of(name, e);
        }
    }

    private static UsageException NeedsSize(string name, string takes) =>
        new($"'{name}' takes {takes}: "
            + "say which size it was trained with (retrain: --image_size; label_image: --input_height and --input_width)");

    /// <summary>Nodes of functions go by the names of the calls before their own; the last part will do where it is the only one.</summary>
    private static Network Tap(Network network, string wanted, string name)
    {
        Value[] all = [.. network.Nodes.SelectMany(n => n.Outputs)];
        Value[] meant = all.Where(v => v.Name == wanted).ToArray() is { Length: 1 } exact
            ? exact
            : [.. all.Where(v => v.Name.EndsWith("/" + wanted, StringComparison.Ordinal))];
        return meant is [var value]
            ? network with { Outputs = [new NetworkOutput(wanted, value)] }
            : throw new UsageException(meant.Length == 0
                ? $"'{name}' has no output and no node '{wanted}'; "
                    + $"some of its nodes: {Choices.List(Enumerable.Reverse(all).Select(v => v.Name))}"
                : $"'{name}' has several nodes '{wanted}'; choose one: {Choices.List(meant.Select(v => v.Name))}");
    }

    /// <summary>Size that a graph itself resizes photos to before they come to an inner node, at which they are to go in instead.</summary>
    private static (int Height, int Width)? InnerSize(TensorFlowModel model, TensorReference tensor)
    {
        if (!model.Graph.Node.Any(n => PictureDecoders.IsDecoder(n.Op)))
        {
            return null;
        }

        ImportedNetwork before = TensorFlowImporter.Import(model, new ImportOptions { Inputs = [], Outputs = [("before", tensor)] });
        return before.Network?.Outputs[0].Value.Fact.Shape is [_, { Length: { } height }, { Length: { } width }, _]
            ? (height, width)
            : null;
    }

    private static (int Height, int Width)? FirstResize(Network network)
    {
        Node? resize = network.Nodes.FirstOrDefault(n => n.Operator is Resize);
        return resize?.Outputs[0].Fact.Shape is [_, { Length: { } height }, { Length: { } width }, _] ? (height, width) : null;
    }
}
