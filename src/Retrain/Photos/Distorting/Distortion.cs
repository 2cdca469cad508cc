namespace Retrain.Photos.Distorting;

/// <summary>What is done to one photo, in the order of REFERENCE 4.5.</summary>
/// <param name="Scale">The enlarged size as a multiple of the input's.</param>
/// <param name="Height">Height in pixels to which the whole picture is resized; not below the input's.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Top">First row of the piece that is cut out.</param>
/// <param name="Left">First column.</param>
/// <param name="Flipped">Whether the piece is mirrored left to right.</param>
/// <param name="Brightness">What all values in [0, 1] are multiplied by; they may leave that range.</param>
internal readonly record struct Distortion(float Scale, int Height, int Width, int Top, int Left, bool Flipped, float Brightness)
{
    /// <summary>
    /// Works a draw out. In float32 as the original, for another precision gives another size in three of a hundred cases.
    /// </summary>
    /// <param name="options">In range.</param>
    /// <param name="draw">What chance says.</param>
    /// <param name="height">Of the network's input, in pixels.</param>
    /// <param name="width">Of the network's input, in pixels.</param>
    public static Distortion Of(DistortionOptions options, DistortionDraw draw, int height, int width)
    {
        float scale = ScaleOf(options, draw.Scale);
        int scaledHeight = (int)(scale * height);
        int scaledWidth = (int)(scale * width);
        float darkest = (float)(1 - (options.RandomBrightness / 100.0));
        float brightest = (float)(1 + (options.RandomBrightness / 100.0));
        float brightnessRange = draw.Brightness * (brightest - darkest);
        return new Distortion(
            scale,
            scaledHeight,
            scaledWidth,
            draw.Top % (scaledHeight - height + 1),
            draw.Left % (scaledWidth - width + 1),
            options.FlipLeftRight && draw.Flip < 0.5f,
            brightnessRange + darkest);
    }

    /// <summary>The largest size that any draw enlarges to, in pixels.</summary>
    /// <param name="options">In range.</param>
    /// <param name="length">A side of the network's input.</param>
    public static int LargestSide(DistortionOptions options, int length) => (int)(ScaleOf(options, 1) * length);

    private static float ScaleOf(DistortionOptions options, float uniform)
    {
        float margin = (float)(1 + (options.RandomCrop / 100.0));
        float largest = (float)(1 + (options.RandomScale / 100.0));
        float enlargement = uniform * (largest - 1);
        enlargement += 1;
        return margin * enlargement;
    }
}
