using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;
using Retrain.Photos;
using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>A network from a photo to an output, whatever file it came from.</summary>
internal sealed class ImageNetwork
{
    private readonly Lazy<Network> simplified;

    /// <summary>Takes over a network.</summary>
    /// <param name="network">One image input float32 [N or 1, H, W, 3] in the plain order, one output; as it was read.</param>
    /// <param name="white">See <see cref="White"/>.</param>
    public ImageNetwork(Network network, float white)
    {
        Source = network;
        White = white;
        Height = network.Inputs[0].Fact.Shape[1].Length!.Value;
        Width = network.Inputs[0].Fact.Shape[2].Length!.Value;
        simplified = new(() => Simplify(network));
    }

    /// <summary>The network as it was read.</summary>
    public Network Source { get; }

    /// <summary>The network, simplified at the first use.</summary>
    public Network Network => simplified.Value;

    /// <summary>Height of the input.</summary>
    public int Height { get; }

    /// <summary>Width of the input.</summary>
    public int Width { get; }

    /// <summary>Value of a white pixel in the input: 1, or 255 where the model was made for bytes.</summary>
    public float White { get; }

    /// <summary>Value of a black pixel: 0, or -1 where the files say so.</summary>
    public float Black { get; init; }

    /// <summary>Which part of a photo is resized, see <see cref="Preprocessing.Crop"/>.</summary>
    public string Crop { get; init; } = Preprocessing.StretchCrop;

    /// <summary>
    /// How photos are resized to the input: as the graph itself would, where it begins with a decoder; else as the original does.
    /// </summary>
    public string Resize { get; init; } = Preprocessing.LegacyBilinear;

    /// <summary>Whether whole numbers are imitated inside, as in networks that were trained for them.</summary>
    public bool IsQuantized => Source.Nodes.Any(n => n.Operator is FakeQuantize);

    /// <summary>Whether values are rounded to levels inside, imitated or real ones, so that small differences may become large.</summary>
    public bool HasLevels => Source.Nodes.Any(n => n.Operator is FakeQuantize or Quantize or Quantized);

    /// <summary>Whether whole numbers are computed with inside, not only imitated.</summary>
    public bool HasWholeNumbers => Source.Nodes.Any(n => n.Operator is Quantize or Quantized);

    /// <summary>The image input.</summary>
    public Value Input => Source.Inputs[0];

    /// <summary>The output.</summary>
    public NetworkOutput Output => Source.Outputs[0];

    private static Network Simplify(Network network)
    {
        try
        {
            return Simplification.Run(network);
        }
        catch (GraphException e)
        {
            throw new RetrainException(
                $"the network behind '{Wording.OneLine(network.Inputs[0].Name)}' cannot be simplified: {Wording.OneLine(e.Message)}", e);
        }
    }
}
