using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Photos.Decoding;

namespace Retrain.Prediction;

/// <summary>
/// Labels photos. Load one and keep it: it holds the network once, and any number of threads may use it at the same time. The same picture
/// gets bit-equal scores by path, by stream and by bytes, the first time and every other time, alone and among many.
/// </summary>
public sealed class Predictor : IDisposable
{
    private readonly ModelRunner runner;
    private readonly int workers;

    private Predictor(ModelRunner runner, IReadOnlyList<string> labels, int workers)
    {
        this.runner = runner;
        this.workers = workers == 0 ? Environment.ProcessorCount : workers;
        Labels = labels;
    }

    /// <summary>Class names in output order.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What a model of this program says about itself; <see langword="null"/> for others.</summary>
    public ModelMetadata? Metadata => runner.Metadata;

    /// <summary>
    /// How photos are prepared: size, value range, layout. Of a model that looks at photos in several views the first one's; <see
    /// cref="ModelMetadata.Views"/> has all.
    /// </summary>
    public Preprocessing Preprocessing => runner.Preprocessing;

    /// <summary>Loads a model.</summary>
    /// <param name="path">
    /// A model folder, its <c>model.onnx</c>, any ONNX image classifier, a frozen graph of TensorFlow (<c>.pb</c>), a SavedModel, a
    /// TensorFlow Lite file, a model of Keras or TensorFlow.js.
    /// </param>
    /// <param name="options">Default: what the model says.</param>
    /// <exception cref="UsageException">
    /// An option does not fit the model, or something only the user knows is missing; the message lists the choices.
    /// </exception>
    /// <exception cref="RetrainException">Missing, broken, too new, no image classifier, or labels that do not belong to it.</exception>
    public static Predictor Load(string path, PredictorOptions? options = null) => Load(path, options, null);

    /// <summary>Labels a photo on the disk.</summary>
    /// <returns>Also where the file cannot be read: then with a problem.</returns>
    /// <exception cref="RetrainException">The network itself failed.</exception>
    public Prediction Predict(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        float[] scores = new float[runner.Classes];
        var notes = new List<string>();
        return Result(path, runner.Score(path, scores, notes), scores, notes);
    }

    /// <summary>Labels a photo in memory.</summary>
    /// <param name="file">The picture file's bytes (JPEG, PNG and so on, not pixels).</param>
    /// <param name="name">Its name, for <see cref="Prediction.File"/>.</param>
    /// <exception cref="RetrainException">The network itself failed.</exception>
    public Prediction Predict(ReadOnlyMemory<byte> file, string name)
    {
        float[] scores = new float[runner.Classes];
        var notes = new List<string>();
        return Result(name, runner.Score(file, name, scores, notes), scores, notes);
    }

    /// <summary>Labels a photo from a stream, which is read from its position to its end and left open.</summary>
    /// <param name="stream">The picture file's bytes.</param>
    /// <param name="name">Its name, for <see cref="Prediction.File"/>.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="RetrainException">The network itself failed.</exception>
    public Prediction Predict(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var file = new MemoryStream();
        stream.CopyTo(file);
        return Predict(file.GetBuffer().AsMemory(0, checked((int)file.Length)), name);
    }

