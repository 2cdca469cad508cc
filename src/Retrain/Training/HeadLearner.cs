using Retrain.Bottlenecks;

namespace Retrain.Training;

/// <summary>
/// The head while it learns: one update or one evaluation of the batch that it is given (REFERENCE 5.2, 5.3). It draws nothing, so a
/// recorded run can be replayed through it. Not thread-safe; it uses other cores itself where a batch is large.
/// </summary>
/// <remarks>
/// With quantisers, as the original: the loss takes the unrounded logits of the rounded weights, accuracy and summaries the rounded
/// logits, and every call moves the logits' range.
/// </remarks>
internal sealed class HeadLearner
{
    private readonly SgdOptions options;
    private readonly float[]? classWeights;
    private readonly bool? manyCores;
    private readonly DenseLearner? hidden;
    private readonly DenseLearner last;
    private readonly LogitRange? range;
    private int updates;
    private TrainingBatch batch;
    private float[] logits = [];
    private float[] kept = [];
    private float[] scores = [];
    private float[] activations = [];
    private float[] hiddenSums = [];
    private int[] hiddenRows = [];
    private bool keepsLogits;

    /// <summary>Starts from a head.</summary>
    /// <param name="start">Copied.</param>
    /// <param name="options">Update rule, label smoothing, quantisers.</param>
    /// <param name="classWeights">[C], the weight of a photo of each class in the loss; <see langword="null"/>: all 1.</param>
    /// <param name="manyCores">
    /// Whether an update is cut in pieces for many cores; by default where it pays. It changes no bit of the result.
    /// </param>
    public HeadLearner(Head start, SgdOptions options, float[]? classWeights = null, bool? manyCores = null)
    {
        this.options = options;
        this.manyCores = manyCores;
        this.classWeights = classWeights;
        hidden = start.Hidden is { } layer ? new DenseLearner(layer.Weights, layer.Biases, options) : null;
        last = new DenseLearner(start.Weights, start.Biases, options);
        range = options.FakeQuantize ? new LogitRange() : null;
    }

    /// <summary>All that changes in training; what is set is copied.</summary>
    /// <exception cref="ArgumentException">It is the state of another kind of head.</exception>
    public LearnerState State
    {
        get => new(updates, range?.State ?? default, [.. Arrays.Select(a => a.ToArray())]);
        set
        {
            float[][] arrays = [.. Arrays];
            if (!arrays.Select(a => a.Length).SequenceEqual(value.Arrays.Select(a => a.Length)))
            {
                throw new ArgumentException("the state of another kind of head", nameof(value));
            }

            foreach ((float[] from, float[] to) in value.Arrays.Zip(arrays))
            {
                from.CopyTo(to, 0);
            }

            updates = value.Updates;
            if (range is not null)
            {
                range.State = value.LogitRange;
            }

            last.Round();
        }
    }

    private IEnumerable<float[]> Arrays => hidden is null ? last.State : last.State.Concat(hidden.State);

    /// <summary>A copy of the present head.</summary>
    public Head ToHead()
    {
        (float[] weights, float[] biases) = last.ToRows();
        if (hidden is null)
        {
            last.Round();
            return new Head(weights, biases, null, range is null
                ? null
                : new HeadQuantization(last.Range.Min, last.Range.Max, range.Min, range.Max));
        }

        (float[] hiddenWeights, float[] hiddenBiases) = hidden.ToRows();
        return new Head(weights, biases, new HiddenLayer(hiddenWeights, hiddenBiases));
    }

