using System.Collections.Immutable;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.Onnx;

/// <summary>Writes a network as an ONNX model. The same network gives the same bytes.</summary>
internal static class OnnxNetworkWriter
{
    /// <summary>Version of the standard operators that is written: old enough for every runtime in use.</summary>
    public const int Opset = 17;

    /// <summary>What levels of 16 bits need.</summary>
    private const int OpsetOfInt16 = 21;

    private const int IrVersion = 8;

    private const int IrVersionOfInt16 = 10;

    /// <summary>Writes a network.</summary>
    /// <param name="network">
    /// Its image operators are all <see cref="DataLayout.ChannelsFirst"/> (<see cref="Graph.Passes.LayoutPass"/>).
    /// </param>
    /// <param name="options">What the file says about itself.</param>
    /// <exception cref="OnnxFormatException">
    /// ONNX cannot express a node (all such are named), or the weights exceed a file's 2 GB.
    /// </exception>
    public static OnnxModel Write(Network network, OnnxWriterOptions options)
    {
        network = network.Nodes.Any(n => n.Operator is Quantized) ? Rewriter.Run(network, ExpandQuantized.Rule) : network;
        Refuse(network);
        var graph = new OnnxGraphWriter(network.Nodes, network.Nodes.Any(HasInt16) ? OpsetOfInt16 : Opset);
        graph.Graph.Name = options.GraphName;
        foreach (Value input in network.Inputs)
        {
            graph.Reserve(input, input.Name);
            graph.Graph.Input.Add(Declare(input.Name, input.Fact));
        }

        // A value that is an output only takes the output's name; inputs, constants and doubles need a node.
        HashSet<Value> computed = [.. network.Nodes.SelectMany(n => n.Outputs)];
        foreach (NetworkOutput output in network.Outputs.Where(o => computed.Contains(o.Value) && !graph.Has(o.Value)))
        {
            graph.Reserve(output.Value, output.Name);
        }

        var copies = new List<NetworkOutput>();
        foreach (NetworkOutput output in network.Outputs)
        {
            graph.Graph.Output.Add(Declare(output.Name, output.Value.Fact));
            if (!graph.Has(output.Value) || graph.Name(output.Value) != output.Name)
            {
                copies.Add(output);
                _ = graph.Unique(output.Name);
            }
        }

        foreach (Node node in network.Nodes)
        {
            try
            {
                OnnxOps.Writers[node.Operator.GetType()](new OnnxNodeWriter(node, graph));
            }
            catch (GraphException e)
            {
                throw new OnnxFormatException($"node '{node.Name}' ({node.Operator.Name}): {e.Message}", e);
            }
        }

        foreach (NetworkOutput output in copies)
        {
            graph.Graph.Node.Add(
                new NodeProto { OpType = "Identity", Name = output.Name, Input = { graph.Name(output.Value) }, Output = { output.Name } });
        }

        OnnxPruning.Keep(graph.Graph, network.Outputs.Select(o => o.Name));
        return OnnxModel.Of(Describe(graph, options));
    }

    private static bool HasInt16(Node node) => node.Operator is Quantize or Dequantize
        && node.Inputs.Concat(node.Outputs).Any(v => v.Fact.Type == ElementType.Int16);

    private static ModelProto Describe(OnnxGraphWriter graph, OnnxWriterOptions options)
    {
        var model = new ModelProto
        {
            IrVersion = graph.Opset == Opset ? IrVersion : IrVersionOfInt16,
            ProducerName = options.Producer,
            Graph = graph.Graph,
        };
        if (options.ProducerVersion.Length > 0)
        {
            model.ProducerVersion = options.ProducerVersion;
        }

        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = graph.Opset });
        foreach ((string key, string value) in options.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return model;
    }

    private static ValueInfoProto Declare(string name, Fact fact) =>
        fact.Type == ElementType.String
            ? throw new OnnxFormatException($"'{name}' holds strings, which cannot be written to ONNX")
            : OnnxValue.Declare(name, OnnxElements.ToOnnx(fact.Type), [.. fact.Shape.Select(OnnxElements.ToOnnx)]);

    private static void Refuse(Network network)
    {
        OnnxNetworkReader.RefuseUnsupported(network);
        ImmutableArray<string> wrong = [.. network.Nodes.Where(n => n.Operator is IImageOperator { DataLayout: DataLayout.ChannelsLast })
            .Select(n => $"'{n.Name}' ({n.Operator.Name})")];
        if (wrong.Length > 0)
        {
            throw new OnnxFormatException($"ONNX wants images as [N, C, H, W]; these nodes have [N, H, W, C]: {string.Join(", ", wrong)}");
        }

        if (network.Nodes.FirstOrDefault(n => n.Outputs.Any(o => o.Fact.Type == ElementType.String)) is { } strings)
        {
            throw new OnnxFormatException(
                $"node '{strings.Name}' ({strings.Operator.Name}) gives strings, which cannot be written to ONNX");
        }
    }
}
