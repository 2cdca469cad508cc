using Retrain.Formats.TensorFlowLite;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>The part of a TensorFlow Lite file that leads from a picture to one output.</summary>
/// <param name="Graph">Number of the sub-graph.</param>
/// <param name="Input">Tensor that photos go into.</param>
/// <param name="Output">Tensor that is wanted.</param>
/// <param name="Size">Height and width, where the file leaves them open.</param>
internal sealed record LitePart(int Graph, int Input, int Output, (int? Height, int? Width) Size)
{
    private static readonly string[] UsualOutputs =
        ["default", "feature_vector", "final_result", "prediction", "predictions", "scores", "probabilities", "output_0"];

    private static readonly HashSet<string> BehindLastLayer = new(StringComparer.Ordinal)
    {
        "SOFTMAX", "LOGISTIC", "LOG_SOFTMAX", "DEQUANTIZE", "QUANTIZE", "RESHAPE", "SQUEEZE"
    };

    /// <summary>Decides from the signatures, or from the first sub-graph where nothing else is said.</summary>
    /// <param name="model">The file.</param>
    /// <param name="name">Its path, for messages.</param>
    /// <param name="wish">What is wanted of it.</param>
    /// <exception cref="UsageException">
    /// A wish that the model cannot fulfil, or a choice that only the caller can make; the choices are listed.
    /// </exception>
    /// <exception cref="RetrainException">It takes no picture.</exception>
    public static LitePart Choose(LiteModel model, string name, NetworkWish wish)
    {
        LiteSignature? signature = Signature(model, name, wish);
        int number = signature?.Graph ?? 0;
        LiteGraph graph = model.Graphs[number];
        int input = Picture(graph, signature, name, wish);
        return new LitePart(number, input, Wanted(graph, signature, name, wish), Sides(graph.Tensors[input], name, wish));
    }

    /// <summary>A tensor for people.</summary>
    public static string Describe(LiteTensor tensor) =>
        $"{tensor.Name} ({tensor.Type.ToString().ToLowerInvariant()} [{string.Join(", ", tensor.Dimensions)}])";

    /// <summary>The signature that is meant; the first sub-graph's where nothing is said, as the format's own programs do.</summary>
    private static LiteSignature? Signature(LiteModel model, string name, NetworkWish wish) => wish.Signature is { } wanted
        ? model.Signatures.FirstOrDefault(s => s.Key == wanted)
            ?? throw new UsageException(
                $"'{name}' has no signature '{wanted}'; it has: {Choices.List(model.Signatures.Select(s => s.Key))}")
        : model.Signatures.FirstOrDefault(s => s.Graph == 0);

    private static int Picture(LiteGraph graph, LiteSignature? signature, string name, NetworkWish wish)
    {
        string[] all = [.. graph.Inputs.Select(i => Describe(graph.Tensors[i]))];
        if (wish.Input is { } wanted)
        {
            return graph.Inputs.Where(i => IsCalled(graph, i, signature?.Inputs, wanted)).Select(i => (int?)i).FirstOrDefault()
                ?? throw new UsageException($"'{name}' has no input '{wanted}' (--input_layer); it has: {Choices.List(all)}");
        }

        return graph.Inputs.Where(i => IsPicture(graph.Tensors[i])).ToArray() switch
        {
            [var only] => only,
            [] => throw new RetrainException($"'{name}' takes no picture; its inputs are: {Choices.List(all)}"),
            _ => throw new UsageException($"'{name}' has several image inputs; choose one with --input_layer: {Choices.List(all)}"),
        };
    }