    /// <summary>
    /// One step: the slope of the loss, G = weight * (softmax - target) / batch size for the logits, moves all weights by the rule.
    /// </summary>
    /// <param name="of">The photos.</param>
    /// <param name="rate">Learning rate of this step.</param>
    /// <param name="step">Its number, for the watcher.</param>
    /// <param name="watcher">Sees the batch before the update.</param>
    /// <returns>Whether all weights and biases are still finite.</returns>
    public bool Update(TrainingBatch of, float rate, int step = 0, ITrainingWatcher? watcher = null)
    {
        keepsLogits = watcher is not null || range is not null;
        Prepare(of);
        int count = of.Rows.Length;
        if (!(manyCores ?? ClassBlocks.WorthManyCores(Work)))
        {
            // Block by block through all passes: the features come from memory once. Every sum is the same as below.
            for (int from = 0; from < count; from += ClassBlocks.Photos)
            {
                int some = Math.Min(ClassBlocks.Photos, count - from);
                Slopes(from, some);
                for (int piece = 0; piece < last.Padded / ClassBlocks.Classes; piece++)
                {
                    BackwardLast(from, some, piece, 0, last.Inputs);
                }

                for (int piece = 0; hidden is not null && piece < hidden.Padded / ClassBlocks.Classes; piece++)
                {
                    BackwardHidden(from, some, piece, 0, hidden.Inputs);
                }
            }
        }
        else
        {
            EachBlock(Slopes);
            EachPiece(last, (piece, from, to) => BackwardLast(0, count, piece, from, to));
            if (hidden is not null)
            {
                EachPiece(hidden, (piece, from, to) => BackwardHidden(0, count, piece, from, to));
            }
        }

        IncludeLogits();
        watcher?.Trained(View(step));
        updates++;
        bool finite = last.Descend(logits.AsSpan(0, count * last.Padded), rate, updates);
        if (hidden is not null)
        {
            finite &= hidden.Descend(hiddenSums.AsSpan(0, count * hidden.Padded), rate, updates);
        }

        return finite;
    }

    /// <summary>
    /// Share of right answers and mean cross-entropy (with class weights: the weighted one; never smoothed) of a batch; the weights stay.
    /// </summary>
    /// <param name="of">The photos.</param>
    /// <param name="step">The step, for the watcher.</param>
    /// <param name="watcher">Sees the batch as one of validation.</param>
    /// <param name="movesRange">Whether the logits' range takes it in, as in the original's evaluations.</param>
    public (float Accuracy, float CrossEntropy) Evaluate(
        TrainingBatch of, int step = 0, ITrainingWatcher? watcher = null, bool movesRange = true)
    {
        keepsLogits = true;
        Prepare(of);
        EachBlock(Logits);
        if (movesRange)
        {
            IncludeLogits();
        }

        LayerView view = View(step);
        watcher?.Validated(view);
        return (view.Accuracy, view.CrossEntropy);
    }

    /// <summary>Outputs of the hidden layer as the last one's features; a view of memory, with nothing to dispose of.</summary>
    private FeatureMatrix HiddenOutput => new(activations, last.Inputs);

    private long Work => (long)batch.Rows.Length * (last.Weights.Length + (hidden?.Weights.Length ?? 0));

    private void Prepare(TrainingBatch next)
    {
        batch = next;
        last.Round();
        int count = next.Rows.Length;
        Grow(ref logits, count * last.Padded);
        if (keepsLogits)
        {
            Grow(ref kept, count * last.Units);
            Grow(ref scores, count * last.Units);
        }

        if (hidden is not null && activations.Length < count * hidden.Units)
        {
            activations = new float[count * hidden.Units];
            hiddenSums = new float[count * hidden.Padded];
            hiddenRows = [.. Enumerable.Range(0, count)];
        }

        static void Grow(ref float[] array, int length) => array = array.Length < length ? new float[length] : array;
    }

    private void EachBlock(Action<int, int> block)
    {
        int count = batch.Rows.Length;
        ClassBlocks.Run((count + ClassBlocks.Photos - 1) / ClassBlocks.Photos, Work, i =>
            block(i * ClassBlocks.Photos, Math.Min(ClassBlocks.Photos, count - (i * ClassBlocks.Photos))));
    }

    private void EachPiece(DenseLearner layer, Action<int, int, int> piece)
    {
        int featureBlocks = (layer.Inputs + ClassBlocks.Features - 1) / ClassBlocks.Features;
        ClassBlocks.Run(featureBlocks * (layer.Padded / ClassBlocks.Classes), Work, i =>
        {
            int from = i % featureBlocks * ClassBlocks.Features;
            piece(i / featureBlocks, from, Math.Min(from + ClassBlocks.Features, layer.Inputs));
        });
    }

