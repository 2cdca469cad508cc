using System.Collections.Immutable;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Importing;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>Where photos go into a TensorFlow graph and where the answer comes out.</summary>
/// <param name="Options">The part of the graph.</param>
/// <param name="White">Value of a white pixel in the input.</param>
/// <param name="InnerOutput">
/// A layer inside a function of the graph, which is found only once the function has been unfolded; else <see langword="null"/>.
/// </param>
internal sealed record GraphPorts(ImportOptions Options, float White, string? InnerOutput)
{
    /// <summary>Decides from the model's signatures, or from its nodes where it has none.</summary>
    /// <inheritdoc cref="TensorFlowNetworks.Read"/>
    public static GraphPorts Choose(TensorFlowModel model, string name, NetworkWish wish)
    {
        var graph = new GraphView(model.Graph);
        TensorFlowSignature? signature = SignatureChoice.Choose(model, name, wish);
        TensorFlowPort? imagePort = signature is null ? null : SignatureChoice.Image(signature, name, wish);
        TensorReference? input = imagePort is not null ? TensorReference.Parse(imagePort.Tensor) : InputChoice.Choose(graph, name, wish);
        string? inner = signature is not null && wish.Output is { } wanted && signature.Outputs.All(p => p.Key != wanted)
            && graph.Find(TensorReference.Parse(wanted).Node) is null
            ? wanted
            : null;
        NetworkWish outer = inner is null ? wish : wish with { Output = null };
        TensorReference output = signature is not null && SignatureChoice.Output(signature, name, outer) is { } port
            ? TensorReference.Parse(port.Tensor)
            : OutputChoice.Choose(graph, name, outer);

        ElementType? declared = imagePort?.Type
            ?? (input is { } fed && graph.Find(fed.Node) is { } node ? Placeholders.Declared(node).Type : null);
        bool decodes = input is null || declared == ElementType.String;
        return new GraphPorts(
            new ImportOptions
            {
                Inputs = input is { } tensor ? [decodes ? Bytes(tensor) : Photos(model, name, graph, tensor, imagePort, wish)] : [],
                Outputs = [(wish.Output ?? output.Node, output)],
                DecodedHeight = wish.Height,
                DecodedWidth = wish.Width,
                Fixed = signature is null ? new Dictionary<TensorReference, Tensor>() : Flags(signature, imagePort!),
            },
            declared == ElementType.UInt8 ? 255 : 1,
            inner);
    }

    /// <summary>One file: its decoder is where the network begins.</summary>
    private static FedTensor Bytes(TensorReference tensor) => new(tensor.Node, tensor, ElementType.String, [1]);

    // A model for bytes gets the same numbers as floats: its first step casts them anyway.
    private static FedTensor Photos(
        TensorFlowModel model, string name, GraphView graph, TensorReference tensor, TensorFlowPort? port, NetworkWish wish)
    {
        ImmutableArray<Dimension>? declared =
            (port?.Shape is { Count: 4 } shape ? ImmutableArray.CreateRange(shape.Select(Length)) : (ImmutableArray<Dimension>?)null)
                ?? (graph.Find(tensor.Node) is { } node ? Placeholders.Declared(node).Shape : null);
        if (declared is { Length: not 4 } other)
        {
            return new FedTensor(tensor.Node, tensor, ElementType.Float32, other);
        }

        (int Height, int Width)? attached = model.AttachedImageSize;
        Dimension height = Side(declared?[1].Length, wish.Height, attached?.Height);
        Dimension width = Side(declared?[2].Length, wish.Width, attached?.Width);
        return new FedTensor(
            tensor.Node, tensor, ElementType.Float32, [declared?[0] ?? Dimension.Photos, height, width, declared?[3].Length ?? 3]);

        Dimension Side(int? fixedTo, int? wanted, int? usual) =>
            fixedTo is null || wanted is null || fixedTo == wanted
                ? fixedTo ?? wanted ?? usual ?? Dimension.Open
                : throw new UsageException(
                    $"'{name}' takes {Wording.OneLine(tensor.Node)} [{string.Join(", ", declared!.Value)}], not {wanted} pixels");
    }

    private static Dimension Length(int? length, int axis) =>
        length is { } known and >= 0 ? known : axis == 0 ? Dimension.Photos : Dimension.Open;

    /// <summary>
    /// What else a signature takes: whether the network is being trained (it is not), and numbers that matter in training only.
    /// </summary>
    private static Dictionary<TensorReference, Tensor> Flags(TensorFlowSignature signature, TensorFlowPort image) => signature.Inputs
        .Where(p => p != image && p.Type is ElementType.Bool && p.Shape is null or { Count: 0 })
        .ToDictionary(p => TensorReference.Parse(p.Tensor), _ => Tensor.Scalar(false));
}
