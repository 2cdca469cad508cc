using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Tests.Models;

/// <summary>What a graph may hold that everything made for TensorFlow 1 loads.</summary>
internal static class OldGraph
{
    /// <summary>
    /// Ops in TensorFlow 1's library for phones and the Pi (kernels of <c>android_core_ops</c> and <c>android_extended_ops</c>, the file
    /// list of <c>contrib/makefile</c>), as far as image networks need them, with the attributes of their definitions in TensorFlow 1.4.
    /// </summary>
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["Placeholder"] = ["dtype", "shape"],
        ["Const"] = ["dtype", "value"],
        ["Identity"] = ["T"],
        ["Add"] = ["T"],
        ["Sub"] = ["T"],
        ["Mul"] = ["T"],
        ["BiasAdd"] = ["T", "data_format"],
        ["MatMul"] = ["T", "transpose_a", "transpose_b"],
        ["Conv2D"] = ["T", "strides", "use_cudnn_on_gpu", "padding", "data_format"],
        ["DepthwiseConv2dNative"] = ["T", "strides", "padding", "data_format"],
        ["FusedBatchNorm"] = ["T", "epsilon", "data_format", "is_training"],
        ["MaxPool"] = ["T", "ksize", "strides", "padding", "data_format"],
        ["AvgPool"] = ["T", "ksize", "strides", "padding", "data_format"],
        ["Mean"] = ["T", "Tidx", "keep_dims"],
        ["Relu"] = ["T"],
        ["Relu6"] = ["T"],
        ["Pad"] = ["T", "Tpaddings"],
        ["ConcatV2"] = ["T", "N", "Tidx"],
        ["Reshape"] = ["T", "Tshape"],
        ["Squeeze"] = ["T", "squeeze_dims"],
        ["Softmax"] = ["T"],
        ["FakeQuantWithMinMaxArgs"] = ["min", "max", "num_bits", "narrow_range"],
        ["FakeQuantWithMinMaxVars"] = ["num_bits", "narrow_range"],
    };

    /// <summary>
    /// Asserts that a frozen graph has nothing newer, no versions that a reader could find too high, and each node behind those
    /// that it reads.
    /// </summary>
    public static void Check(GraphDef graph)
    {
        Assert.Null(graph.Versions);
        Assert.True(graph.Library is null or { Function.Count: 0 });
        var names = new HashSet<string>(StringComparer.Ordinal);
        Assert.All(graph.Node, node =>
        {
            Assert.True(Known.ContainsKey(node.Op), $"{node.Name}: {node.Op}");
            Assert.All(node.Attr.Keys, name => Assert.True(Known[node.Op].Contains(name), $"{node.Name} ({node.Op}): {name}"));
            Assert.All(node.Input, input => Assert.Contains(input.Split(':')[0], names));
            Assert.Empty(node.Device);
            Assert.True(names.Add(node.Name), node.Name);
        });
    }
}
