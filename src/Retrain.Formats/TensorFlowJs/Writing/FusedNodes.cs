using Google.Protobuf;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowJs.Writing;

/// <summary>
/// Convolution, bias and activation as the one node that TensorFlow's converter makes of them: TensorFlow.js fuses nothing by itself, and
/// each further node is a pass over the whole image.
/// </summary>
internal static class FusedNodes
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["Conv2D"] = "_FusedConv2D",
        ["DepthwiseConv2dNative"] = "FusedDepthwiseConv2dNative",
        ["MatMul"] = "_FusedMatMul",
    };

    /// <summary>Fuses what can be; each fused node has the name of the last of its nodes.</summary>
    /// <param name="graph">Changed. Inputs are <c>node</c> or <c>node:output</c>, and nodes come after those that they read.</param>
    /// <param name="outputs">Names of nodes that callers fetch.</param>
    public static void Fuse(GraphDef graph, IReadOnlySet<string> outputs)
    {
        var nodes = graph.Node.ToDictionary(n => n.Name, StringComparer.Ordinal);
        Dictionary<string, int> readers = graph.Node.SelectMany(n => n.Input).GroupBy(i => i).ToDictionary(g => g.Key, g => g.Count());
        HashSet<string> gone = [];
        foreach (NodeDef node in graph.Node)
        {
            // Nodes come in order: a bias was fused a moment ago.
            if (node.Op is "Relu" or "Relu6" && Inner(node.Input[0]) is { } fused && Names.ContainsValue(fused.Op)
                && fused.Attr["fused_ops"].List.S is { Count: 1 } functions)
            {
                functions.Add(ByteString.CopyFromUtf8(node.Op));
                Replace(node, fused);
            }
            else if (node.Op is "BiasAdd" or "Add" && Inner(node.Input[0]) is { } product
                && Names.TryGetValue(product.Op, out string? fusedOp) && IsBias(node.Input[1], product))
            {
                string bias = node.Input[1];
                product.Op = fusedOp;
                product.Input.Add(bias);
                product.Attr["num_args"] = Attr.Of(1);
                product.Attr["fused_ops"] = new AttrValue
                {
                    List = new AttrValue.Types.ListValue { S = { ByteString.CopyFromUtf8("BiasAdd") } },
                };
                Replace(node, product);
            }
        }

        NodeDef[] left = [.. graph.Node.Where(n => !gone.Contains(n.Name))];
        graph.Node.Clear();
        graph.Node.AddRange(left);

        // A node that nobody else reads, so that it may go.
        NodeDef? Inner(string input) =>
            readers[input] == 1 && !outputs.Contains(input) && nodes.TryGetValue(input, out NodeDef? found) ? found : null;

        bool IsBias(string input, NodeDef product) =>
            nodes.TryGetValue(input, out NodeDef? bias) && bias.Op == "Const" && Dimensions(bias) is [var length]
            && nodes.TryGetValue(product.Input[1], out NodeDef? filter) && filter.Op == "Const"
            && length == Channels(product, Dimensions(filter));

        void Replace(NodeDef last, NodeDef first)
        {
            gone.Add(first.Name);
            last.Op = first.Op;
            last.Input.Clear();
            last.Input.AddRange(first.Input);
            last.Attr.Clear();
            last.Attr.Add(first.Attr);
        }
    }

    private static long[] Dimensions(NodeDef constant) => [.. constant.Attr["value"].Tensor.TensorShape.Dim.Select(d => d.Size)];

    private static long Channels(NodeDef product, long[] filter) => product.Op switch
    {
        "MatMul" => product.Attr["transpose_b"].B ? filter[0] : filter[1],
        "DepthwiseConv2dNative" => filter[2] * filter[3],
        _ => filter[3],
    };
}
