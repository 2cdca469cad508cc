namespace Retrain.Photos.Decoding;

/// <summary>Why one photo cannot be used.</summary>
/// <param name="Kind">The cause, for counting.</param>
/// <param name="Reason">One clause without the file's name, "JPEG is cut off: 63 of 120 rows" for instance.</param>
public readonly record struct PhotoProblem(ProblemKind Kind, string Reason);
