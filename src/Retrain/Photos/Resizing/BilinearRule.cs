namespace Retrain.Photos.Resizing;

/// <summary>Where an output pixel lies in the input.</summary>
internal enum BilinearRule
{
    /// <summary>TensorFlow 1's (align_corners false, half_pixel_centers false), REFERENCE 4.3: <c>i * (in / out)</c>.</summary>
    Legacy,

    /// <summary>TensorFlow 2's (half_pixel_centers true, without antialiasing): <c>(i + 0.5) * (in / out) - 0.5</c>.</summary>
    HalfPixel,
}
