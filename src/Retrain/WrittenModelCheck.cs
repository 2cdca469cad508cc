using Retrain.Foundation;
using Retrain.Models;
using Retrain.Training;

namespace Retrain;

/// <summary>Runs a written model on photos and refuses it where it does not give the scores of training.</summary>
internal static class WrittenModelCheck
{
    /// <summary>
    /// The written file may differ by so much from the scores of training, for it adds float32 numbers in another order: 1e-6 on the
    /// golden photos.
    /// </summary>
    private const double Tolerance = 1e-3;

    /// <summary>
    /// Where a network rounds to levels inside, the last bit of a sum decides about a whole level: TensorFlow's own scores move by 0.03
    /// when additions change their order (fixtures/retrain_runs).
    /// </summary>
    private const double QuantizedTolerance = 0.05;

    /// <summary>Runs it.</summary>
    /// <param name="staged">The written file or folder, not yet in its place.</param>
    /// <param name="sample">Photos and their scores.</param>
    /// <param name="head">The head in it.</param>
    /// <param name="roundsInside">Whether the file's own arithmetic of the network may fall to another level.</param>
    /// <param name="progress">Told how many photos are done.</param>
    /// <param name="cancellationToken">Checked before each photo.</param>
    /// <exception cref="RetrainException">The scores differ by more than is explained.</exception>
    public static ModelVerification Run(
        string staged,
        VerificationSample sample,
        Head head,
        bool roundsInside,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        double tolerance = (roundsInside ? QuantizedTolerance : Tolerance) + OneLevel(head);
        ModelVerification verification = ModelVerifier.Verify(staged, sample.Photos, sample.Scores, progress, cancellationToken);
        // Scores that differ by little may still change places where two classes are about equal.
        bool labelsAgree = verification.LabelsAgreeing == verification.Photos || roundsInside || head.Quantization is not null;
        return labelsAgree && verification.LargestDifference <= tolerance
            ? verification
            : throw new RetrainException(
                "The written model does not give the scores of training: "
                + $"{verification.LabelsAgreeing} of {verification.Photos} labels agree, "
                + $"largest difference {verification.LargestDifference:g2} (at most {tolerance:g2}); nothing was kept. "
                + "If photos changed meanwhile, run again");
    }

    /// <summary>
    /// What it can do to a score when logits of a quantised head fall to the next level: one up and all others down moves the softmax by at
    /// most tanh(step / 2).
    /// </summary>
    private static double OneLevel(Head head) =>
        head.Quantization is { } ranges ? Math.Tanh(HeadLevels.OfLogits(ranges).Step / 2) : 0;
}
