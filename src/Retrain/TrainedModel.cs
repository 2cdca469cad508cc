using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain;

/// <summary>A trained classifier in memory: backbone, head, labels. Immutable; safe to share between threads.</summary>
public sealed class TrainedModel
{
    /// <summary>
    /// The written file may differ by so much from the scores of training, for it adds float32 numbers in another order: 1e-6 on the
    /// golden photos.
    /// </summary>
    private const double Tolerance = 1e-3;

    private readonly string finalTensorName;
    private readonly VerificationSample sample;
    private readonly ModelPapers papers;

    internal TrainedModel(
        Backbone backbone, Head head, IReadOnlyList<string> labels, string finalTensorName, VerificationSample sample, ModelPapers papers)
    {
        Backbone = backbone;
        Head = head;
        Labels = labels;
        this.finalTensorName = finalTensorName;
        this.sample = sample;
        this.papers = papers;
    }

    /// <summary>The network that computes bottlenecks.</summary>
    public Backbone Backbone { get; }

    /// <summary>The trained layer.</summary>
    public Head Head { get; }

    /// <summary>Label of each class.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The model as ONNX bytes; equal models give equal bytes.</summary>
    public byte[] ToOnnx() =>
        ModelBuilder.Build(
            Backbone, Head, ModelMetadata.For(Backbone, Labels, ProgramInformation.Version) with { FinalTensorName = finalTensorName });

    /// <summary>
    /// Runs the model's file on photos and compares with training, then writes the folder: <c>model.onnx</c>, <c>labels.txt</c>,
    /// <c>metrics.json</c>, <c>run.json</c>, <c>split.csv</c>, all or nothing. An older model there is replaced; other files are left alone.
    /// </summary>
    /// <param name="folder">Where; it and its parents are made.</param>
    /// <param name="progress">Told of each photo that was compared, from worker threads; must be quick.</param>
    /// <param name="cancellationToken">Checked before each photo; nothing is written then.</param>
    /// <exception cref="RetrainException">
    /// The folder cannot be written, or the file does not give the scores of training: then nothing is written.
    /// </exception>
    public Task<SavedModel> SaveAsync(string folder, IProgress<RetrainProgress>? progress = null, CancellationToken cancellationToken = default)
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

    private SavedModel Save(string folder, IProgress<RetrainProgress>? progress, CancellationToken cancellationToken)
    {
        ModelVerification? verification = null;
        ModelFolder.Write(
            folder, ToOnnx(), papers.Metrics, papers.Run, papers.Others, staged => verification = Verify(staged, progress, cancellationToken));
        SavedFile[] files =
        [
            .. ModelPapers.Meanings.Select(m => (m.Name, m.Meaning, File: new FileInfo(Path.Combine(folder, m.Name))))
                .Where(f => f.File.Exists).Select(f => new SavedFile(f.Name, f.File.Length, f.Meaning)),
        ];
        return new SavedModel(folder, files, verification!, sample.Set);
    }

    private ModelVerification Verify(string staged, IProgress<RetrainProgress>? progress, CancellationToken cancellationToken)
    {
        var counted = new RelayProgress<int>(
            done => progress?.Report(new RetrainProgress(RetrainStage.Verifying, done, sample.Photos.Count)));
        ModelVerification verification = ModelVerifier.Verify(
            Path.Combine(staged, ModelFolder.ModelName), sample.Photos, sample.Scores, counted, cancellationToken);
        return verification.LabelsAgreeing == verification.Photos && verification.LargestDifference <= Tolerance
            ? verification
            : throw new RetrainException(
                $"The written model does not give the scores of training: {verification.LabelsAgreeing} of {verification.Photos} labels agree, "
                + $"largest difference {verification.LargestDifference:g2} (at most {Tolerance:g2}); nothing was kept. "
                + "If photos changed meanwhile, run again");
    }
}
