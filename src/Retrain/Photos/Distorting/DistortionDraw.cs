namespace Retrain.Photos.Distorting;

/// <summary>What chance decides of one distorted photo. All five are drawn always, whatever the options use of them.</summary>
/// <param name="Scale">In [0, 1): how far between the least and the largest size.</param>
/// <param name="Flip">In [0, 1): below a half it is mirrored, where mirroring is asked for.</param>
/// <param name="Brightness">In [0, 1): how far between the darkest and the brightest.</param>
/// <param name="Top">0 to 2^31 - 2; the remainder by the number of places is the first row of the piece.</param>
/// <param name="Left">The same for its first column.</param>
internal readonly record struct DistortionDraw(float Scale, float Flip, float Brightness, int Top, int Left);
