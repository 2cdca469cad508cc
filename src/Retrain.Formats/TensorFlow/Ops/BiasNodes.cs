using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>A number for each channel, added. It is written as the sum that it is.</summary>
internal static class BiasNodes
{
    /// <summary>BiasAdd.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) =>
        [node.Add(new Binary(BinaryKind.Add), node.Input(0), Bias(node, node.Input(1), node.Fact(0).Rank))];

    /// <summary>The op of 2015: channels last.</summary>
    public static ImmutableArray<Value> ReadV1(NodeReader node) => [node.Add(new Binary(BinaryKind.Add), node.Input(0), node.Input(1))];

    /// <summary>The bias in a shape that broadcasts in the node's layout.</summary>
    public static Value Bias(NodeReader node, Value bias, int rank)
    {
        if (node.Layout == DataLayout.ChannelsLast || rank <= 2)
        {
            return bias;
        }

        return bias.Fact.KnownShape is [int channels]
            ? node.Reshaped("bias", bias, [1, channels, .. Enumerable.Repeat(1, rank - 2)])
            : throw new UnsupportedOpException("a bias of unknown length");
    }
}
