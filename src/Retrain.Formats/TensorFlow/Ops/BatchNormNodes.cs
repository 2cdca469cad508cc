using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Batch normalisation with fixed statistics.</summary>
internal static class BatchNormNodes
{
    /// <summary>FusedBatchNorm in its three versions. Further outputs give the statistics back.</summary>
    public static ImmutableArray<Value> Read(NodeReader node)
    {
        // True is TensorFlow's default.
        if (node.Bool("is_training", true))
        {
            throw new UnsupportedOpException("is_training: statistics of the batch; save the network for inference");
        }

        Value result = node.Add(new BatchNorm(node.Float("epsilon", 1e-4f), node.Layout), node.Input(0), node.Input(1), node.Input(2),
            node.Input(3), node.Input(4));
        return [result, node.Input(3), node.Input(4), node.Input(3), node.Input(4)];
    }

    /// <summary>The op of 2015: inputs t, m, v, beta, gamma.</summary>
    public static ImmutableArray<Value> ReadGlobal(NodeReader node)
    {
        Value scale = node.Bool("scale_after_normalization", false)
            ? node.Input(4)
            : FillNodes.Filled(node, "scale", 1, node.Input(3));
        var norm = new BatchNorm(node.Float("variance_epsilon"), DataLayout.ChannelsLast);
        return [node.Add(norm, node.Input(0), scale, node.Input(3), node.Input(1), node.Input(2))];
    }

    /// <summary>FusedBatchNorm for inference, with no attribute of later versions.</summary>
    public static void Write(NodeWriter writer) =>
        writer.Emit(
            "FusedBatchNorm",
            writer.Inputs(),
            writer.T,
            ("epsilon", Attr.Of(((BatchNorm)writer.Node.Operator).Epsilon)),
            ("data_format", Attr.Of("NHWC")),
            ("is_training", Attr.Of(false)));
}
