using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Selection;

/// <summary>Trains with several seeds and keeps the head that does best on the validation photos.</summary>
internal static class SeedSweep
{
    /// <summary>Trains with the recipe's seed and those after it, on as many cores as there are.</summary>
    public static (TrainedHead Best, SeedSweepResult Result) Run(
        LabelledFeatures data, HeadRecipe recipe, int seeds, CancellationToken cancellationToken)
    {
        int[] validation = data.RowsOf(PhotoSet.Validation), test = data.RowsOf(PhotoSet.Testing);
        var heads = new TrainedHead[seeds];
        var results = new SeedResult[seeds];
        Trainings.Run(seeds, Train, cancellationToken);
        // Without validation photos all are NaN, and the first seed stays.
        int best = Enumerable.Range(0, seeds).MinBy(
            i => double.IsNaN(results[i].ValidationCrossEntropy) ? 0 : results[i].ValidationCrossEntropy);
        return (heads[best], new SeedSweepResult(results, results[best].Seed, validation.Length, test.Length));

        void Train(int i)
        {
            long seed = recipe.Sgd.Seed + i;
            heads[i] = HeadTrainer.Train(data, recipe with { Sgd = recipe.Sgd with { Seed = seed } }, null, cancellationToken);
            (int right, double crossEntropy) = HeadScorer.Measure(heads[i].Head, data.Features, data.Classes, validation);
            int tested = HeadScorer.Measure(heads[i].Head, data.Features, data.Classes, test).Right;
            results[i] = new SeedResult(seed, right, crossEntropy, tested);
        }
    }
}
