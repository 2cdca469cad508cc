using Retrain.Bottlenecks;
using Retrain.Photos;

namespace Retrain.Training;

/// <summary>Fits a head by L-BFGS in float64.</summary>
public static class LbfgsTrainer
{
    /// <summary>C for raw features where there is nothing to choose it on; the best or next to it on the photos we measured.</summary>
    private const double UsualRawStrength = 0.1;

    /// <summary>The same for standardised features, which have larger values.</summary>
    private const double UsualStandardisedStrength = 0.01;

    /// <summary>
    /// Chooses strength and standardisation on the validation rows, fitting the training rows alone: the validation rows stay unseen by
    /// the head that is returned. What is best, <see cref="LbfgsOptions.ChooseBy"/> says.
    /// </summary>
    /// <remarks>
    /// Without validation rows nothing can be chosen: then the strength of the list next to 0.1 is taken with raw features, or next to
    /// 0.01 with standardised ones where they are asked for.
    /// </remarks>
    /// <param name="data">Training and validation rows are used; test rows are not looked at.</param>
    /// <param name="options">See there.</param>
    /// <param name="progress">One line after each fit.</param>
    /// <param name="cancellationToken">Checked every iteration.</param>
    /// <exception cref="Foundation.RetrainException">No training photo.</exception>
    /// <exception cref="ArgumentException">
    /// No strength or one that is not above 0, or the parts of <paramref name="data"/> do not belong together.
    /// </exception>
    public static LbfgsResult Train(
        LabelledFeatures data, LbfgsOptions options, Action<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        double[] strengths = [.. options.Strengths.Distinct().Order()];
        if (strengths.Length == 0 || !strengths.All(strength => double.IsFinite(strength) && strength > 0))
        {
            throw new ArgumentException("strengths are one or more numbers above 0", nameof(options));
        }

        data.Check();
        int[] training = data.RowsOf(PhotoSet.Training);
        int[] validation = data.RowsOf(PhotoSet.Validation);
        bool[] scalings = options.Standardise is bool asked ? [asked] : [false, true];
        if (validation.Length == 0)
        {
            scalings = scalings[..1];
            double usual = scalings[0] ? UsualStandardisedStrength : UsualRawStrength;
            strengths = [strengths.MinBy(strength => Math.Abs(Math.Log(strength / usual)))];
        }

        double[]? classWeights = ClassWeighting.Of(options.ClassWeights, data);
        LbfgsResult? best = null;
        foreach (bool standardise in scalings)
        {
            var problem = new LogisticProblem(data.Features, data.Classes, training, data.ClassCount, standardise, classWeights);
            double[]? start = null;
            foreach (double strength in strengths)
            {
                LbfgsFit fit = LbfgsMinimiser.Minimise(problem, strength, start, cancellationToken);
                start = fit.Parameters;
                (int right, double crossEntropy) = HeadScorer.Measure(fit.Head, data.Features, data.Classes, validation);
                var result = new LbfgsResult(fit.Head, strength, standardise, right, crossEntropy, fit.Iterations, fit.Converged);
                progress?.Invoke(Line(result, validation.Length));
                best = best is null || IsBetter(result, best, options.ChooseBy) ? result : best;
            }
        }

        return best!;
    }

    /// <summary>One fit of given rows, without any choice.</summary>
    /// <param name="features">[N, F].</param>
    /// <param name="classes">[N].</param>
    /// <param name="rows">The photos to fit.</param>
    /// <param name="classCount">C.</param>
    /// <param name="strength">C of the loss.</param>
    /// <param name="standardise">With mean and deviation of <paramref name="rows"/>.</param>
    /// <param name="classWeights">By the classes of <paramref name="rows"/>.</param>
    /// <param name="cancellationToken">Checked every iteration.</param>
    internal static LbfgsFit Fit(
        FeatureMatrix features,
        IReadOnlyList<int> classes,
        IReadOnlyList<int> rows,
        int classCount,
        double strength,
        bool standardise,
        ClassWeights classWeights = ClassWeights.None,
        CancellationToken cancellationToken = default)
    {
        double[]? weights = ClassWeighting.Of(classWeights, rows.Select(row => classes[row]), classCount);
        var problem = new LogisticProblem(features, classes, [.. rows], classCount, standardise, weights);
        return LbfgsMinimiser.Minimise(problem, strength, null, cancellationToken);
    }

    // Raw features come first and strengths ascend, so an equal count is only better with a smaller strength.
    private static bool IsBetter(LbfgsResult one, LbfgsResult best, StrengthChoice by) => by == StrengthChoice.CrossEntropy
        ? one.ValidationCrossEntropy < best.ValidationCrossEntropy
        : one.ValidationCorrect > best.ValidationCorrect
            || (one.ValidationCorrect == best.ValidationCorrect && one.Strength < best.Strength);

    private static string Line(LbfgsResult result, int validationPhotos)
    {
        string features = result.Standardised ? "standardised" : "raw";
        string end = result.Converged ? "" : ", not converged";
        return $"C = {result.Strength}, {features} features: {result.ValidationCorrect} of {validationPhotos} validation photos right, "
            + $"cross entropy {result.ValidationCrossEntropy:F4} ({result.Iterations} iterations{end})";
    }
}
