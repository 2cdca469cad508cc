using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Convolutions whose filters read one channel each. They are written by <see cref="ConvolutionNodes"/>.</summary>
internal static class DepthwiseNodes
{
    /// <summary>DepthwiseConv2dNative: weights [h, w, C, M] become [h, w, 1, C M].</summary>
    public static ImmutableArray<Value> Read(NodeReader node)
    {
        Value weights = Weights(node);
        return [node.Add(ConvolutionNodes.Operator(node, node.Fact(0), weights.Fact), node.Input(0), weights)];
    }

    /// <summary>The weights as <see cref="Conv"/> wants them.</summary>
    public static Value Weights(NodeReader node)
    {
        if (node.Fact(1).KnownShape is not { Length: 4 } shape)
        {
            throw new UnsupportedOpException("weights of unknown shape");
        }

        return node.Reshaped("depthwise_weights", node.Input(1), shape[0], shape[1], 1, Tensor.LengthOf(shape.AsSpan(2)));
    }
}
