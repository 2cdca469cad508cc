using Retrain.Backbones;
using Retrain.Formats.TensorFlow.Writing;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Training;

namespace Retrain;

/// <summary>What the original writes while it trains: frozen graphs and checkpoints of the layer so far.</summary>
internal sealed class TrainingFiles
{
    /// <summary>Photos that each graph is run on. Training waits for them, and the finished graph is run on more.</summary>
    public const int PhotosTried = 10;

    private readonly string? graphsFolder;
    private readonly string? checkpointPath;
    private readonly RetrainedGraph graph;
    private readonly ModelMetadata metadata;

    private TrainingFiles(string? graphsFolder, string? checkpointPath, RetrainedGraph graph, ModelMetadata metadata)
    {
        this.graphsFolder = graphsFolder;
        this.checkpointPath = checkpointPath;
        this.graph = graph;
        this.metadata = metadata;
    }

    /// <summary>Prepares the part that all of them share; <see langword="null"/>: none are wanted.</summary>
    /// <exception cref="RetrainException">
    /// TensorFlow has no counterpart to something in the network, or a folder cannot be made.
    /// </exception>
    public static TrainingFiles? For(Backbone backbone, IReadOnlyList<string> labels, RetrainOptions options)
    {
        string? graphs = options.Sgd.SnapshotInterval == 0 ? null : options.IntermediateGraphsFolder;
        if (graphs is null && options.CheckpointPath is null)
        {
            return null;
        }

        MakeFolder(graphs, "the intermediate graphs");
        MakeFolder(options.CheckpointPath is { } path ? Path.GetDirectoryName(Path.GetFullPath(path)) : null, "the checkpoint");
        ModelMetadata metadata =
            ModelMetadata.For(backbone, labels, ProgramInformation.Version) with { FinalTensorName = options.FinalTensorName };
        return new TrainingFiles(graphs, options.CheckpointPath, RetrainedGraph.Of(backbone), metadata);
    }

    /// <summary>The graph that <see cref="WriteAt"/> writes after a step; <see langword="null"/>: none.</summary>
    public string? GraphAt(int step) => graphsFolder is null ? null : Path.Combine(graphsFolder, $"intermediate_{step}.pb");

    /// <summary>
    /// After every so many steps: the checkpoint, and <c>intermediate_STEP.pb</c>, which is read back and run first.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="head">The layer after it.</param>
    /// <param name="sample">Gives photos with the layer's scores.</param>
    /// <param name="cancellationToken">Checked before each photo.</param>
    /// <exception cref="RetrainException">It cannot be written, or does not give these scores.</exception>
    public void WriteAt(int step, Head head, Func<Head, VerificationSample> sample, CancellationToken cancellationToken)
    {
        WriteCheckpoint(head);
        if (GraphAt(step) is not { } file)
        {
            return;
        }

        Try("intermediate graph " + file, () => TensorFlowExport.WriteFrozenGraph(file, graph, head, metadata,
            staged => WrittenModelCheck.Run(staged, sample(head), head, graph.IsQuantized, null, cancellationToken)));
    }

    /// <summary>The checkpoint (REFERENCE 5.6), which the original writes after the last step too.</summary>
    /// <exception cref="RetrainException">It cannot be written.</exception>
    public void WriteCheckpoint(Head head)
    {
        if (checkpointPath is not null)
        {
            Try("checkpoint " + checkpointPath, () => CheckpointWriter.Write(
                checkpointPath, graph.With(head, metadata.FinalTensorName), HeadNames.TrainedTensors(head)));
        }
    }

    private static void MakeFolder(string? folder, string what)
    {
        try
        {
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the folder of {what}, {folder}, cannot be made: {e.OneLine()}", e);
        }
    }

    private static void Try(string what, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the {what} cannot be written: {e.OneLine()}", e);
        }
    }
}
