using SkiaSharp;

namespace Retrain.Samples;

/// <summary>What a camera does to a scene: focus, exposure, white balance, contrast, noise.</summary>
internal static class Camera
{
    /// <summary>Copies the surface into a bitmap of the same size and format (RGBA, 8 bits each).</summary>
    public static void Take(SKSurface surface, SKBitmap bitmap, Dice dice)
    {
        using (var canvas = new SKCanvas(bitmap))
        using (SKImage image = surface.Snapshot())
        {
            float blur = dice.Chance(0.3) ? dice.Between(0.6, 3.4) : 0;
            using SKImageFilter? filter = blur > 0
                ? SKImageFilter.CreateBlur(blur, blur * dice.Between(0.6, 1), SKShaderTileMode.Clamp)
                : null;
            using SKPaint paint = new() { ImageFilter = filter };
            // The sharp picture first: near its edges the blurred one lets shine through what is below.
            canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default);
            if (blur > 0)
            {
                canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default, paint);
            }
        }

        Develop(bitmap, dice);
    }

    private static void Develop(SKBitmap bitmap, Dice dice)
    {
        float exposure = dice.Between(0.8, 1.22);
        float contrast = dice.Between(0.85, 1.2);
        float warmth = dice.Between(-0.1, 0.1);
        float tint = dice.Between(-0.05, 0.05);
        float grey = dice.Chance(0.04) ? 0.85f : dice.Between(-0.25, 0.12);
        float noise = dice.Chance(0.55) ? dice.Between(2, 13) : dice.Between(0, 2);
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < pixels.Length; i += 4)
        {
            float red = pixels[i] * (1 + warmth);
            float green = pixels[i + 1] * (1 + tint);
            float blue = pixels[i + 2] * (1 - warmth);
            float luma = (0.299f * red) + (0.587f * green) + (0.114f * blue);

            // Three sums of two uniform numbers: close enough to a sensor's noise, and one draw a pixel.
            ulong bits = dice.Bits();
            pixels[i] = Tone(red, 0);
            pixels[i + 1] = Tone(green, 20);
            pixels[i + 2] = Tone(blue, 40);

            byte Tone(float value, int shift)
            {
                float grain = ((int)((bits >> shift) & 1023) + (int)((bits >> (shift + 10)) & 1023) - 1023) / 418f;
                float mixed = (value + ((luma - value) * grey)) * exposure;
                return (byte)Math.Clamp(((mixed - 118) * contrast) + 118 + (grain * noise) + 0.5f, 0, 255);
            }
        }
    }
}
