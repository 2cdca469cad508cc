namespace Retrain.Exports;

/// <summary>Compares written files with the trained model. What this learns of the trained model it learns once.</summary>
internal sealed class ExportChecker
{
    private readonly IReadOnlyList<TestPicture> pictures;
    private readonly float[]?[] expected;

    private ExportChecker(IReadOnlyList<TestPicture> pictures, float[]?[] expected, double milliseconds)
    {
        this.pictures = pictures;
        this.expected = expected;
        Trained = Compare(expected, milliseconds, 0);
    }

    /// <summary>The trained model beside itself.</summary>
    public ExportComparison Trained { get; }

    /// <summary>Asks the trained model about all pictures.</summary>
    /// <exception cref="Foundation.RetrainException">It cannot be run.</exception>
    public static ExportChecker Of(string model, IReadOnlyList<TestPicture> pictures, CancellationToken cancellationToken)
    {
        using var trained = ExportScorer.Open(model, pictures);
        return new ExportChecker(pictures, trained.Scores(cancellationToken), trained.Milliseconds());
    }

    /// <summary>Reads a written file back and asks it the same.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="tie">See <see cref="ExportLimits.Tie"/>.</param>
    /// <param name="cancellationToken">Checked before each picture.</param>
    /// <exception cref="Foundation.RetrainException">It cannot be run.</exception>
    public ExportComparison Compare(string path, double tie, CancellationToken cancellationToken)
    {
        using var written = ExportScorer.Open(path, pictures);
        return Compare(written.Scores(cancellationToken), written.Milliseconds(), tie);
    }

    private ExportComparison Compare(float[]?[] found, double milliseconds, double tie)
    {
        var usable = Enumerable.Range(0, pictures.Count).Where(i => expected[i] is not null).ToList();
        double largest = 0;
        double sum = 0;
        int agreeing = 0;
        int ties = 0;
        int correct = 0;
        int trainedCorrect = 0;
        int measured = 0;
        foreach (int i in usable)
        {
            float[] trained = expected[i]!;
            float[] other = found[i] is { } scores && scores.Length == trained.Length ? scores : NoScores(trained.Length);
            int wanted = Best(trained);
            int given = Best(other);
            for (int c = 0; c < trained.Length; c++)
            {
                double difference = Math.Abs((double)trained[c] - other[c]);
                largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
            }

            sum += Math.Abs((double)trained[wanted] - other[wanted]);
            agreeing += given == wanted ? 1 : 0;
            ties += given != wanted && trained[wanted] - trained[given] < tie ? 1 : 0;
            if (pictures[i].Class >= 0)
            {
                measured++;
                correct += given == pictures[i].Class ? 1 : 0;
                trainedCorrect += wanted == pictures[i].Class ? 1 : 0;
            }
        }

        return new ExportComparison
        {
            Photos = usable.Count,
            LabelsAgreeing = agreeing,
            Ties = ties,
            LargestDifference = largest,
            MeanDifference = usable.Count == 0 ? 0 : sum / usable.Count,
            Correct = correct,
            TrainedCorrect = trainedCorrect,
            Measured = measured,
            Milliseconds = milliseconds,
            RunBy = "ONNX Runtime, read back",
        };
    }

    private static float[] NoScores(int classes)
    {
        float[] scores = new float[classes];
        scores.AsSpan().Fill(float.NaN);
        return scores;
    }

    // The higher index wins a tie, as in predictions.
    private static int Best(float[] scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] >= scores[best] ? i : best;
        }

        return best;
    }
}
