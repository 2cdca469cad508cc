namespace Retrain.Training;

/// <summary>The loss along a line through the logits: value, first and second derivative without touching the features again.</summary>
internal sealed class LogisticLine
{
    private readonly LogisticProblem problem;
    private readonly double[] values;
    private readonly double[] first;
    private readonly double[] second;

    public LogisticLine(LogisticProblem problem)
    {
        this.problem = problem;
        values = new double[problem.Photos];
        first = new double[problem.Photos];
        second = new double[problem.Photos];
        Slopes = new double[problem.Photos * problem.Padded];
    }

    /// <summary>[photos, padded C]: derivatives of the loss by the logits at the point last measured.</summary>
    public double[] Slopes { get; }

    /// <summary>Mean cross-entropy (weighted) at logits + step * change, and its derivatives by the step.</summary>
    public (double Value, double First, double Second) Measure(double[] logits, double[] change, double step)
    {
        int blocks = (problem.Photos + ClassBlocks.Photos - 1) / ClassBlocks.Photos;
        // An exponential costs as much as some forty multiply-adds.
        ClassBlocks.Run(blocks, (long)problem.Photos * problem.Classes * 40, block =>
        {
            for (int i = block * ClassBlocks.Photos; i < Math.Min((block + 1) * ClassBlocks.Photos, problem.Photos); i++)
            {
                Photo(logits.AsSpan(i * problem.Padded, problem.Classes), change.AsSpan(i * problem.Padded, problem.Classes), step, i);
            }
        });
        // One order of adding, whoever measured the photos.
        return (values.Sum(), first.Sum(), second.Sum());
    }

    private void Photo(ReadOnlySpan<double> logits, ReadOnlySpan<double> change, double step, int photo)
    {
        Span<double> slopes = Slopes.AsSpan(photo * problem.Padded, problem.Classes);
        double top = double.NegativeInfinity;
        for (int c = 0; c < logits.Length; c++)
        {
            slopes[c] = logits[c] + (step * change[c]);
            top = Math.Max(top, slopes[c]);
        }

        int truth = problem.Truth[photo];
        double weight = problem.PhotoWeights[photo];
        double own = slopes[truth] - top;
        double sum = 0;
        for (int c = 0; c < logits.Length; c++)
        {
            slopes[c] = Math.Exp(slopes[c] - top);
            sum += slopes[c];
        }

        double mean = 0, square = 0;
        for (int c = 0; c < logits.Length; c++)
        {
            double probability = slopes[c] / sum;
            mean += probability * change[c];
            square += probability * change[c] * change[c];
            slopes[c] = probability * weight;
        }

        slopes[truth] -= weight;
        values[photo] = weight * (Math.Log(sum) - own);
        first[photo] = weight * (mean - change[truth]);
        second[photo] = weight * Math.Max(0, square - (mean * mean));
    }
}
