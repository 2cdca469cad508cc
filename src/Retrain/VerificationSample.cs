using Retrain.Photos;
using Retrain.Training;

namespace Retrain;

/// <summary>Photos that a written model is run on before it is called done, with the scores that the trained head gave them.</summary>
/// <param name="Set">The set they come from.</param>
/// <param name="Photos">The photos.</param>
/// <param name="Scores">float32 [photos, C], row-major.</param>
internal sealed record VerificationSample(PhotoSet Set, IReadOnlyList<Photo> Photos, float[] Scores)
{
    /// <summary>More photos would cost minutes on large sets and show nothing new: the file has one network for all.</summary>
    public const int MostPhotos = 50;

    /// <summary>Test photos, evenly spread over the list; where there are none validation photos, else training photos.</summary>
    /// <param name="data">The sets and features.</param>
    /// <param name="photos">The photos, in the order of the rows.</param>
    /// <param name="head">Gives the scores.</param>
    /// <param name="most">How many photos at most.</param>
    public static VerificationSample Choose(LabelledFeatures data, IReadOnlyList<Photo> photos, Head head, int most = MostPhotos)
    {
        PhotoSet set = new[] { PhotoSet.Testing, PhotoSet.Validation, PhotoSet.Training }.First(s => data.Sets.Contains(s));
        int[] rows = data.SpreadOf(set, most);
        return new VerificationSample(set, [.. rows.Select(r => photos[r])], HeadScorer.Scores(head, data.Features, rows));
    }
}
