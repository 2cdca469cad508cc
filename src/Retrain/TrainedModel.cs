using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain;

/// <summary>A trained classifier in memory: backbone, head, labels. Immutable; safe to share between threads.</summary>
public sealed class TrainedModel
{
    private readonly string finalTensorName;
    private readonly VerificationSample sample;
    private readonly ModelPapers papers;
    private readonly Lazy<RetrainedGraph> graph;
    private readonly Action? written;

    internal TrainedModel(
        Backbone backbone, Head head, IReadOnlyList<string> labels, string finalTensorName, VerificationSample sample, ModelPapers papers,
        Action? written = null)
    {
        this.written = written;
        Backbone = backbone;
        Head = head;
        Labels = labels;
        this.finalTensorName = finalTensorName;
        this.sample = sample;
        this.papers = papers;
        graph = new(() => RetrainedGraph.Of(backbone));
    }

    /// <summary>The network that computes bottlenecks.</summary>
    public Backbone Backbone { get; }

    /// <summary>The trained layer, or layers. Every kind is written to every format.</summary>
    public Head Head { get; }

    /// <summary>Label of each class.</summary>
    public IReadOnlyList<string> Labels { get; }

    private ModelMetadata Metadata =>
        ModelMetadata.For(Backbone, Labels, ProgramInformation.Version) with { FinalTensorName = finalTensorName };

    private RetrainedGraph Graph => graph.Value;

    /// <summary>The model as ONNX bytes; equal models give equal bytes.</summary>
    public byte[] ToOnnx() =>
        ModelBuilder.Build(Backbone, Head, Metadata);

    /// <summary>
    /// Runs the model's file on photos and compares with training, then writes the folder: <c>model.onnx</c>, <c>labels.txt</c>,
    /// <c>metrics.json</c>, <c>run.json</c>, <c>split.csv</c>, all or nothing. An older model there is replaced; other files are left
    /// alone.
    /// </summary>
    /// <param name="folder">Where; it and its parents are made.</param>
    /// <param name="progress">Told of each photo that was compared, from worker threads; must be quick.</param>
    /// <param name="cancellationToken">Checked before each photo; nothing is written then.</param>
    /// <exception cref="RetrainException">
    /// The folder cannot be written, or the file does not give the scores of training: then nothing is written.
    /// </exception>
    public Task<SavedModel> SaveAsync(
        string folder, IProgress<RetrainProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Task.Run(() => Save(folder, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Writes the labels alone, one a line, in class order: UTF-8, line feeds, a final line feed.</summary>
    public void SaveLabels(string file) => AtomicFile.WriteText(file, LabelsFile.Text(Labels));

    /// <summary>Writes the model's file alone, unverified; <see cref="SaveAsync"/> runs it first. Whole or not at all.</summary>
    public void SaveOnnx(string file)
    {
        byte[] model = ToOnnx();
        AtomicFile.Write(file, stream => stream.Write(model));
    }

    /// <summary>
    /// Writes the original's <c>output_graph.pb</c>: a frozen graph for TensorFlow 1 and 2, input <c>Placeholder</c> float32 [?, H, W, 3]
    /// in [0, 1], and labels and preprocessing in <c>FILE.json</c> beside it. It is read back and run on photos before it takes its place.
    /// </summary>
    /// <param name="file">Where; the folder must exist. An older file is replaced.</param>
    /// <param name="progress">As in <see cref="SaveAsync"/>.</param>
    /// <param name="cancellationToken">Checked before each photo; nothing is written then.</param>
    /// <exception cref="RetrainException">
    /// The network has no counterpart in TensorFlow, or the file does not give the scores of training: then nothing is written.
    /// </exception>
    public Task<ModelVerification> SaveFrozenGraphAsync(
        string file, IProgress<RetrainProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Task.Run(
            () => Export(verify => TensorFlowExport.WriteFrozenGraph(file, Graph, Head, Metadata, verify), progress, cancellationToken),
            cancellationToken);
    }

    /// <summary>
    /// Writes a SavedModel as the original does with <c>--saved_model_dir</c>: tag <c>serve</c>, signature <c>serving_default</c> with
    /// <c>image</c> and <c>prediction</c>. It is read back and run on photos before it takes its place.
    /// </summary>
    /// <param name="folder">Where; absent or empty.</param>
    /// <param name="progress">As in <see cref="SaveAsync"/>.</param>
    /// <param name="cancellationToken">Checked before each photo; nothing is written then.</param>
    /// <exception cref="RetrainException">As in <see cref="SaveFrozenGraphAsync"/>, or the folder is not empty.</exception>
    public Task<ModelVerification> SaveSavedModelAsync(
        string folder, IProgress<RetrainProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Task.Run(
            () => Export(verify => TensorFlowExport.WriteSavedModel(folder, Graph, Head, Metadata, verify), progress, cancellationToken),
            cancellationToken);
    }

    private ModelVerification Export(
        Action<Action<string>> write, IProgress<RetrainProgress>? progress, CancellationToken cancellationToken)
    {
        ModelVerification? verification = null;
        write(staged => verification = Verify(staged, Graph.IsQuantized, progress, cancellationToken));
        return verification!;
    }

    private SavedModel Save(string folder, IProgress<RetrainProgress>? progress, CancellationToken cancellationToken)
    {
        ModelVerification? verification = null;
        ModelFolder.Write(
            folder,
            ToOnnx(),
            papers.Metrics,
            papers.Run,
            papers.Others,
            staged => verification = Verify(Path.Combine(staged, ModelFolder.ModelName), false, progress, cancellationToken));
        SavedFile[] files =
        [
            .. ModelPapers.Meanings.Select(m => (m.Name, m.Meaning, File: new FileInfo(Path.Combine(folder, m.Name))))
                .Where(f => f.File.Exists).Select(f => new SavedFile(f.Name, f.File.Length, f.Meaning)),
        ];
        written?.Invoke();
        return new SavedModel(folder, files, verification!, sample.Set);
    }

    private ModelVerification Verify(
        string staged, bool roundsInside, IProgress<RetrainProgress>? progress, CancellationToken cancellationToken)
    {
        var counted = new RelayProgress<int>(
            done => progress?.Report(new RetrainProgress(RetrainStage.Verifying, done, sample.Photos.Count)));
        return WrittenModelCheck.Run(staged, sample, Head, roundsInside, counted, cancellationToken);
    }
}
