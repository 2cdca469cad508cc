using System.Security.Cryptography;
using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;
using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>An ONNX model whose operators the IR knows.</summary>
/// <param name="name">Its path, or the embedded network's name.</param>
/// <param name="bytes">The file.</param>
/// <param name="folder">Where weights beside it lie; <see langword="null"/>: nowhere.</param>
internal sealed class OnnxOrigin(string name, ReadOnlyMemory<byte> bytes, string? folder = null) : NetworkOrigin
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Kind => "ONNX model";

    /// <inheritdoc/>
    public override string Sha256
    {
        get
        {
            using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            all.AppendData(bytes.Span);
            foreach (string file in Model.ExternalFiles)
            {
                using FileStream weights = File.OpenRead(Path.Combine(folder ?? "", file));
                all.AppendData(SHA256.HashData(weights));
            }

            return Convert.ToHexStringLower(all.GetHashAndReset());
        }
    }

    /// <summary>The file; a fresh copy each time.</summary>
    public OnnxModel Model => OnnxModel.Read(bytes.Span);

    /// <inheritdoc/>
    public override ImageNetwork Read(NetworkWish wish)
    {
        (OnnxModel model, bool isChannelsFirst) = Part(wish);
        return Finish(Network(model), isChannelsFirst, wish);
    }

    /// <summary>The part of the file that leads from its image input to one output, and whether the input is [N, 3, H, W].</summary>
    /// <exception cref="UsageException">
    /// A wish that the model cannot fulfil, or a choice that only the caller can make; the choices are listed.
    /// </exception>
    public (OnnxModel Model, bool IsChannelsFirst) Part(NetworkWish wish)
    {
        OnnxModel model = Model;
        bool isChannelsFirst = FixInput(model, wish);
        ChooseOutput(model, wish);
        return (model, isChannelsFirst);
    }

    /// <summary>A part of the file as a network, nodes that are not supported included.</summary>
    /// <exception cref="RetrainException">The file is broken, or of another version.</exception>
    public Network Network(OnnxModel part) => Named(() => OnnxNetworkReader.Read(part, folder));

    /// <summary>What was read as a network that takes photos as [N, H, W, 3].</summary>
    /// <exception cref="RetrainException">Something in it is not supported; everything that stands in the way is named.</exception>
    public ImageNetwork Finish(Network network, bool isChannelsFirst, NetworkWish wish) => Named(() =>
    {
        OnnxNetworkReader.RefuseUnsupported(network);
        Network photosLast = LayoutPass.Run(isChannelsFirst ? Rewriter.Precede(network, PhotosLast) : network, DataLayout.ChannelsLast);
        return photosLast.Inputs is [{ Fact.Shape: [_, { Length: > 0 }, { Length: > 0 }, { Length: 3 }] }]
            ? new ImageNetwork(wish.Purpose == NetworkPurpose.Features ? FeatureOutput.Of(FeaturesLast(photosLast), name) : photosLast, 1)
            : throw new OnnxFormatException(
                $"it takes {string.Join("; ", photosLast.Inputs)}; one picture [N, H, W, 3] or [N, 3, H, W] is needed");
    });

    private T Named<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is OnnxFormatException or GraphException)
        {
            throw NetworkFaults.Of(name, e);
        }
    }

    /// <summary>Photos go in as [N, H, W, 3] everywhere; the transposition meets one that the layout pass makes, and both go.</summary>
    private static Value PhotosLast(NetworkBuilder builder, Value input)
    {
        Value photos = builder.Input(input.Name, input.Fact.Type, Permutation.ChannelsLast.Apply(input.Fact.Shape).AsSpan());
        return builder.Add(input.Name + "/planes", new Transpose(Permutation.ChannelsFirst), photos);
    }

    /// <summary>
    /// Images of features are [N, F, H, W] in these files, and behind the transposition that the layout pass made for the output they are
    /// [N, H, W, F] as everywhere here. Others (tokens, or images of a file that keeps the channels last) stay.
    /// </summary>
    private static Network FeaturesLast(Network network)
    {
        NetworkOutput output = network.Outputs[0];
        return output.Value.Fact.Shape is [_, { Length: > 1 }, { Length: 1 }, { Length: 1 }]
            ? Rewriter.Extend(network, (builder, value) => builder.Add(output.Name + "/list", new Squeeze([2, 3]), value))
            : network.Nodes.FirstOrDefault(n => n.Outputs.Contains(output.Value)) is { Operator: Transpose transpose } node
                && transpose.Order.Equals(Permutation.ChannelsFirst)
                ? network with { Outputs = [output with { Value = node.Inputs[0] }] }
                : network;
    }

    /// <summary>Leaves the image input alone, with its size as a number.</summary>
    /// <returns>Whether it is [N, 3, H, W].</returns>
    private bool FixInput(OnnxModel model, NetworkWish wish)
    {
        OnnxValue[] images = [.. model.Inputs.Where(i => i.Shape?.Count == 4 && (wish.Input is null || i.Name == wish.Input))];
        if (images is not [{ Shape: { } shape, ElementType: { } type } image] || !IsFloat(type))
        {
            throw new UsageException($"'{name}': one image input, float with four axes, is needed; "
                + $"the inputs are: {Wording.OneLine(string.Join("; ", model.Inputs))}");
        }

        bool isChannelsFirst = shape[1].Size == 3;
        (int height, int width) = isChannelsFirst ? (2, 3) : (1, 2);
        OnnxDimension[] fixedShape = [.. shape];
        fixedShape[height] = Side(shape[height], wish.Height, image);
        fixedShape[width] = Side(shape[width], wish.Width, image);
        int index = model.Graph.Input.ToList().FindIndex(i => i.Name == image.Name);
        model.Graph.Input[index] = OnnxValue.Declare(image.Name, TensorProto.Types.DataType.Float, fixedShape);
        return isChannelsFirst;
    }

    /// <summary>Halves are widened when they are read.</summary>
    private static bool IsFloat(TensorProto.Types.DataType? type) => type is TensorProto.Types.DataType.Float
        or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16;

    private OnnxDimension Side(OnnxDimension declared, int? wanted, OnnxValue image) =>
        declared.Size is { } size
            ? wanted is null || wanted == size
                ? declared
                : throw new UsageException($"'{name}' takes {Wording.OneLine(image.ToString())}, not {wanted} pixels")
            : new OnnxDimension(wanted ?? throw new UsageException(
                $"'{name}' takes {Wording.OneLine(image.ToString())}, pictures of any size: "
                    + "say which it was trained with (retrain: --image_size; label_image: --input_height and --input_width)"));

    private void ChooseOutput(OnnxModel model, NetworkWish wish)
    {
        OnnxValue? declared = wish.Output is { } wanted
            ? model.Outputs.FirstOrDefault(o => o.Name == wanted)
            : model.Outputs.FirstOrDefault(o => IsFloat(o.ElementType)) ?? model.Outputs[0];
        if (wish.Output is null && !IsFloat(declared!.ElementType)
            && model.Graph.Node.FirstOrDefault(n => n.OpType == "ZipMap")?.Input.FirstOrDefault() is { } scores)
        {
            // Classifiers of scikit-learn give names with scores, in a form that is no tensor; before they get their names they are one.
            declared = new OnnxValue(scores, null, null);
        }

        if (declared is null && !model.Graph.Node.Any(n => n.Output.Contains(wish.Output)))
        {
            throw new UsageException($"'{name}' has no output and no value '{wish.Output}'; "
                + $"its outputs are: {Wording.OneLine(string.Join("; ", model.Outputs))}");
        }

        string output = declared?.Name ?? wish.Output!;
        ValueInfoProto kept = model.Graph.Output.FirstOrDefault(o => o.Name == output) ?? new ValueInfoProto { Name = output };
        model.Graph.Output.Clear();
        model.Graph.Output.Add(kept);
        OnnxPruning.Keep(model.Graph, output);
    }
}