    private void Logits(int from, int count)
    {
        ReadOnlySpan<int> rows = batch.Rows.AsSpan(from, count);
        Span<float> sums = logits.AsSpan(from * last.Padded, count * last.Padded);
        if (hidden is null)
        {
            last.Forward(batch.Features, rows, sums);
        }
        else
        {
            Span<float> units = hiddenSums.AsSpan(from * hidden.Padded, count * hidden.Padded);
            hidden.Forward(batch.Features, rows, units);
            for (int i = 0; i < count; i++)
            {
                for (int h = 0; h < hidden.Units; h++)
                {
                    activations[((from + i) * hidden.Units) + h] = Math.Max(units[(i * hidden.Padded) + h], 0);
                }
            }

            last.Forward(HiddenOutput, hiddenRows.AsSpan(from, count), sums);
        }

        for (int i = 0; keepsLogits && i < count; i++)
        {
            sums.Slice(i * last.Padded, last.Units).CopyTo(kept.AsSpan((from + i) * last.Units));
        }
    }

    /// <summary>Puts G in the place of the logits, and the slopes of the hidden sums in theirs.</summary>
    private void Slopes(int from, int count)
    {
        Logits(from, count);
        for (int i = from; i < from + count; i++)
        {
            int label = batch.Truth[i];
            SoftmaxLoss.Slope(
                logits.AsSpan(i * last.Padded, last.Units), label, options.LabelSmoothing, classWeights?[label] ?? 1, batch.Rows.Length);
        }

        if (hidden is null)
        {
            return;
        }

        float[] inputs = new float[count * hidden.Units];
        last.BackwardToInputs(logits.AsSpan(from * last.Padded, count * last.Padded), inputs);
        for (int i = 0; i < count; i++)
        {
            for (int h = 0; h < hidden.Units; h++)
            {
                bool active = activations[((from + i) * hidden.Units) + h] > 0;
                hiddenSums[((from + i) * hidden.Padded) + h] = active ? inputs[(i * hidden.Units) + h] : 0;
            }
        }
    }

    private void BackwardLast(int first, int count, int piece, int from, int to)
    {
        ReadOnlySpan<float> slopes = logits.AsSpan(first * last.Padded, count * last.Padded);
        if (hidden is null)
        {
            last.Backward(batch.Features, batch.Rows.AsSpan(first, count), slopes, piece, from, to);
        }
        else
        {
            last.Backward(HiddenOutput, hiddenRows.AsSpan(first, count), slopes, piece, from, to);
        }
    }

    private void BackwardHidden(int first, int count, int piece, int from, int to) => hidden!.Backward(
        batch.Features, batch.Rows.AsSpan(first, count), hiddenSums.AsSpan(first * hidden.Padded, count * hidden.Padded), piece, from, to);

    private void IncludeLogits()
    {
        if (range is not null)
        {
            ReadOnlySpan<float> all = kept.AsSpan(0, batch.Rows.Length * last.Units);
            float least = 0, largest = 0;
            foreach (float logit in all)
            {
                (least, largest) = (Math.Min(least, logit), Math.Max(largest, logit));
            }

            range.Include(least, largest);
        }
    }

    /// <summary>Measures the kept logits. The loss is that of the unrounded ones.</summary>
    private LayerView View(int step)
    {
        int classes = last.Units;
        int count = batch.Rows.Length;
        if (!keepsLogits)
        {
            return default;
        }

        HeadLevels? levels = range is null ? null : HeadLevels.OfLogits(new HeadQuantization(0, 0, range.Min, range.Max));
        int right = 0;
        double loss = 0;
        for (int i = 0; i < count; i++)
        {
            int label = batch.Truth[i];
            Span<float> photo = kept.AsSpan(i * classes, classes);
            loss += (classWeights?[label] ?? 1) * SoftmaxLoss.CrossEntropy(photo, label);
            foreach (ref float logit in photo)
            {
                logit = levels?.Round(logit) ?? logit;
            }

            right += SoftmaxLoss.Best(photo) == label ? 1 : 0;
            photo.CopyTo(scores.AsSpan(i * classes));
            SoftmaxLoss.Softmax(scores.AsSpan(i * classes, classes));
        }

        return new LayerView(
            step,
            last.Used.AsMemory(0, classes * last.Inputs),
            last.Biases.AsMemory(0, classes),
            kept.AsMemory(0, count * classes),
            scores.AsMemory(0, count * classes),
            (float)(loss / count),
            (float)right / count);
    }
}
