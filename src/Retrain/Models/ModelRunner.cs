using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Photos.Decoding;

namespace Retrain.Models;

/// <summary>
/// An image classifier ready to score photos: one session, and a buffer for each caller at work. Thread-safe. Equal photos get equal
/// scores, whichever thread asks and however often.
/// </summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = OnnxEnvironment.SilentRun();
    private readonly ModelSignature signature;
    private readonly string[] inputs;
    private readonly Preprocessing[] rules;
    private readonly ReadPhoto? read;
    private readonly long[] outputShape;
    private readonly ConcurrentBag<Worker> idle = [];

    // Runs under way, and one for the owner: whoever brings it to 0 frees the session.
    private int users = 1;
    private int disposed;

    private ModelRunner(string name, InferenceSession session, ModelRunnerOptions options, ReadPhoto? read, ModelMetadata? metadata)
    {
        Name = name;
        this.session = session;
        this.read = read;
        Properties = session.ModelMetadata.CustomMetadataMap;
        Metadata = metadata ?? (Properties.TryGetValue(ModelMetadataJson.Key, out string? json) ? ModelMetadata.Parse(json, name) : null);
        IReadOnlyList<OnnxValue> outputs = OnnxSessions.Declared(session.OutputMetadata);
        signature = ModelSignature.Resolve(
            name, OnnxSessions.Declared(session.InputMetadata), outputs, Metadata, Properties.GetValueOrDefault("imgsz"), options);
        inputs = [.. signature.Views.Select(v => v.Input)];
        rules = [.. signature.Views.Select(v => v.Preprocessing)];
        outputShape = OutputShape(outputs.First(o => o.Name == signature.Output));
        Classes = checked((int)(outputShape.Aggregate(1L, (a, b) => checked(a * b)) / signature.Batch));
        if (Classes < 1)
        {
            throw new RetrainException(
                $"'{name}' gives {signature.Output} [{string.Join(", ", outputShape)}] for {signature.Batch} photos: no scores");
        }
    }

    /// <summary>The file's name for messages.</summary>
    public string Name { get; }

    /// <summary>What a model of ours says about itself; <see langword="null"/> for others.</summary>
    public ModelMetadata? Metadata { get; }

    /// <summary>The file's metadata properties.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>Class names among the constants of a converted model, one a score; <see langword="null"/>: none.</summary>
    public IReadOnlyList<string>? InnerLabels { get; private set; }

    /// <summary>Class names that other programs wrote beside a converted model, one a score; <see langword="null"/>: none.</summary>
    public IReadOnlyList<string>? DeclaredLabels { get; private set; }

    /// <summary>How photos become its input; of several the first.</summary>
    public Preprocessing Preprocessing => signature.Preprocessing;

    /// <summary>Number of scores of a photo, C.</summary>
    public int Classes { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">An ONNX file, a frozen graph, a SavedModel, a Hub module.</param>
    /// <param name="options">The caller's wishes.</param>
    /// <param name="read">Stands in for <see cref="PhotoReader.Read"/> in tests.</param>
    /// <exception cref="RetrainException">No usable image classifier, or a wish that it cannot fulfil.</exception>
    public static ModelRunner Open(string path, ModelRunnerOptions? options = null, ReadPhoto? read = null) =>
        NetworkOrigins.IsOnnx(path) || !Path.Exists(path)
            ? Create(path, OnnxSessions.Open(path, options?.OutputLayer), options, read)
            : OpenConverted(path, options, read);

    /// <summary>As <see cref="Open(string, ModelRunnerOptions?, ReadPhoto?)"/>, for a model in memory.</summary>
    public static ModelRunner Open(ReadOnlyMemory<byte> model, string name, ModelRunnerOptions? options = null, ReadPhoto? read = null) =>
        Create(name, OnnxSessions.Open(model, name), options, read);

    /// <summary>Scores a photo.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for notes and messages.</param>
    /// <param name="scores">[C], overwritten; undefined where the photo cannot be used.</param>
    /// <param name="notes">Gets what a report should say of a photo that is used all the same.</param>
    /// <returns>Why the photo cannot be used; <see langword="null"/>: it can.</returns>
    /// <exception cref="RetrainException">The network itself failed.</exception>
    public PhotoProblem? Score(ReadOnlyMemory<byte> file, string name, Span<float> scores, List<string>? notes = null)
    {
        Enter();
        Worker? worker = null;
        try
        {
            worker = idle.TryTake(out Worker? rested) ? rested : new Worker(signature, outputShape);
            return Score(worker, file, name, scores, notes);
        }
        finally
        {
            Leave(worker);
        }
    }

    /// <summary>As <see cref="Score(ReadOnlyMemory{byte}, string, Span{float}, List{string}?)"/>, for a file on the disk.</summary>
    public PhotoProblem? Score(string path, Span<float> scores, List<string>? notes = null)
    {
        Enter();
        Worker? worker = null;
        try
        {
            worker = idle.TryTake(out Worker? rested) ? rested : new Worker(signature, outputShape);
            return worker.File.Read(path) ?? Score(worker, worker.File.Content, path, scores, notes);
        }
        finally
        {
            Leave(worker);
        }
    }

    /// <summary>Frees the network; runs under way finish first.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            Leave(null);
        }
    }

    /// <summary>
    /// TensorFlow's models are converted first. Without a sidecar of ours they get photos as TensorFlow's own programs read them.
    /// </summary>
    private static ModelRunner OpenConverted(string path, ModelRunnerOptions? options, ReadPhoto? read)
    {
        ModelRunnerOptions wishes = options ?? new ModelRunnerOptions();
        NetworkOrigin origin = NetworkOrigins.Open(path);
        ModelMetadata? sidecar = ModelSidecar.Of(origin, path);
        ImageNetwork image = origin.Read(new NetworkWish
        {
            Purpose = NetworkPurpose.Scores,
            Input = wishes.InputLayer,
            Output = wishes.OutputLayer ?? (Directory.Exists(path) ? null : sidecar?.FinalTensorName),
            Height = wishes.Height,
            Width = wishes.Width,
        });
        // A record of ours says more exactly what the first steps of a network only hint at.
        bool knowsRange = sidecar is null && (image.White != 1 || image.Black != 0)
            && wishes.Mean is null && wishes.Std is null;
        float std = 255 / (image.White - image.Black);
        wishes = wishes with
        {
            InputLayer = image.Input.Name,
            OutputLayer = image.Output.Name,
            Mean = knowsRange ? -image.Black * std : wishes.Mean,
            Std = knowsRange ? std : wishes.Std,
            Resize = sidecar is null ? image.Resize : null,
            Crop = wishes.Crop ?? (sidecar is null ? image.Crop : null),
            Compat = wishes.Compat || sidecar is null,
        };
        ModelRunner runner = Create(path, OnnxSessions.Open(NetworkCompiler.ToOnnx(image.Network, path), path), wishes, read, sidecar);
        runner.InnerLabels = origin.Labels(runner.Classes);
        runner.DeclaredLabels = origin.DeclaredLabels?.Count == runner.Classes ? origin.DeclaredLabels : null;
        return runner;
    }

    private static ModelRunner Create(
        string name, InferenceSession session, ModelRunnerOptions? options, ReadPhoto? read, ModelMetadata? metadata = null)
    {
        try
        {
            return new ModelRunner(name, session, options ?? new ModelRunnerOptions(), read, metadata);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private PhotoProblem? Score(Worker worker, ReadOnlyMemory<byte> file, string name, Span<float> scores, List<string>? notes)
    {
        PhotoReading reading = Read(file, name, rules, worker.Photo);
        if (signature.Preprocessing.Compat && reading.Problem is { Kind: ProblemKind.NotSupported })
        {
            // TensorFlow's op for training knows few kinds. To label a photo of another kind is better than to refuse it, and BMP the
            // original's label_image reads too.
            reading = Read(file, name, [.. rules.Select(r => r with { Compat = false })], worker.Photo);
        }

        notes?.AddRange(reading.Notes);
        if (reading.Problem is { } problem)
        {
            return problem;
        }

        try
        {
            session.Run(runOptions, inputs, worker.InputValues, [signature.Output], [worker.OutputValue]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new RetrainException($"the network '{Name}' failed on '{name}': {OnnxEnvironment.OneLine(e)}", e);
        }

        worker.Output.AsSpan(0, Classes).CopyTo(scores);
        return null;
    }

    private PhotoReading Read(ReadOnlyMemory<byte> file, string name, Preprocessing[] views, Memory<float>[] photo)
    {
        if (read is null)
        {
            return PhotoReader.ReadViews(file, name, views, photo);
        }

        PhotoReading reading = default;
        for (int i = 0; i < views.Length && reading.Problem is null; i++)
        {
            reading = read(file, name, views[i], photo[i].Span);
        }

        return reading;
    }

    /// <summary>The output's whole shape. Where the file leaves it open, one run on an empty picture tells.</summary>
    private long[] OutputShape(OnnxValue output)
    {
        if (output.Shape is [var photos, _, ..] shape && shape.Skip(1).All(d => d.Size is not null)
            && (photos.Size ?? signature.Batch) == signature.Batch)
        {
            return [signature.Batch, .. shape.Skip(1).Select(d => d.Size!.Value)];
        }

        using var worker = new Worker(signature, [1]);
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(
                runOptions, inputs, worker.InputValues, [signature.Output]);
            return results[0].GetTensorTypeAndShape().Shape;
        }
        catch (OnnxRuntimeException e)
        {
            throw new RetrainException(
                $"'{Name}' does not take pictures of {Preprocessing.Width} x {Preprocessing.Height}: {OnnxEnvironment.OneLine(e)}; "
                    + "give the size it was trained with (--input_width, --input_height)", e);
        }
    }

    private void Enter()
    {
        int now = Volatile.Read(ref users);
        while (true)
        {
            ObjectDisposedException.ThrowIf(now == 0 || Volatile.Read(ref disposed) != 0, this);
            int before = Interlocked.CompareExchange(ref users, now + 1, now);
            if (before == now)
            {
                return;
            }

            now = before;
        }
    }

    private void Leave(Worker? worker)
    {
        if (worker is not null)
        {
            idle.Add(worker);
        }

        if (Interlocked.Decrement(ref users) == 0)
        {
            while (idle.TryTake(out Worker? rested))
            {
                rested.Dispose();
            }

            session.Dispose();
            runOptions.Dispose();
        }
    }

    /// <summary>The buffers of one run at a time.</summary>
    private sealed class Worker : IDisposable
    {
        public Worker(ModelSignature signature, long[] outputShape)
        {
            // Photos of the batch; all but the first stay black, where a file wants more than one at a time.
            float[][] inputs =
                [.. signature.Views.Select(v => new float[checked(signature.Batch * PhotoReader.InputLength(v.Preprocessing))])];
            Photo = [.. inputs.Select(i => i.AsMemory(0, i.Length / signature.Batch))];
            InputValues = [.. inputs.Zip(signature.Views, (input, v) => OrtValue.CreateTensorValueFromMemory(
                input, PhotoReader.InputShape(v.Preprocessing, signature.Batch)))];
            Output = new float[outputShape.Aggregate(1L, (a, b) => a * b)];
            OutputValue = OrtValue.CreateTensorValueFromMemory(Output, outputShape);
        }

        /// <summary>The first photo's place in each input.</summary>
        public Memory<float>[] Photo { get; }

        public OrtValue[] InputValues { get; }

        public float[] Output { get; }

        public OrtValue OutputValue { get; }

        public FileBuffer File { get; } = new();

        public void Dispose()
        {
            foreach (OrtValue value in InputValues)
            {
                value.Dispose();
            }

            OutputValue.Dispose();
        }
    }
}