    /// <summary>
    /// Labels many photos on all cores, in constant memory; results come in the order of the paths, each as soon as it and those before it
    /// are done.
    /// </summary>
    /// <param name="paths">Read only a little ahead.</param>
    /// <param name="cancellationToken">Checked before each photo.</param>
    /// <exception cref="RetrainException">The network itself failed. An unusable photo is a result with a problem instead.</exception>
    public async IAsyncEnumerable<Prediction> PredictManyAsync(
        IAsyncEnumerable<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var free = new SemaphoreSlim(workers);
        // A slow photo at the front must not let finished ones pile up behind it.
        var pending = Channel.CreateBounded<Task<Prediction>>(workers * 4);
        Task feeding = Task.Run(() => FeedAsync(paths, free, pending.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (Task<Prediction> prediction in pending.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return await prediction.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            // The caller may dispose of this predictor next, so nothing may be at work any more.
            await stop.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (pending.Reader.TryRead(out Task<Prediction>? prediction))
            {
                await ((Task)prediction).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            for (int i = 0; i < workers; i++)
            {
                await free.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>As the other overload. To cancel, append <c>.WithCancellation(token)</c>.</summary>
    /// <param name="paths">Read only a little ahead.</param>
    /// <exception cref="RetrainException">The network itself failed. An unusable photo is a result with a problem instead.</exception>
    public IAsyncEnumerable<Prediction> PredictManyAsync(IEnumerable<string> paths) => PredictManyAsync(paths.ToAsyncEnumerable());

    /// <summary>Frees the network; predictions under way finish first.</summary>
    public void Dispose() => runner.Dispose();

    /// <summary>As the public one; <paramref name="read"/> stands in for the decoder in tests.</summary>
    internal static Predictor Load(string path, PredictorOptions? options, ReadPhoto? read)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new PredictorOptions();
        if (options.Workers < 0)
        {
            throw new UsageException($"workers is {options.Workers}; it must be 0 (as many as there are cores) or more");
        }

        bool isFolder = Directory.Exists(path) && (File.Exists(Path.Combine(path, ModelFolder.ModelName)) || !IsForeignFolder(path));
        string file = isFolder ? Path.Combine(path, ModelFolder.ModelName) : path;
        if (isFolder && !File.Exists(file))
        {
            throw new RetrainException(
                $"'{path}' is no model folder: it holds no {ModelFolder.ModelName} (of retrain), no saved_model.pb (of TensorFlow), "
                    + "no model.json (of TensorFlow.js) and no .keras or .h5 file (of Keras)");
        }

        var wishes = new ModelRunnerOptions
        {
            InputLayer = NullIfEmpty(options.InputLayer),
            OutputLayer = NullIfEmpty(options.OutputLayer),
            Width = options.Width,
            Height = options.Height,
            Mean = options.Mean,
            Std = options.Std,
            Compat = options.Compat,
        };
        ModelRunner runner = ModelRunner.Open(file, wishes, read);
        try
        {
            return new Predictor(runner, ModelLabels.Resolve(runner, file, options.Labels, isFolder), options.Workers);
        }
        catch
        {
            runner.Dispose();
            throw;
        }
    }

    private static bool IsForeignFolder(string path) =>
        File.Exists(Path.Combine(path, "saved_model.pb")) || File.Exists(Path.Combine(path, "saved_model.pbtxt"))
            || NetworkOrigins.IsKerasOrTensorFlowJs(path);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private async Task FeedAsync(
        IAsyncEnumerable<string> paths, SemaphoreSlim free, ChannelWriter<Task<Prediction>> pending, CancellationToken stop)
    {
        try
        {
            await foreach (string path in paths.WithCancellation(stop).ConfigureAwait(false))
            {
                await pending.WaitToWriteAsync(stop).ConfigureAwait(false);
                await free.WaitAsync(stop).ConfigureAwait(false);
                // Without the token: a started task must reach its Release.
                Task<Prediction> prediction = Task.Run(
                    () =>
                    {
                        try
                        {
                            return Predict(path);
                        }
                        finally
                        {
                            free.Release();
                        }
                    },
                    CancellationToken.None);
                await pending.WriteAsync(prediction, CancellationToken.None).ConfigureAwait(false);
            }

            pending.Complete();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader throws with the caller's own token, or has gone.
            pending.Complete();
        }
        catch (Exception e)
        {
            pending.Complete(e);
        }
    }

    private Prediction Result(string file, PhotoProblem? problem, float[] scores, List<string> notes) => problem is { } reason
        ? new Prediction(file, [], reason.Reason) { Notes = notes }
        : new Prediction(file, Prediction.Sorted(Labels, scores)) { Notes = notes };
}
