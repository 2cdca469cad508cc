namespace Retrain.Training;

/// <summary>
/// Minimises mean cross-entropy + penalty / 2 * sum of squared weights by L-BFGS. The logits are linear in the parameters, so the
/// line search costs no pass over the features: an iteration is one pass forward and one backward.
/// </summary>
internal static class LbfgsMinimiser
{
    /// <summary>
    /// Largest component of the gradient at which a fit is done; the loss is a mean over photos, so this does not depend on their number.
    /// </summary>
    private const double Tolerance = 1e-8;

    private const int MaximumIterations = 2000;

    private const int MaximumTrials = 40;

    /// <summary>The line search is content when the slope has fallen to this share.</summary>
    private const double SlopeShare = 0.1;

    /// <summary>Fits one problem.</summary>
    /// <param name="problem">Photos and scaling.</param>
    /// <param name="strength">C: the loss that is minimised is C * sum of cross-entropies + 0.5 * sum of squared weights.</param>
    /// <param name="start">Parameters to start from; <see langword="null"/>: weights 0, biases from the shares of the classes.</param>
    /// <param name="cancellationToken">Checked every iteration.</param>
    public static LbfgsFit Minimise(LogisticProblem problem, double strength, double[]? start, CancellationToken cancellationToken)
    {
        double penalty = 1 / (strength * problem.Photos);
        double[] parameters = start is null ? StartOf(problem) : [.. start];
        double[] logits = new double[problem.Photos * problem.Padded];
        double[] change = new double[logits.Length];
        double[] gradient = new double[problem.Parameters];
        double[] direction = new double[problem.Parameters];
        var line = new LogisticLine(problem);
        problem.Forward(parameters, logits);
        line.Measure(logits, change, 0);
        Gradient(problem, line, penalty, parameters, gradient);
        var memory = new LbfgsMemory(Diagonal(problem, line, penalty));
        int iteration = 0;
        bool converged = Largest(gradient) <= Tolerance;
        while (!converged && iteration < MaximumIterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            iteration++;
            memory.Direction(gradient, direction);
            problem.Forward(direction, change);
            double step = Search(
                line, logits, change, penalty, parameters.AsSpan(0, problem.Weights), direction.AsSpan(0, problem.Weights));
            if (step == 0)
            {
                break;
            }

            double[] before = gradient;
            double[] taken = new double[problem.Parameters];
            gradient = new double[problem.Parameters];
            WideVectors.Add(step, direction, taken);
            WideVectors.Add(step, direction, parameters);
            WideVectors.Add(step, change, logits);
            Gradient(problem, line, penalty, parameters, gradient);
            for (int i = 0; i < before.Length; i++)
            {
                before[i] = gradient[i] - before[i];
            }

            memory.Add(taken, before);
            converged = Largest(gradient) <= Tolerance;
        }

        CentreBiases(problem, parameters);
        return new LbfgsFit(problem.ToHead(parameters), parameters, iteration, converged);
    }

    /// <summary>
    /// Newton's method for the minimum along the line, kept inside a bracket; the slopes of the accepted point stay in
    /// <paramref name="line"/>.
    /// </summary>
    /// <returns>The step, or 0 where rounding leaves nothing to gain.</returns>
    private static double Search(
        LogisticLine line, double[] logits, double[] change, double penalty, ReadOnlySpan<double> weights, ReadOnlySpan<double> direction)
    {
        double along = penalty * WideVectors.Dot(weights, direction);
        double square = penalty * WideVectors.Dot(direction, direction);
        (double value, double first, double second) = line.Measure(logits, change, 0);
        double slope = first + along;
        if (!(slope < 0))
        {
            return 0;
        }

        double low = 0, high = double.PositiveInfinity;
        double step = 1;
        for (int trial = 0; trial < MaximumTrials; trial++)
        {
            (double newValue, double newFirst, double newSecond) = line.Measure(logits, change, step);
            double newSlope = newFirst + along + (step * square);
            double gain = newValue - value + (step * (along + (step * square / 2)));
            if (Math.Abs(newSlope) <= SlopeShare * -slope && gain <= 1e-13 * Math.Abs(value))
            {
                return step;
            }

            if (newSlope < 0)
            {
                low = step;
            }
            else
            {
                high = step;
            }

            double curvature = newSecond + square;
            double next = curvature > 0 ? step - (newSlope / curvature) : double.PositiveInfinity;
            // A step of tenfold at most: beyond it the curvature here says nothing.
            step = next > low && next < Math.Min(high, 10 * step) ? next : double.IsInfinity(high) ? 10 * step : (low + high) / 2;
        }

        return 0;
    }

    private static double[] StartOf(LogisticProblem problem)
    {
        double[] parameters = new double[problem.Parameters];
        double[] shares = new double[problem.Classes];
        for (int i = 0; i < problem.Photos; i++)
        {
            shares[problem.Truth[i]] += problem.PhotoWeights[i];
        }

        for (int c = 0; c < shares.Length; c++)
        {
            // A class without photos has its minimum at minus infinity; a chance of 1e-9 leaves a gradient below the tolerance.
            parameters[problem.Weights + c] = Math.Log(Math.Max(shares[c], 1e-9));
        }

        return parameters;
    }

    private static void Gradient(LogisticProblem problem, LogisticLine line, double penalty, double[] parameters, double[] gradient)
    {
        problem.Backward(line.Slopes, gradient);
        WideVectors.Add(penalty, parameters.AsSpan(0, problem.Weights), gradient.AsSpan(0, problem.Weights));
    }

    /// <summary>
    /// Penalty + mean of p (1 - p) * variance of the feature: the Hessian's diagonal, were the scores independent of the features.
    /// </summary>
    private static double[] Diagonal(LogisticProblem problem, LogisticLine line, double penalty)
    {
        double uncertainty = 0;
        for (int i = 0; i < problem.Photos; i++)
        {
            for (int c = 0; c < problem.Classes; c++)
            {
                double weight = problem.PhotoWeights[i];
                double probability = (line.Slopes[(i * problem.Padded) + c] / weight) + (c == problem.Truth[i] ? 1 : 0);
                uncertainty += weight * probability * (1 - probability) / problem.Classes;
            }
        }

        uncertainty = Math.Max(uncertainty, 1e-6);
        double[] diagonal = new double[problem.Parameters];
        int width = problem.Variance.Length;
        for (int i = 0; i < problem.Weights; i++)
        {
            diagonal[i] = penalty + (uncertainty * problem.Variance[i % width]);
        }

        diagonal.AsSpan(problem.Weights).Fill(uncertainty);
        return diagonal;
    }

    private static double Largest(ReadOnlySpan<double> gradient)
    {
        double largest = 0;
        foreach (double slope in gradient)
        {
            largest = Math.Max(largest, Math.Abs(slope));
        }

        return largest;
    }

    /// <summary>A number added to all biases changes no score; their sum is made 0, so that equal fits have equal biases.</summary>
    private static void CentreBiases(LogisticProblem problem, double[] parameters)
    {
        Span<double> biases = parameters.AsSpan(problem.Weights, problem.Classes);
        double mean = 0;
        foreach (double bias in biases)
        {
            mean += bias / problem.Classes;
        }

        foreach (ref double bias in biases)
        {
            bias -= mean;
        }
    }
}
