using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Importing;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Networks;

namespace Retrain.Exports;

/// <summary>The report on a model of TensorFlow's.</summary>
internal static class TensorFlowInspection
{
    private static readonly HashSet<string> Variables = new(StringComparer.Ordinal) { "VariableV2", "Variable", "VarHandleOp" };

    /// <summary>Looks at a model as far as it can be read.</summary>
    /// <param name="source">The files.</param>
    /// <param name="model">The model in them.</param>
    /// <param name="wish">What is wanted of it.</param>
    /// <param name="fed">What else is known of how photos go in.</param>
    public static ModelReport Look(ModelSource source, TensorFlowModel model, NetworkWish wish, Func<ImageNetwork, ImageNetwork> fed)
    {
        var report = new ModelReport
        {
            Path = source.Path,
            Kind = model.Kind,
            FileBytes = ModelSource.SizeOf(source.File),
            Producer = model.TensorFlowVersion.Length > 0 ? "TensorFlow " + model.TensorFlowVersion
                : source.Metadata is { } own ? "retrain " + own.ProgramVersion
                : "",
            GraphVersion = model.Graph.Versions?.Producer is { } version and > 0 ? version : null,
            TagSets = model.TagSets,
            Signatures = [.. model.Signatures.Select(
                s => new ReportedSignature(s.Key, [.. s.Value.Inputs.Select(Describe)], [.. s.Value.Outputs.Select(Describe)]))],
            Labels = source.Labels,
            Licence = source.Metadata?.Licence,
        };
        GraphPorts ports;
        try
        {
            ports = TensorFlowNetworks.Ports(model, source.File, wish);
        }
        catch (RetrainException e)
        {
            return Count(report,
                [.. model.Graph.Node, .. (model.Graph.Library?.Function ?? []).SelectMany(f => f.NodeDef)]) with { Problem = e.Message };
        }

        report = Count(report, NeededNodes.Of(model.Graph, ports.Options.Outputs.Select(o => o.Tensor),
            ports.Options.Inputs.Select(i => i.Tensor).Concat(ports.Options.Fixed.Keys)));
        try
        {
            ImportedNetwork imported = TensorFlowNetworks.Import(model, source.File, ports);
            return imported.Unsupported.Length > 0
                ? WithPorts(report, ports) with
                {
                    Unsupported = [.. imported.Unsupported.Select(u => new UnsupportedOperation(u.Node, u.Op, u.Reason))]
                }
                : WithNetwork(report, model, fed(TensorFlowNetworks.Finish(imported, ports, source.File, wish)));
        }
        catch (RetrainException e)
        {
            return report with { Problem = e.Message };
        }
    }

    private static ModelReport WithPorts(ModelReport report, GraphPorts ports) => report with
    {
        Input = ports.Options.Inputs is [{ Type: { } type, Shape: { } shape } fed]
            ? NetworkFacts.Describe(fed.Name, new Fact(type, shape))
            : null,
        Output = new ReportedValue(ports.Options.Outputs[0].Name, null, null),
    };

    private static ModelReport WithNetwork(ModelReport report, TensorFlowModel model, ImageNetwork image)
    {
        var graph = new GraphView(model.Graph);
        // Layers inside functions are found by the names that they have once the functions are unfolded.
        HashSet<string> unfolded = model.Signatures.Count == 0 ? [] : [.. image.Source.Nodes.SelectMany(n => n.Outputs).Select(v => v.Name)];
        return NetworkFacts.With(report, image, name => unfolded.Contains(name) || graph.Find(TensorReference.Parse(name).Node) is not null);
    }

    private static ReportedValue Describe(TensorFlowPort port) => new(port.Key, port.Type?.ToString().ToLowerInvariant(), port.Shape);

    private static ModelReport Count(ModelReport report, IReadOnlyList<NodeDef> nodes)
    {
        (long Count, long Bytes)[] weights = [.. nodes.Select(Weights)];
        return report with
        {
            Operators = new SortedDictionary<string, int>(nodes.CountBy(n => n.Op).ToDictionary(), StringComparer.Ordinal),
            Parameters = weights.Sum(w => w.Count),
            WeightBytes = weights.Sum(w => w.Bytes),
            IsFakeQuantized = nodes.Any(n => n.Op.StartsWith("FakeQuant", StringComparison.Ordinal)),
        };
    }

    /// <summary>Numbers that a node holds, and their bytes in the file.</summary>
    private static (long Count, long Bytes) Weights(NodeDef node)
    {
        (DataType type, TensorShapeProto? shape) =
            node.Op == "Const" && node.Attr.TryGetValue("value", out AttrValue? value) && value.Tensor is { } tensor
                ? (tensor.Dtype, tensor.TensorShape)
            : Variables.Contains(node.Op) && node.Attr.TryGetValue("dtype", out AttrValue? dtype)
                && node.Attr.TryGetValue("shape", out AttrValue? declared)
                ? (dtype.Type, declared.Shape)
            : (DataType.DtInvalid, null);
        if (!IsWeight(DataTypes.WithoutReference(type)) || shape is null)
        {
            return (0, 0);
        }

        long count = 1;
        foreach (long length in shape.Dim.Select(d => d.Size))
        {
            count = length < 0 || count > (1L << 40) / Math.Max(length, 1) ? 0 : count * length;
        }

        return (count, count * DataTypes.SizeInFile(type));
    }

    private static bool IsWeight(DataType type) => type is DataType.DtFloat or DataType.DtHalf or DataType.DtBfloat16 or DataType.DtDouble
        or DataType.DtInt8 or DataType.DtUint8 or DataType.DtQint8 or DataType.DtQuint8 or DataType.DtQint32;
}
