using Retrain.Photos;
using Retrain.Photos.Decoding;

namespace Retrain.Bottlenecks;

/// <summary>A photo that was left out, and why.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Problem">The reason.</param>
public sealed record UnusablePhoto(Photo Photo, PhotoProblem Problem);
