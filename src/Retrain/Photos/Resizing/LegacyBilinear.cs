namespace Retrain.Photos.Resizing;

/// <summary>TensorFlow 1's ResizeBilinear (align_corners false, half_pixel_centers false), REFERENCE 4.3, to the bit.</summary>
internal static class LegacyBilinear
{
    /// <summary>Scales bytes to [0, 1] as retrain.py does (times float32(1/255)), resizes, and writes planes.</summary>
    /// <param name="rgb">[H, W, 3], 0 to 255.</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <param name="planes">[3, outputHeight, outputWidth], overwritten.</param>
    /// <param name="outputWidth">In pixels.</param>
    /// <param name="outputHeight">In pixels.</param>
    public static void ToUnitPlanes(ReadOnlySpan<byte> rgb, int width, int height, Span<float> planes, int outputWidth, int outputHeight) =>
        throw new NotImplementedException();
}
