using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Retrain.Models;

namespace Retrain.Exports;

/// <summary>A model file, opened as <c>label_image</c> would open it, and its answers on pictures.</summary>
internal sealed class ExportScorer : IDisposable
{
    private const int Timed = 15;

    private readonly IReadOnlyList<TestPicture> pictures;
    private readonly ModelRunner runner;

    private ExportScorer(ModelRunner runner, IReadOnlyList<TestPicture> pictures)
    {
        this.runner = runner;
        this.pictures = pictures;
    }

    /// <summary>Number of classes.</summary>
    public int Classes => runner.Classes;

    /// <summary>Opens a file or folder.</summary>
    /// <param name="path">The model.</param>
    /// <param name="pictures">What it will be asked about.</param>
    /// <exception cref="Foundation.RetrainException">It cannot be run.</exception>
    public static ExportScorer Open(string path, IReadOnlyList<TestPicture> pictures) =>
        new(ModelRunner.Open(path, null, new TimedReader(pictures.Take(Timed).Select(p => p.Name)).Read), pictures);

    /// <summary>Scores of each picture; <see langword="null"/>: it cannot be used. On all cores, the same for any number of them.</summary>
    public float[]?[] Scores(CancellationToken cancellationToken)
    {
        float[]?[] scores = new float[pictures.Count][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, pictures.Count, parallel, i => scores[i] = Score(pictures[i].Read(), pictures[i].Name));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return scores;
    }

    /// <summary>Scores of a picture; <see langword="null"/>: it cannot be used.</summary>
    public float[]? Score(ReadOnlyMemory<byte> file, string name)
    {
        float[] row = new float[runner.Classes];
        return runner.Score(file, name, row) is null ? row : null;
    }

    /// <summary>Median time of the network for a photo in milliseconds, on this thread alone.</summary>
    public double Milliseconds()
    {
        float[] row = new float[runner.Classes];
        var times = new List<double>();
        foreach (TestPicture picture in pictures.Take(Timed))
        {
            // Its input is kept since it was scored, so the file is not read again; the first round warms up.
            runner.Score(default, picture.Name, row);
            long start = Stopwatch.GetTimestamp();
            bool isUsable = runner.Score(default, picture.Name, row) is null;
            if (isUsable)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        times.Sort();
        return times.Count == 0 ? double.NaN : times[times.Count / 2];
    }

    /// <inheritdoc/>
    public void Dispose() => runner.Dispose();
}
