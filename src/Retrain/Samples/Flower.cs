using SkiaSharp;

namespace Retrain.Samples;

/// <summary>One variety of a kind of flower: its colours and proportions are fixed, each drawing of it differs a little.</summary>
internal abstract class Flower
{
    private static readonly SKColor[] Greens =
        [new(62, 122, 46), new(86, 140, 52), new(44, 98, 58), new(112, 150, 70), new(74, 120, 84), new(120, 138, 48)];

    /// <summary>Chooses the green of stem and leaves.</summary>
    protected Flower(Dice dice) => Green = Ink.Vary(dice.Pick<SKColor>(Greens), dice);

    /// <summary>Colour of stem and leaves.</summary>
    protected SKColor Green { get; }

    /// <summary>Draws the flower, its stem running to below the picture.</summary>
    /// <param name="canvas">In pixels.</param>
    /// <param name="dice">For what differs from one drawing to the next.</param>
    /// <param name="x">Centre of the flower.</param>
    /// <param name="y">Centre of the flower.</param>
    /// <param name="size">Radius of the flower in pixels.</param>
    /// <param name="bottom">Where the stem ends, in pixels.</param>
    public abstract void Draw(SKCanvas canvas, Dice dice, float x, float y, float size, float bottom);

    /// <summary>A stem with its lit side.</summary>
    /// <returns>Where the stem is: 0 at its end, 1 at the flower.</returns>
    protected Func<float, SKPoint> Stem(SKCanvas canvas, SKPoint from, SKPoint to, float bend, float width)
    {
        using SKPath path = Shapes.Curve(from, to, bend);
        Ink.Line(canvas, path, Ink.Dark(Green, 0.3f), width);
        canvas.Save();
        canvas.Translate(-width * 0.15f, 0);
        Ink.Line(canvas, path, Ink.Light(Green, 0.08f), width * 0.55f);
        canvas.Restore();
        return t => new SKPoint(from.X + ((to.X - from.X) * t) + (2 * t * (1 - t) * bend), from.Y + ((to.Y - from.Y) * t));
    }

    /// <summary>A leaf, lighter towards its tip, with a middle vein.</summary>
    /// <param name="canvas">In pixels.</param>
    /// <param name="leaf">Outline from the origin upwards; disposed here.</param>
    /// <param name="at">Base of the leaf.</param>
    /// <param name="degrees">Direction: 0 up, 90 right.</param>
    /// <param name="length">Length of the outline.</param>
    /// <param name="tint">What the green is mixed with for this leaf, light or dark.</param>
    protected void Leaf(SKCanvas canvas, SKPath leaf, SKPoint at, float degrees, float length, float tint)
    {
        using (leaf)
        {
            SKColor green = tint > 0 ? Ink.Light(Green, tint) : Ink.Dark(Green, -tint);
            canvas.Save();
            canvas.Translate(at.X, at.Y);
            canvas.RotateDegrees(degrees);
            Ink.Shade(canvas, leaf, new SKPoint(0, 0), new SKPoint(0, -length), Ink.Dark(green, 0.35f), green, Ink.Light(green, 0.12f));
            using SKPath vein = Shapes.Curve(new SKPoint(0, 0), new SKPoint(0, -length * 0.9f), 0);
            Ink.Line(canvas, vein, Ink.Clear(Ink.Light(green, 0.4f), 0.5f), MathF.Max(0.6f, length * 0.015f));
            canvas.Restore();
        }
    }

    /// <summary>A petal: shade below it, gradient from base to tip, fine veins, soft edge.</summary>
    protected static void Petal(
        SKCanvas canvas, SKPath petal, float length, SKColor inner, SKColor outer, float shadow = 0.22f, int veins = 2)
    {
        canvas.Save();
        canvas.Translate(length * 0.02f, length * 0.03f);
        Ink.Fill(canvas, petal, Ink.Clear(SKColors.Black, shadow));
        canvas.Restore();
        Ink.Shade(canvas, petal, new SKPoint(0, 0), new SKPoint(0, -length), inner, outer, Ink.Light(outer, 0.1f));
        float width = petal.Bounds.Width;
        using SKPath lines = Shapes.Path(path =>
        {
            for (int i = 0; i < veins; i++)
            {
                float x = width * 0.16f * (i - ((veins - 1) / 2f));
                path.MoveTo(x * 0.4f, -length * 0.15f);
                path.QuadTo(x * 1.3f, -length * 0.5f, x, -length * 0.85f);
            }
        });
        Ink.Line(canvas, lines, Ink.Clear(Ink.Dark(inner, 0.35f), 0.28f), length * 0.016f);
        Ink.Line(canvas, petal, Ink.Clear(Ink.Dark(outer, 0.4f), 0.35f), length * 0.014f);
    }

    /// <summary>Seeds over a disc, each with its lit point.</summary>
    protected static void Seeds(SKCanvas canvas, Dice dice, float radius, int count, SKColor middle, SKColor rim, float grain)
    {
        for (int i = 0; i < count; i++)
        {
            SKPoint at = Shapes.Seed(i, count, radius);
            SKColor colour = Ink.Vary(Ink.Mix(middle, rim, i / (float)count), dice, 1.2f);
            Ink.Dot(canvas, at.X, at.Y, grain, Ink.Dark(colour, 0.35f));
            Ink.Dot(canvas, at.X - (grain * 0.25f), at.Y - (grain * 0.3f), grain * 0.62f, colour);
        }
    }
}
