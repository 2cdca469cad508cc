using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Training;

namespace Retrain;

/// <summary>Frozen graphs of a layer that is still being trained.</summary>
internal sealed class IntermediateGraphs
{
    /// <summary>Photos that each graph is run on. Training waits for them, and the finished graph is run on more.</summary>
    public const int PhotosTried = 10;

    private readonly string folder;
    private readonly RetrainedGraph graph;
    private readonly ModelMetadata metadata;

    private IntermediateGraphs(string folder, RetrainedGraph graph, ModelMetadata metadata)
    {
        this.folder = folder;
        this.graph = graph;
        this.metadata = metadata;
    }

    /// <summary>Prepares the part that all of them share; <see langword="null"/>: none are wanted.</summary>
    /// <exception cref="RetrainException">
    /// TensorFlow has no counterpart to something in the network, or the folder cannot be made.
    /// </exception>
    public static IntermediateGraphs? For(Backbone backbone, IReadOnlyList<string> labels, RetrainOptions options)
    {
        if (options.IntermediateGraphsFolder is not { } folder || options.Sgd.SnapshotInterval == 0)
        {
            return null;
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the folder of the intermediate graphs, {folder}, cannot be made: {e.OneLine()}", e);
        }

        ModelMetadata metadata =
            ModelMetadata.For(backbone, labels, ProgramInformation.Version) with { FinalTensorName = options.FinalTensorName };
        return new IntermediateGraphs(folder, RetrainedGraph.Of(backbone), metadata);
    }

    /// <summary>Writes <c>intermediate_STEP.pb</c>, which is read back and run first.</summary>
    /// <param name="step">The step.</param>
    /// <param name="head">The layer after it.</param>
    /// <param name="sample">Photos with the layer's scores.</param>
    /// <param name="cancellationToken">Checked before each photo.</param>
    /// <exception cref="RetrainException">It cannot be written, or does not give these scores.</exception>
    public void Write(int step, Head head, VerificationSample sample, CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, $"intermediate_{step}.pb");
        try
        {
            TensorFlowExport.WriteFrozenGraph(
                file, graph, head, metadata, staged => WrittenModelCheck.Run(staged, sample, graph.IsQuantized, null, cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the intermediate graph {file} cannot be written: {e.OneLine()}", e);
        }
    }
}
