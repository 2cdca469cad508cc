using Retrain.Formats.Keras;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Photos;
using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>From layers of Keras to a network that takes photos.</summary>
internal static class KerasNetworks
{
    private const int MostNear = 5;

    /// <summary>Reads the part of a model that leads from its image input to one output.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Its path, for messages.</param>
    /// <param name="wish">What is wanted of it.</param>
    /// <param name="beside">What lies beside it.</param>
    /// <exception cref="UsageException">
    /// A wish that the model cannot fulfil, or a choice that only the caller can make; the choices are listed.
    /// </exception>
    /// <exception cref="RetrainException">
    /// The model is broken or uses what is not supported; everything that stands in the way is named.
    /// </exception>
    public static ImageNetwork Read(KerasModel model, string name, NetworkWish wish, BesideModel beside) =>
        Finish(model, Layers(model, name, wish), name, wish, beside);

    /// <summary>The layers, those that are not supported included.</summary>
    /// <inheritdoc cref="Read"/>
    public static KerasNetwork Layers(KerasModel model, string name, NetworkWish wish) => Named(name, () =>
    {
        KerasGraph graph = model.Graph;
        int images = graph.Inputs.Length == 1 && graph.InputShape(0) is { Length: 4 } ? 0 : -1;
        string[] inputs = [.. graph.Inputs.Select((r, i) => $"{r.Layer} [{Describe(graph.InputShape(i))}]")];
        if (images < 0)
        {
            throw new RetrainException(
                $"'{name}': one picture [N, H, W, 3] as the input is needed; the model takes: {Choices.List(inputs)}");
        }

        if (wish.Input is { } wanted && wanted != graph.Inputs[0].Layer)
        {
            throw new UsageException($"'{name}' has no input '{wanted}' (--input_layer); it has: {Choices.List(inputs)}");
        }

        int?[] shape = graph.InputShape(0)!;
        if ((wish.Height is { } height && shape[1] is { } fixedHeight && height != fixedHeight)
            || (wish.Width is { } width && shape[2] is { } fixedWidth && width != fixedWidth))
        {
            throw new UsageException($"'{name}' takes {inputs[0]}, not {wish.Width ?? wish.Height} pixels");
        }

        KerasConfig? resizing = Resizing(graph);
        int? needed = (shape[1] ?? wish.Height) is null || (shape[2] ?? wish.Width) is null ? resizing?.Int("height") ?? 0 : null;
        return needed == 0
            ? throw new UsageException($"'{name}' takes {inputs[0]}, pictures of any size: "
                + "say which it was trained with (retrain: --image_size; label_image: --input_height and --input_width)")
            : KerasNetworkReader.Read(model, new KerasReadOptions(
                wish.Height ?? (needed is null ? null : resizing!.Value.Int("height")),
                wish.Width ?? (needed is null ? null : resizing!.Value.Int("width"))));
    });

    /// <summary>What was read as a network that takes photos.</summary>
    /// <inheritdoc cref="Read"/>
    public static ImageNetwork Finish(KerasModel model, KerasNetwork layers, string name, NetworkWish wish, BesideModel beside) =>
        Named(name, () =>
        {
            Network network = layers.Build(Output(layers, name, wish));
            network = wish is { Purpose: NetworkPurpose.Features, Output: null } ? LastLayer.Without(network) : network;
            if (network.Inputs is not [{ Fact.Shape: [_, { Length: > 0 }, { Length: > 0 }, { Length: 3 }] } input])
            {
                throw new RetrainException($"'{name}' takes {Wording.OneLine(network.Inputs[0].ToString())}: "
                    + "the last axis must be the 3 channels of a colour photo");
            }

            float? white = TakesBytes(model.Graph) ? 255 : InputRange.White(network);
            bool isTeachable = beside.IsTeachableMachine && white is null;
            bool crops = beside.IsTeachableMachine || (Resizing(model.Graph)?.Bool("crop_to_aspect_ratio", false) ?? false);
            return new ImageNetwork(
                wish.Purpose == NetworkPurpose.Features ? FeatureOutput.Of(network, name) : network, white ?? 1)
            {
                Black = isTeachable ? -1 : 0,
                // Teachable Machine draws photos on a canvas, whichever format it then writes.
                Resize = model.Dialect == KerasDialect.TensorFlowJs && !beside.IsTeachableMachine
                    ? Preprocessing.LegacyBilinear
                    : Preprocessing.HalfPixelBilinear,
                Crop = crops ? Preprocessing.CentreCrop : Preprocessing.StretchCrop,
            };
        });

    /// <summary>The output that is wanted.</summary>
    /// <inheritdoc cref="Read"/>
    public static string Output(KerasNetwork layers, string name, NetworkWish wish)
    {
        if (wish.Output is { } wanted)
        {
            string option = wish.Purpose == NetworkPurpose.Features ? "--feature_layer" : "--output_layer";
            string[] near = [.. layers.Layers.Where(
                l => wanted.Length > 2 && l.Contains(wanted, StringComparison.OrdinalIgnoreCase)).Take(MostNear)];
            return layers.Has(wanted)
                ? wanted
                : throw new UsageException($"'{name}' has no output and no layer '{wanted}' ({option}); {(near.Length > 0
                    ? $"perhaps one of: {Choices.List(near)}"
                    : $"some of its layers: {Choices.List(layers.Layers.Reverse())}")}");
        }

        return layers.Outputs is [var only]
            ? only
            : throw new UsageException($"'{name}' has several outputs; choose one with --output_layer (retrain: --feature_layer): "
                + Choices.List(layers.Outputs));
    }

    /// <summary>Calls a reader and reports its faults under the model's name.</summary>
    internal static T Named<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is KerasFormatException or GraphException)
        {
            throw NetworkFaults.Of(name, e);
        }
    }

    /// <summary>The layer that brings photos of any size to the model's own.</summary>
    private static KerasConfig? Resizing(KerasGraph graph) =>
        graph.AllLayers.FirstOrDefault(l => l.ClassName == "Resizing") is { } layer ? layer.Config : null;

    private static bool TakesBytes(KerasGraph graph) =>
        graph.Layers.FirstOrDefault(l => l.Name == graph.Inputs[0].Layer)?.Config.Find("dtype")
            is { ValueKind: System.Text.Json.JsonValueKind.String } type && (type.ValueEquals("uint8") || type.ValueEquals("int32"));

    private static string Describe(int?[]? shape) =>
        shape is null ? "..." : string.Join(", ", shape.Select(l => l?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"));
}
