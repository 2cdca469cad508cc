using Retrain.Backbones;
using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Models;
using Retrain.Networks;

namespace Retrain.Exports;

/// <summary>The report on an ONNX model.</summary>
internal static class OnnxInspection
{
    /// <summary>Looks at a model as far as it can be read.</summary>
    public static ModelReport Look(ModelSource source, OnnxOrigin origin, NetworkWish wish)
    {
        OnnxModel whole = origin.Model;
        string folder = Path.GetDirectoryName(Path.GetFullPath(source.File)) ?? "";
        var report = new ModelReport
        {
            Path = source.Path,
            Kind = source.Metadata is null ? origin.Kind : "model of retrain (ONNX)",
            FileBytes = ModelSource.SizeOf(source.File)
                + whole.ExternalFiles.Select(f => Path.Combine(folder, f)).Where(f => IsInside(folder, f) && File.Exists(f))
                    .Sum(f => new FileInfo(f).Length),
            Producer = $"{whole.Proto.ProducerName} {whole.Proto.ProducerVersion}".Trim(),
            Opset = whole.Opset,
            Signatures = [new ReportedSignature("", [.. whole.Inputs.Select(Describe)], [.. whole.Outputs.Select(Describe)])],
            Labels = source.Labels,
            Licence = source.Metadata?.Licence ?? whole.Metadata("license") ?? whole.Metadata("licence"),
        };
        if (source.Metadata is { Views.Count: > 0 } metadata)
        {
            return WithViews(report, whole, metadata);
        }

        OnnxModel part;
        bool isChannelsFirst;
        try
        {
            (part, isChannelsFirst) = origin.Part(wish);
        }
        catch (RetrainException e)
        {
            return Count(report, whole.Graph) with { Problem = e.Message };
        }

        OnnxValue[] images = [.. part.Inputs.Where(i => i.Shape?.Count == 4 && (wish.Input is null || i.Name == wish.Input))];
        report = Count(report, part.Graph) with { Input = Describe(images[0]) };
        try
        {
            Network network = origin.Network(part);
            UnsupportedOperation[] unsupported =
            [
                .. network.Nodes.Select(n => n.Operator).OfType<Unsupported>().SelectMany(u => u.Nodes).Distinct()
                    .Select(u => new UnsupportedOperation(u.Node, u.Op, u.Reason)),
            ];
            if (unsupported.Length > 0)
            {
                return report with { Output = Describe(part.Outputs[0]), Unsupported = unsupported };
            }

            HashSet<string> values = [.. whole.Graph.Node.SelectMany(n => n.Output)];
            return NetworkFacts.With(report, origin.Finish(network, isChannelsFirst, wish), values.Contains);
        }
        catch (RetrainException e)
        {
            return report with { Problem = e.Message };
        }
    }

    /// <summary>A model of several views is shown as it is; a network of this program has one image input.</summary>
    private static ModelReport WithViews(ModelReport report, OnnxModel model, ModelMetadata metadata)
    {
        OnnxValue? input = model.Inputs.FirstOrDefault(i => i.Name == metadata.Views[0].Input);
        OnnxValue? output = model.Outputs.FirstOrDefault(o => o.Name == metadata.FinalTensorName);
        return Count(report, model.Graph) with
        {
            Views = [.. metadata.Views.Select(v => new ReportedView(v.Name, v.Input))],
            CombineViews = metadata.Combination == ViewCombination.Join ? "join" : "mean",
            Input = input is null ? null : Describe(input),
            Height = metadata.Preprocessing.Height,
            Width = metadata.Preprocessing.Width,
            Output = output is null ? null : Describe(output),
            OutputLength = metadata.Labels.Count,
        };
    }

    private static bool IsInside(string folder, string file) => Path.GetFullPath(file).StartsWith(folder, StringComparison.Ordinal);

    private static ReportedValue Describe(OnnxValue value) => new(
        value.Name,
        value.ElementType switch
        {
            null => null,
            TensorProto.Types.DataType.Float => "float32",
            TensorProto.Types.DataType.Double => "float64",
            { } other => other.ToString().ToLowerInvariant(),
        },
        value.Shape?.Select(d => d.Size is >= 0 and <= int.MaxValue ? (int?)d.Size : null).ToArray());

    private static ModelReport Count(ModelReport report, GraphProto graph)
    {
        (long Count, long Bytes)[] weights = [.. graph.Initializer
            .Concat(graph.SparseInitializer.Select(s => s.Values).OfType<TensorProto>()).Select(Weights)];
        return report with
        {
            Operators = new SortedDictionary<string, int>(
                graph.Node.CountBy(n => OnnxModel.IsStandardDomain(n.Domain) ? n.OpType : $"{n.Domain}::{n.OpType}")
                    .ToDictionary(), StringComparer.Ordinal),
            Parameters = weights.Sum(w => w.Count),
            WeightBytes = weights.Sum(w => w.Bytes),
        };
    }

    private static (long Count, long Bytes) Weights(TensorProto tensor)
    {
        if ((TensorProto.Types.DataType)tensor.DataType is not (
            TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16
            or TensorProto.Types.DataType.Double or TensorProto.Types.DataType.Int8 or TensorProto.Types.DataType.Uint8))
        {
            return (0, 0);
        }

        long count = 1;
        foreach (long length in tensor.Dims)
        {
            count = length < 0 || count > (1L << 40) / Math.Max(length, 1) ? 0 : count * length;
        }

        return (count, count * OnnxElements.SizeOf(tensor.DataType));
    }
}
