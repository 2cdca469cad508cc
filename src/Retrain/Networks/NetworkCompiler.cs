using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;
using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>From a network to what ONNX Runtime runs.</summary>
internal static class NetworkCompiler
{
    /// <summary>The network as an ONNX file. Equal networks give equal bytes.</summary>
    /// <param name="network">In the layout [N, H, W, C], simplified.</param>
    /// <param name="name">The model's name, for messages.</param>
    /// <param name="options">What the file says about itself.</param>
    /// <exception cref="RetrainException">ONNX has no way to say something in it; the node is named.</exception>
    public static byte[] ToOnnx(Network network, string name, OnnxWriterOptions? options = null)
    {
        try
        {
            // Operators on whole numbers have no layout; those that they stand for have.
            network = network.Nodes.Any(n => n.Operator is Quantized) ? ExpandQuantized.Run(network) : network;
            return OnnxNetworkWriter.Write(LayoutPass.Run(network, DataLayout.ChannelsFirst), options ?? new OnnxWriterOptions()).Write();
        }
        catch (Exception e) when (e is GraphException or OnnxFormatException)
        {
            throw new RetrainException($"'{name}' cannot be converted to ONNX: {Wording.OneLine(e.Message)}", e);
        }
    }
}
