using SkiaSharp;

namespace Retrain.Samples;

/// <summary>Colours, and paths filled with them.</summary>
internal static class Ink
{
    /// <summary>A colour from hue (degrees, any number), saturation and value (per cent, cut to 0 to 100).</summary>
    public static SKColor Hsv(float hue, float saturation, float value) =>
        SKColor.FromHsv(((hue % 360) + 360) % 360, Math.Clamp(saturation, 0, 100), Math.Clamp(value, 0, 100));

    /// <summary>The colour a little off in hue, saturation and value.</summary>
    public static SKColor Vary(SKColor colour, Dice dice, float amount = 1)
    {
        colour.ToHsv(out float hue, out float saturation, out float value);
        return Hsv(
            hue + (dice.Between(-7, 7) * amount), saturation + (dice.Between(-8, 8) * amount), value + (dice.Between(-8, 8) * amount));
    }

    /// <summary><paramref name="share"/> of <paramref name="other"/> in <paramref name="colour"/>, 0 to 1.</summary>
    public static SKColor Mix(SKColor colour, SKColor other, float share)
    {
        return new SKColor(Channel(colour.Red, other.Red), Channel(colour.Green, other.Green), Channel(colour.Blue, other.Blue));

        byte Channel(byte a, byte b) => (byte)Math.Clamp(a + ((b - a) * share), 0, 255);
    }

    /// <summary>Towards black.</summary>
    public static SKColor Dark(SKColor colour, float share) => Mix(colour, new SKColor(20, 10, 25), share);

    /// <summary>Towards white.</summary>
    public static SKColor Light(SKColor colour, float share) => Mix(colour, SKColors.White, share);

    /// <summary>With an opacity, 0 to 1.</summary>
    public static SKColor Clear(SKColor colour, float opacity) => colour.WithAlpha((byte)Math.Clamp(opacity * 255, 0, 255));

    /// <summary>Fills with one colour; <paramref name="blur"/> softens the edge (standard deviation in local units).</summary>
    public static void Fill(SKCanvas canvas, SKPath path, SKColor colour, float blur = 0)
    {
        using SKPaint paint = new() { Color = colour, IsAntialias = true };
        using SKMaskFilter? filter = blur > 0 ? SKMaskFilter.CreateBlur(SKBlurStyle.Normal, blur) : null;
        paint.MaskFilter = filter;
        canvas.DrawPath(path, paint);
    }

    /// <summary>Fills with colours along a line.</summary>
    public static void Shade(SKCanvas canvas, SKPath path, SKPoint from, SKPoint to, params SKColor[] colours)
    {
        using SKShader shader = SKShader.CreateLinearGradient(from, to, colours, SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = shader, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    /// <summary>Fills with colours from a centre outwards.</summary>
    public static void Ring(SKCanvas canvas, SKPath path, SKPoint centre, float radius, params SKColor[] colours)
    {
        using SKShader shader = SKShader.CreateRadialGradient(centre, radius, colours, SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = shader, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    /// <summary>Draws along the path.</summary>
    public static void Line(SKCanvas canvas, SKPath path, SKColor colour, float width)
    {
        using SKPaint paint = new()
        {
            Color = colour,
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = width,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        canvas.DrawPath(path, paint);
    }

    /// <summary>A filled circle.</summary>
    public static void Dot(SKCanvas canvas, float x, float y, float radius, SKColor colour)
    {
        using SKPaint paint = new() { Color = colour, IsAntialias = true };
        canvas.DrawCircle(x, y, radius, paint);
    }
}
