using System.Runtime.ExceptionServices;
using Retrain.Photos;

namespace Retrain.Models;

/// <summary>Runs a finished model file on photos and compares its scores with those that the head gave while training.</summary>
internal static class ModelVerifier
{
    /// <summary>Compares on all cores; the result does not depend on their number.</summary>
    /// <param name="model">The file's bytes.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="photos">N photos.</param>
    /// <param name="expected">[N, C], row-major.</param>
    /// <param name="progress">Gets the number of photos done.</param>
    /// <param name="read">Stands in for <see cref="PhotoReader.Read"/> in tests.</param>
    /// <param name="cancellationToken">Checked before each photo.</param>
    /// <exception cref="Foundation.RetrainException">The model cannot be run.</exception>
    public static Task<ModelVerification> VerifyAsync(
        ReadOnlyMemory<byte> model,
        string name,
        IReadOnlyList<Photo> photos,
        ReadOnlyMemory<float> expected,
        IProgress<int>? progress = null,
        ReadPhoto? read = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(() => Verify(() => ModelRunner.Open(model, name, read: read), photos, expected, progress, cancellationToken),
            cancellationToken);

    /// <summary>As the other overload, for a file on the disk.</summary>
    public static Task<ModelVerification> VerifyAsync(
        string path,
        IReadOnlyList<Photo> photos,
        ReadOnlyMemory<float> expected,
        IProgress<int>? progress = null,
        ReadPhoto? read = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(() => Verify(() => ModelRunner.Open(path, read: read), photos, expected, progress, cancellationToken), cancellationToken);

    /// <summary>
    /// As <see cref="VerifyAsync(string, IReadOnlyList{Photo}, ReadOnlyMemory{float}, IProgress{int}?, ReadPhoto?, CancellationToken)"/>,
    /// on the calling thread and its helpers.
    /// </summary>
    public static ModelVerification Verify(
        string path, IReadOnlyList<Photo> photos, ReadOnlyMemory<float> expected, IProgress<int>? progress,
        CancellationToken cancellationToken) =>
        Verify(() => ModelRunner.Open(path), photos, expected, progress, cancellationToken);

    private static ModelVerification Verify(
        Func<ModelRunner> open, IReadOnlyList<Photo> photos, ReadOnlyMemory<float> expected, IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        using ModelRunner runner = open();
        int classes = runner.Classes;
        if (expected.Length != (long)photos.Count * classes)
        {
            throw new ArgumentException($"{expected.Length} scores for {photos.Count} photos of {classes} classes", nameof(expected));
        }

        var compared = new (bool Usable, bool Agrees, double Difference)[photos.Count];
        int done = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, photos.Count, parallel, () => new float[classes], Score, _ => { });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        float[] Score(int i, ParallelLoopState state, float[] scores)
        {
            compared[i] =
                runner.Score(photos[i].Path, scores) is null ? Compare(scores, expected.Span.Slice(i * classes, classes)) : default;
            progress?.Report(Interlocked.Increment(ref done));
            return scores;
        }

        int usable = compared.Count(c => c.Usable);
        return new ModelVerification(
            usable, compared.Count(c => c.Agrees), compared.Select(c => c.Difference).DefaultIfEmpty(0).Max(), photos.Count - usable);
    }

    private static (bool Usable, bool Agrees, double Difference) Compare(ReadOnlySpan<float> scores, ReadOnlySpan<float> expected)
    {
        double largest = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double difference = Math.Abs((double)scores[i] - expected[i]);
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return (true, Best(scores) == Best(expected), largest);
    }

    // The higher index wins a tie, as in predictions.
    private static int Best(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] >= scores[best] ? i : best;
        }

        return best;
    }
}