    private static int Wanted(LiteGraph graph, LiteSignature? signature, string name, NetworkWish wish)
    {
        string[] all = [.. graph.Outputs.Select(o => Describe(graph.Tensors[o]))];
        if (wish.Output is { } wanted)
        {
            string option = wish.Purpose == NetworkPurpose.Features ? "--feature_layer" : "--output_layer";
            int[] computed = [.. graph.Outputs, .. graph.Operators.SelectMany(o => o.Outputs)];
            return computed.Where(o => IsCalled(graph, o, signature?.Outputs, wanted)).Select(o => (int?)o).FirstOrDefault()
                ?? throw new UsageException($"'{name}' has no tensor '{wanted}' ({option}); its outputs are: {Choices.List(all)}");
        }

        int[] scores =
            [.. graph.Outputs.Where(o => graph.Tensors[o] is { Quantization: not null } or { ElementType: ElementType.Float32 })];
        int output = scores switch
        {
            [var only] => only,
            _ when Usual(signature, scores) is { } usual => usual,
            _ => throw new UsageException($"'{name}' has several outputs; choose one with --output_layer (retrain: --feature_layer): "
                + Choices.List(all)),
        };
        return wish.Purpose == NetworkPurpose.Features ? Features(graph, output) : output;
    }

    private static int? Usual(LiteSignature? signature, int[] scores) => UsualOutputs
        .SelectMany(u => (signature?.Outputs ?? []).Where(o => o.Name == u && scores.Contains(o.Tensor)).Select(o => (int?)o.Tensor))
        .FirstOrDefault();

    /// <summary>What the last layer of a classifier takes; the output itself, where there is none.</summary>
    private static int Features(LiteGraph graph, int output)
    {
        var producers = new Dictionary<int, LiteOperator>();
        foreach (LiteOperator step in graph.Operators)
        {
            foreach (int result in step.Outputs)
            {
                producers[result] = step;
            }
        }

        int tensor = output;
        bool isClassifier = false;
        for (int i = 0; i < graph.Operators.Length; i++)
        {
            if (!producers.TryGetValue(tensor, out LiteOperator? step) || step.Inputs is not [>= 0, ..])
            {
                break;
            }

            if (isClassifier && (step.Name == "FULLY_CONNECTED" || (step.Name == "CONV_2D" && IsOnePixel(graph.Tensors[step.Inputs[0]]))))
            {
                return step.Inputs[0];
            }

            if (!BehindLastLayer.Contains(step.Name))
            {
                break;
            }

            isClassifier |= step.Name is "SOFTMAX" or "LOGISTIC" or "LOG_SOFTMAX";
            tensor = step.Inputs[0];
        }

        return output;
    }

    private static bool IsOnePixel(LiteTensor tensor) => tensor.Shape is [_, 1, 1, _];

    private static bool IsPicture(LiteTensor tensor) =>
        tensor is { Shape: [_, _, _, 3], ElementType: ElementType.Float32 or ElementType.UInt8 or ElementType.Int8 or ElementType.Int16 };

    /// <summary>By the tensor's name, with or without the port that TensorFlow's names end in, or by the signature's.</summary>
    private static bool IsCalled(LiteGraph graph, int tensor, IEnumerable<(string Name, int Tensor)>? ports, string wanted) =>
        graph.Tensors[tensor].Name == wanted || graph.Tensors[tensor].Name == wanted + ":0"
        || (ports ?? []).Any(p => p.Tensor == tensor && p.Name == wanted);

    private static (int? Height, int? Width) Sides(LiteTensor image, string name, NetworkWish wish)
    {
        return image.Dimensions is [_, var height, var width, _]
            ? (Side(height, wish.Height), Side(width, wish.Width))
            : throw new UsageException($"'{name}': {Wording.OneLine(Describe(image))} is no picture: four axes are needed");

        int? Side(Dimension declared, int? wanted) => (declared.Length, wanted) switch
        {
            ({ } length, null) => length,
            ({ } length, { } size) when length == size => length,
            (null, { } size) => size,
            (null, null) => throw new UsageException($"'{name}' takes {Wording.OneLine(Describe(image))}, pictures of any size: "
                + "say which it was trained with (retrain: --image_size; label_image: --input_height and --input_width)"),
            _ => throw new UsageException($"'{name}' takes {Wording.OneLine(Describe(image))}, not {wanted} pixels"),
        };
    }
}
