using SkiaSharp;

namespace Retrain.Samples;

/// <summary>
/// Composes one picture of 240 to 320 pixels a side: backdrop, flowers, leaves in front, light, camera. A pure function of seed, name
/// and kind.
/// </summary>
internal static class FlowerPicture
{
    /// <summary>Draws a picture and saves it as JPEG.</summary>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="name">Unique name of the picture within the set.</param>
    /// <param name="kind">What it shows.</param>
    public static byte[] Jpeg(long seed, string name, FlowerKind kind)
    {
        var dice = new Dice(seed, name);
        int width = dice.Whole(240, 320);
        int height = dice.Whole(240, 320);
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using SKSurface surface = SKSurface.Create(info);
        SKCanvas canvas = surface.Canvas;

        Flower flower = kind.Grow(dice);
        Behind(canvas, dice, flower, width, height);
        Flowers(canvas, dice, flower, width, height);
        Front(canvas, dice, width, height);
        Light(canvas, dice, width, height);

        using var bitmap = new SKBitmap(info);
        Camera.Take(surface, bitmap, dice);
        return Encode(bitmap, dice.Whole(60, 95));
    }

    /// <summary>Saves as JPEG, colours at half resolution as most cameras do.</summary>
    public static byte[] Encode(SKBitmap bitmap, int quality)
    {
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData data = pixels.Encode(
            new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore))
            ?? throw new InvalidOperationException("Skia could not encode a bitmap as JPEG.");
        return data.ToArray();
    }

    /// <summary>The backdrop, out of focus: drawn small, then enlarged. Sometimes with more of the flowers in the distance.</summary>
    private static void Behind(SKCanvas canvas, Dice dice, Flower flower, int width, int height)
    {
        (float scale, float blur) = dice.Pick<(float, float)>((0.2f, 1.4f), (0.25f, 0.9f), (0.35f, 0.5f), (0.5f, 0));
        var info = new SKImageInfo(
            (int)MathF.Ceiling(width * scale), (int)MathF.Ceiling(height * scale), SKColorType.Rgba8888, SKAlphaType.Premul);
        using SKSurface small = SKSurface.Create(info);

        // Not by the scale itself: a last pixel that is covered in part would leave a pale edge.
        small.Canvas.Scale(info.Width / (float)width, info.Height / (float)height);
        Backdrop.Draw(small.Canvas, dice, width, height);
        if (dice.Chance(0.3))
        {
            Flower other = dice.Chance(0.25) ? dice.Pick<FlowerKind>([.. FlowerKind.All]).Grow(dice) : flower;
            for (int i = dice.Whole(1, 4); i > 0; i--)
            {
                other.Draw(
                    small.Canvas, dice, dice.Between(0, width), dice.Between(0, height), dice.Between(0.08, 0.16) * width, height * 1.1f);
            }
        }

        using SKImage image = small.Snapshot();
        using SKImageFilter? filter = blur > 0 ? SKImageFilter.CreateBlur(blur, blur, SKShaderTileMode.Clamp) : null;
        using SKPaint paint = new() { ImageFilter = filter };
        small.Canvas.ResetMatrix();
        small.Canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default, paint);
        using SKImage soft = small.Snapshot();
        canvas.DrawImage(soft, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear));
    }

    private static void Flowers(SKCanvas canvas, Dice dice, Flower flower, int width, int height)
    {
        int side = Math.Min(width, height);
        int count = dice.Pick(1, 1, 1, 1, 1, 2, 2, 3, 4);
        float size = side * dice.Between(0.16, 0.46) * (count == 1 ? 1 : count == 2 ? 0.72f : 0.58f);
        if (dice.Chance(0.08))
        {
            size *= 1.45f;
        }

        for (int i = 0; i < count; i++)
        {
            // Beside each other with some overlap; a single one anywhere that leaves most of it in the picture.
            float x = count == 1 ? width * dice.Between(0.3, 0.7) : width * ((i + dice.Between(0.25, 0.75)) / count);
            float y = height * (count == 1 ? dice.Between(0.32, 0.62) : dice.Between(0.25, 0.72));
            flower.Draw(canvas, dice, x, y, size * dice.Between(0.85, 1.12), height * 1.08f);
        }
    }

    /// <summary>Leaves and blades of grass between the camera and the flowers, out of focus.</summary>
    private static void Front(SKCanvas canvas, Dice dice, int width, int height)
    {
        if (!dice.Chance(0.35))
        {
            return;
        }

        SKColor green = Ink.Hsv(dice.Between(70, 150), dice.Between(35, 70), dice.Between(25, 70));
        for (int i = dice.Whole(1, 4); i > 0; i--)
        {
            bool fromBelow = dice.Chance(0.6);
            float length = height * dice.Between(0.35, 0.8);
            float half = dice.Chance(0.5) ? length * dice.Between(0.05, 0.1) : length * dice.Between(0.25, 0.45);
            using SKPath leaf = Shapes.Petal(length, half, 0.9f, length * dice.Between(-0.25, 0.25));
            canvas.Save();
            canvas.Translate(
                fromBelow ? dice.Between(0, width) : dice.Pick(-10f, width + 10f), fromBelow ? height + 10 : dice.Between(0, height));
            canvas.RotateDegrees(fromBelow ? dice.Between(-40, 40) : dice.Between(-110, 110));
            Ink.Fill(canvas, leaf, Ink.Clear(Ink.Vary(green, dice, 1.5f), dice.Between(0.75, 0.97)), dice.Between(1, 5));
            canvas.Restore();
        }
    }

    /// <summary>Light from a side, darker corners, now and then the sun or a cast shadow.</summary>
    private static void Light(SKCanvas canvas, Dice dice, int width, int height)
    {
        using SKPath all = Shapes.Box(0, 0, width, height);
        float angle = dice.Between(0, 2 * Math.PI);
        var toLight = new SKPoint(MathF.Cos(angle) * width * 0.6f, MathF.Sin(angle) * height * 0.6f);
        var centre = new SKPoint(width / 2f, height / 2f);
        float strength = dice.Between(0, 0.3);
        Ink.Shade(
            canvas, all, centre + toLight, centre - toLight, Ink.Clear(new SKColor(255, 244, 214), strength),
            Ink.Clear(SKColors.Black, 0), Ink.Clear(new SKColor(10, 10, 40), strength));
        if (dice.Chance(0.5))
        {
            SKColor corner = Ink.Clear(SKColors.Black, dice.Between(0.2, 0.6));
            Ink.Ring(
                canvas, all, centre, MathF.Max(width, height) * 0.75f, Ink.Clear(SKColors.Black, 0), Ink.Clear(SKColors.Black, 0),
                corner);
        }

        if (dice.Chance(0.12))
        {
            var sun = new SKPoint(dice.Between(0, width), dice.Between(-0.1, 0.3) * height);
            Ink.Ring(
                canvas, all, sun, width * dice.Between(0.5, 0.9), Ink.Clear(new SKColor(255, 250, 225), 0.85f),
                Ink.Clear(new SKColor(255, 240, 190), 0.25f), Ink.Clear(SKColors.White, 0));
        }

        if (dice.Chance(0.15))
        {
            float x = dice.Between(0, width);
            float broad = dice.Between(30, 120);
            using SKPath shade = Shapes.Path(path =>
            {
                path.MoveTo(x, -10);
                path.LineTo(x + broad, -10);
                path.LineTo(x + broad + dice.Between(-120, 120), height + 10f);
                path.LineTo(x + dice.Between(-120, 120), height + 10f);
            });
            Ink.Fill(canvas, shade, Ink.Clear(new SKColor(10, 14, 30), dice.Between(0.2, 0.45)), 6);
        }
    }
}
