namespace Retrain.Photos.Decoding;

/// <summary>What one format's reader hands back: pixels, or why there are none. Exactly one of both is set.</summary>
internal readonly record struct Decoded
{
    private Decoded(Pixels? pixels, PhotoProblem? problem) => (Pixels, Problem) = (pixels, problem);

    /// <summary>The picture.</summary>
    public Pixels? Pixels { get; }

    /// <summary>The scale that the picture was decoded at.</summary>
    public DecodeScale Scale { get; init; }

    /// <summary>Why there is none.</summary>
    public PhotoProblem? Problem { get; }

    /// <summary>A picture that is used.</summary>
    public static Decoded Of(Pixels pixels) => new(pixels, null);

    /// <summary>A picture whose rows did not all come through.</summary>
    public static Decoded Damaged(string reason) => new(null, new PhotoProblem(ProblemKind.Damaged, reason));

    /// <summary>A kind that is not decoded.</summary>
    public static Decoded NotSupported(string reason) => new(null, new PhotoProblem(ProblemKind.NotSupported, reason));

    /// <summary>What the original would have stopped at.</summary>
    /// <param name="what">Completes "TensorFlow's DecodeJpeg refuses ...".</param>
    /// <param name="kind">The cause, for counting.</param>
    public static Decoded RefusedByTensorFlow(string what, ProblemKind kind) =>
        new(null, new PhotoProblem(kind, "TensorFlow's DecodeJpeg refuses " + what));

    /// <summary>A size beyond <see cref="PictureSize"/>.</summary>
    public static Decoded TooLarge(string reason) => new(null, new PhotoProblem(ProblemKind.TooLarge, reason));
}
