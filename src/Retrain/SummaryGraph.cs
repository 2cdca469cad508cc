using Google.Protobuf;
using Retrain.Backbones;
using Retrain.Formats.TensorFlow.Writing;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Training;

namespace Retrain;

/// <summary>The graph that TensorBoard shows beside a run.</summary>
internal static class SummaryGraph
{
    /// <summary>
    /// The network with the new layer, weights as variables: without their values, as the original's. Empty where TensorFlow has no
    /// counterpart to the network: curves do not need it.
    /// </summary>
    public static byte[] Of(Backbone backbone, int classes, RetrainOptions options)
    {
        try
        {
            Head start = InitialWeights.Draw(backbone.Features, classes, options.RecipeFor(backbone).Sgd);
            return VariableGraph.Of(RetrainedGraph.Of(backbone).With(start, options.FinalTensorName), HeadNames.TrainedTensors(start))
                .Meta.GraphDef.ToByteArray();
        }
        catch (RetrainException)
        {
            return [];
        }
    }
}
