using System.Diagnostics;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Selection;

/// <summary>Measures a recipe on all photos: each fold is answered by a head that was trained on the others.</summary>
internal static class CrossValidation
{
    /// <summary>Runs all folds, on as many cores as there are; the result does not depend on their number.</summary>
    /// <param name="data">Its sets say only which rows take part: those whose set is in <paramref name="among"/>.</param>
    /// <param name="contents">[N], see <see cref="FoldDivision"/>.</param>
    /// <param name="recipe">What is measured.</param>
    /// <param name="folds">Number of folds, at least 2.</param>
    /// <param name="among">Sets that take part; the others are neither trained on nor answered.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <remarks>
    /// A recipe that chooses on validation photos (several strengths, early stopping) gets the next fold for them, which is not trained
    /// on then.
    /// </remarks>
    public static CrossValidationResult Run(
        LabelledFeatures data, IReadOnlyList<string> contents, HeadRecipe recipe, int folds, IReadOnlyCollection<PhotoSet> among,
        CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int[] rows = [.. Enumerable.Range(0, data.Classes.Count).Where(row => among.Contains(data.Sets[row]))];
        int[] dealt = FoldDivision.Divide(
            [.. rows.Select(r => data.Classes[r])], [.. rows.Select(r => contents[r])], folds, recipe.Sgd.Seed);
        var results = new FoldResult[folds];
        Trainings.Run(
            folds, tested => results[tested] = Fold(data, rows, dealt, recipe, folds, tested, cancellationToken), cancellationToken);
        return new CrossValidationResult(results, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static FoldResult Fold(
        LabelledFeatures data, int[] rows, int[] dealt, HeadRecipe recipe, int folds, int tested, CancellationToken cancellationToken)
    {
        bool chooses = recipe.Optimizer == Optimizer.Lbfgs
            ? recipe.Lbfgs.Strengths.Count > 1 || recipe.Lbfgs.Standardise is null
            : recipe.Sgd.Patience > 0;
        int chosenOn = chooses && folds > 2 ? (tested + 1) % folds : -1;
        var part = new PhotoSet[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            part[i] = dealt[i] == tested ? PhotoSet.Testing : dealt[i] == chosenOn ? PhotoSet.Validation : PhotoSet.Training;
        }

        // The rows that take no part are test rows, which no trainer looks at.
        var sets = new PhotoSet[data.Classes.Count];
        Array.Fill(sets, PhotoSet.Testing);
        for (int i = 0; i < rows.Length; i++)
        {
            sets[rows[i]] = part[i];
        }

        Head head = HeadTrainer.Train(data with { Sets = sets }, recipe, null, cancellationToken).Head;
        int[] answered = [.. rows.Where((_, i) => part[i] == PhotoSet.Testing)];
        (int right, double crossEntropy) = HeadScorer.Measure(head, data.Features, data.Classes, answered);
        double tempered = Temperature.LeastCrossEntropy(
            HeadScorer.Logits(head, data.Features, answered), [.. answered.Select(row => data.Classes[row])]);
        return new FoldResult(right, answered.Length, crossEntropy, tempered);
    }
}
