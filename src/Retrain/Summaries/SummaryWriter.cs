using Google.Protobuf;
using Retrain.Evaluation;
using Retrain.Formats.EventFiles;
using Retrain.Formats.EventFiles.Schema;
using Retrain.Foundation;
using Retrain.Training;

namespace Retrain.Summaries;

/// <summary>
/// Writes what TensorBoard shows: <c>train</c> and <c>validation</c> as the original does, and <c>test</c> with what came out. Summaries
/// are made on a thread of their own, in order. To be used from one thread.
/// </summary>
internal sealed class SummaryWriter : ITrainingWatcher, IDisposable
{
    /// <summary>What a kill can cost at most.</summary>
    private static readonly TimeSpan BetweenFlushes = TimeSpan.FromSeconds(2);

    private readonly string folder;
    private readonly TimeProvider clock;
    private readonly DateTimeOffset start;
    private readonly int resumedAt;
    private readonly EventFileWriter train;
    private readonly LayerSummary summaries = new();
    private EventFileWriter? validation;
    private SummaryQueue? queue;
    private int lastStep;
    private bool disposed;

    private SummaryWriter(string folder, byte[] graphDef, TimeProvider clock, int resumedAt)
    {
        (this.folder, this.clock, this.resumedAt) = (folder, clock, resumedAt);
        start = clock.GetUtcNow();
        train = Open(SummariesFolder.Train, start);
        if (graphDef.Length > 0 && resumedAt == 0)
        {
            double now = EventFileWriter.Seconds(start);
            train.Write(new Event { WallTime = now, GraphDef = ByteString.CopyFrom(graphDef) });
            train.Write(new Event { WallTime = now, MetaGraphDef = MetaGraph(graphDef) });
        }

        train.Flush();
    }

    /// <summary>Prepares the folder and begins the train file; the validation file comes with the first validation.</summary>
    /// <param name="folder"><c>--summaries_dir</c>.</param>
    /// <param name="graphDef">The graph as GraphDef; empty: none.</param>
    /// <param name="clock">For names and times.</param>
    /// <param name="resumedAt">
    /// Step at which an interrupted run goes on: its files stay, and readers drop what they hold from this step on. 0: a new run.
    /// </param>
    /// <exception cref="UsageException">The folder holds something that is not ours; nothing was deleted.</exception>
    /// <exception cref="RetrainException">The folder cannot be read or written.</exception>
    public static SummaryWriter Create(string folder, byte[] graphDef, TimeProvider clock, int resumedAt = 0)
    {
        SummariesFolder.Prepare(folder, keepOld: resumedAt > 0);
        return Guarded(folder, () => new SummaryWriter(folder, graphDef, clock, resumedAt));
    }

    /// <inheritdoc/>
    /// <exception cref="RetrainException">This or an earlier summary could not be made or written.</exception>
    public void Trained(in LayerView view) => Add(new LayerFrame(view, isValidation: false, clock.GetUtcNow()));

    /// <inheritdoc/>
    /// <exception cref="RetrainException">This or an earlier summary could not be made or written.</exception>
    public void Validated(in LayerView view) => Add(new LayerFrame(view, isValidation: true, clock.GetUtcNow()));

    /// <summary>Waits until all is written, then adds the test's results and the hyper-parameters.</summary>
    /// <param name="report">The final test; it may be without photos.</param>
    /// <param name="hyperParameters">Text, <see langword="bool"/> or numbers by name.</param>
    /// <exception cref="RetrainException">A summary could not be made or written.</exception>
    public void Finish(EvaluationReport report, IReadOnlyDictionary<string, object> hyperParameters)
    {
        Complete();
        Guarded(folder, () =>
        {
            using EventFileWriter test = Open(SummariesFolder.Test, clock.GetUtcNow());
            foreach (Summary.Types.Value value in TestSummary.Values(
                report, hyperParameters, EventFileWriter.Seconds(start), EventFileWriter.Seconds(clock.GetUtcNow())))
            {
                test.Write(new Event
                {
                    WallTime = EventFileWriter.Seconds(clock.GetUtcNow()),
                    Step = lastStep,
                    Summary = new Summary { Value = { value } },
                });
            }

            return 0;
        });
    }

    /// <summary>Waits until all that was handed in is in the files. Nothing may follow but <see cref="Finish"/>.</summary>
    /// <exception cref="RetrainException">A summary could not be made or written.</exception>
    public void Complete() => queue?.Complete();

    /// <summary>
    /// Writes what was handed in and closes the files. A failure on the way is not thrown: the next call or <see cref="Complete"/> would.
    /// </summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        queue?.Dispose();
        foreach (EventFileWriter file in new[] { train, validation }.OfType<EventFileWriter>())
        {
            try
            {
                file.Dispose();
            }
            catch (IOException)
            {
                // A full disk; Complete has said so.
            }
        }
    }

    private void Add(LayerFrame frame)
    {
        lastStep = frame.Step;
        queue ??= new SummaryQueue(frame.Length, Write, Flush, BetweenFlushes);
        queue.Add(frame);
    }

    private void Write(LayerFrame frame) => Guarded(folder, () =>
    {
        Event next;
        try
        {
            next = summaries.Of(frame);
        }
        catch (EventFileException fault)
        {
            throw new RetrainException(
                $"the summaries of step {frame.Step} cannot be made: {fault.Message}; training has diverged: lower --learning_rate", fault);
        }

        if (frame.IsValidation)
        {
            validation ??= Open(SummariesFolder.Validation, frame.Time);
            validation.Write(next);
        }
        else
        {
            train.Write(next);
        }

        return 0;
    });

    private void Flush() => Guarded(folder, () =>
    {
        train.Flush();
        validation?.Flush();
        return 0;
    });

    private EventFileWriter Open(string part, DateTimeOffset time)
    {
        string path = Path.Combine(folder, part);
        Directory.CreateDirectory(path);
        EventFileWriter file = EventFileWriter.Create(path, time);
        if (resumedAt > 0 && part != SummariesFolder.Test)
        {
            file.Write(new Event
            {
                WallTime = EventFileWriter.Seconds(time),
                Step = resumedAt,
                SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start },
            });
        }

        return file;
    }

    /// <summary>MetaGraphDef's second field is the graph; TensorBoard asks for no more.</summary>
    private static ByteString MetaGraph(byte[] graphDef)
    {
        const int GraphField = 2;
        byte[] bytes = new byte[
            CodedOutputStream.ComputeTagSize(GraphField) + CodedOutputStream.ComputeLengthSize(graphDef.Length) + graphDef.Length];
        using var output = new CodedOutputStream(bytes);
        output.WriteTag(GraphField, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(graphDef));
        output.Flush();
        return ByteString.CopyFrom(bytes);
    }

    private static T Guarded<T>(string folder, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException(
                $"the summaries cannot be written to --summaries_dir {folder}: {fault.OneLine()}; make room or choose another place",
                fault);
        }
    }
}
