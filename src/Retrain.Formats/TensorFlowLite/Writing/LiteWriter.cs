using System.Collections.Immutable;
using Retrain.Formats.TensorFlowLite.Writing.Fusing;
using Retrain.Formats.TensorFlowLite.Writing.Ops;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>Networks as TensorFlow Lite files.</summary>
internal static class LiteWriter
{
    /// <summary>The file. Equal networks and options give equal bytes.</summary>
    /// <param name="network">In the layout [N, H, W, C], simplified; operators on whole numbers as <see cref="Quantized"/>.</param>
    /// <param name="options">Precision of the weights, metadata.</param>
    /// <exception cref="LiteFormatException">The format has no words for something; every such node is named.</exception>
    public static byte[] Write(Network network, LiteWriterOptions options)
    {
        Network fused = LiteFusions.Run(options.HasOpenBatch ? network : Rewriter.Precede(network, OnePhoto));
        var graph = new WrittenGraph(new WrittenFacts(fused), options.Weights);
        WrittenSignature signature = Fill(graph, fused);
        return LiteFile.Write(graph, signature, options.Metadata);
    }

    private static Value OnePhoto(NetworkBuilder builder, Value input)
    {
        ImmutableArray<Dimension> shape = input.Fact.Shape;
        return builder.Input(
            input.Name, input.Fact.Type, (shape is [{ Length: null }, ..] ? shape.SetItem(0, 1) : shape).AsSpan());
    }

    private static WrittenSignature Fill(WrittenGraph graph, Network network)
    {
        var inputs = network.Inputs.Select(i => (i.Name, graph.Declare(i, i.Name))).ToArray();

        // A value that is an output only takes the output's name; inputs, constants and doubles are copied.
        HashSet<Value> computed = [.. network.Nodes.SelectMany(n => n.Outputs)];
        var outputs = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (NetworkOutput output in network.Outputs.Where(o => computed.Contains(o.Value) && !graph.Has(o.Value)))
        {
            outputs.Add(output.Name, graph.Declare(output.Value, output.Name));
        }

        WriteNodes(graph, network);
        foreach (NetworkOutput output in network.Outputs.Where(o => !outputs.ContainsKey(o.Name)))
        {
            outputs.Add(output.Name, Copy(graph, output));
        }

        return new WrittenSignature([.. inputs], [.. network.Outputs.Select(o => (o.Name, outputs[o.Name]))]);
    }

    private static void WriteNodes(WrittenGraph graph, Network network)
    {
        var faults = new List<string>();
        foreach (Node node in network.Nodes)
        {
            try
            {
                LiteWriters.Write(graph, node);
            }
            catch (GraphException e)
            {
                faults.Add($"'{node.Name}' ({node.Operator.Name}): {e.Message}");
            }
        }

        if (faults.Count > 0)
        {
            throw new LiteFormatException($"TensorFlow Lite has no words for {string.Join("; ", faults)}");
        }
    }

    private static int Copy(WrittenGraph graph, NetworkOutput output)
    {
        Fact fact = graph.Fact(output.Value);
        int[] shape = [.. output.Value.Fact.Shape.Select(d => d.Length ?? -1)];
        Quantization? levels = graph.Has(output.Value) ? graph.Tensors[graph.Place(output.Value)].Levels : null;

        // The output takes its name before a constant of that name does.
        int place = graph.Declare(output.Name, fact.Type, fact.Shape, WrittenGraph.Signature(output.Value.Fact), levels);
        int source = graph.Place(output.Value);
        int list = graph.Ints($"{output.Name}/shape", shape);
        graph.Add(Schema.BuiltinOperator.RESHAPE, [source, list], [place], OperatorOptions.Reshape(shape));
        return place;
    }
}
