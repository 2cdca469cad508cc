namespace Retrain.Selection;

/// <summary>Several trainings that differ in nothing but their seed: how far the figures of one can be trusted.</summary>
/// <param name="Seeds">Each training.</param>
/// <param name="Chosen">The seed with the least validation loss, whose head was taken.</param>
/// <param name="ValidationPhotos">Photos of the validation set.</param>
/// <param name="TestPhotos">Photos of the test set.</param>
public sealed record SeedSweepResult(IReadOnlyList<SeedResult> Seeds, long Chosen, int ValidationPhotos, int TestPhotos)
{
    /// <summary>Mean share of right test photos.</summary>
    public double TestMean => Seeds.Average(s => (double)s.TestCorrect / TestPhotos);

    /// <summary>Standard deviation of that share over the seeds (divisor n - 1); 0 for one seed.</summary>
    public double TestDeviation => Seeds.Count < 2
        ? 0
        : Math.Sqrt(Seeds.Sum(s => Math.Pow(((double)s.TestCorrect / TestPhotos) - TestMean, 2)) / (Seeds.Count - 1));
}
