using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Models;

namespace Retrain.Exports.Writers;

/// <summary>The trained model as a frozen graph with the original's names: <c>Placeholder</c> in [0, 1], <c>final_result</c>.</summary>
internal static class TensorFlowExportGraph
{
    /// <summary>What a file with this graph says about itself.</summary>
    public static ModelMetadata Describe(ExportContent content) => content.Metadata with
    {
        Preprocessing = content.Metadata.Preprocessing with { Layout = "nhwc", RangeLow = 0, RangeHigh = 1 },
        FinalTensorName = NodeNames.Valid(content.Image.Output.Name),
    };

    /// <summary>The graph.</summary>
    /// <exception cref="RetrainException">TensorFlow has no counterpart to a node.</exception>
    public static GraphDef Of(ExportContent content)
    {
        string output = content.Image.Output.Name;
        try
        {
            Network network = Rewriter.Precede(
                content.WithNamedPadding(), (builder, input) => RetrainedGraph.FromUnitRange(builder, input, content.Metadata.Preprocessing));
            return GraphDefWriter.Write(network, new GraphDefWriterOptions
            {
                NodeName = name => name is RetrainedGraph.InputName || name == output || name.StartsWith(HeadPrefix, StringComparison.Ordinal)
                    ? name
                    : RetrainedGraph.NetworkPrefix + name,
            });
        }
        catch (GraphException e)
        {
            throw new RetrainException($"'{content.Name}' cannot be written as a TensorFlow graph: {e.Message}", e);
        }
    }

    private const string HeadPrefix = "final_retrain_ops/";
}
