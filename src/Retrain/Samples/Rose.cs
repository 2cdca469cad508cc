using SkiaSharp;

namespace Retrain.Samples;

/// <summary>Rings of broad petals that overlap, wound into a spiral in the middle, with toothed leaves below.</summary>
internal sealed class Rose : Flower
{
    private readonly int rings;
    private readonly float fullness;
    private readonly SKColor petal;
    private readonly SKColor heart;

    public Rose(Dice dice)
        : base(dice)
    {
        rings = dice.Whole(4, 6);
        fullness = dice.Between(0.66, 0.78);
        petal = Ink.Vary(
            dice.Pick<SKColor>(
                new(196, 22, 44), new(214, 40, 80), new(240, 130, 160), new(250, 190, 200), new(250, 244, 234),
                new(248, 214, 90), new(250, 170, 120), new(190, 140, 210), new(240, 110, 50)),
            dice,
            0.6f);
        heart = dice.Chance(0.3) ? Ink.Mix(petal, dice.Pick<SKColor>(new(250, 200, 90), new(220, 60, 100)), 0.5f) : petal;
    }

    public override void Draw(SKCanvas canvas, Dice dice, float x, float y, float size, float bottom)
    {
        Stem(
            canvas, new SKPoint(x + dice.Between(-0.5 * size, 0.5 * size), bottom), new SKPoint(x, y),
            dice.Between(-0.4 * size, 0.4 * size), size * 0.12f);
        for (int i = dice.Whole(1, 5); i > 0; i--)
        {
            float length = size * dice.Between(0.7, 1.05);
            float degrees = dice.Between(0, 360);
            var at = new SKPoint(
                x + (size * 0.6f * MathF.Sin(degrees * MathF.PI / 180)), y - (size * 0.6f * MathF.Cos(degrees * MathF.PI / 180)));
            Leaf(
                canvas, Shapes.ToothedLeaf(length, length * dice.Between(0.5, 0.65), 11), at, degrees + dice.Between(-20, 20), length,
                dice.Between(-0.3, 0.15));
        }

        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(dice.Between(-60, 60));
        canvas.Scale(size, size * dice.Between(0.72, 1));
        float radius = 1;
        float turn = dice.Between(0, 360);
        for (int ring = 0; ring < rings; ring++)
        {
            int count = ring == 0 ? dice.Whole(5, 7) : ring < rings - 2 ? 5 : 3;
            for (int i = 0; i < count; i++)
            {
                canvas.Save();
                canvas.RotateDegrees(turn + (i * 360f / count) + dice.Between(-14, 14));
                Fold(canvas, dice, radius * dice.Between(0.86, 1.06), ring / (float)rings);
                canvas.Restore();
            }

            turn += 137.5f;
            radius *= fullness;
        }

        Spiral(canvas, dice, radius * 1.1f);
        canvas.Restore();
    }

    /// <summary>One petal: broad, darker towards the heart, its rim curled back and lit.</summary>
    private void Fold(SKCanvas canvas, Dice dice, float length, float depth)
    {
        float half = length * dice.Between(0.68, 0.9);
        float tip = length * dice.Between(-0.14, 0.14);
        float lip = length * dice.Between(0.95, 1.12);
        using SKPath path = Shapes.Path(p =>
        {
            p.MoveTo(0, 0);
            p.CubicTo(-half * 1.1f, -length * 0.1f, -half * 1.05f, -length * 0.98f, tip - (length * 0.14f), -length * 0.98f);
            p.QuadTo(tip, -lip, tip + (length * 0.14f), -length * 0.98f);
            p.CubicTo(half * 1.05f, -length * 0.98f, half * 1.1f, -length * 0.1f, 0, 0);
            p.Close();
        });

        SKColor colour = Ink.Vary(Ink.Mix(petal, heart, depth), dice, 0.7f);
        canvas.Save();
        canvas.Translate(0, -length * 0.05f);
        Ink.Fill(canvas, path, Ink.Clear(Ink.Dark(colour, 0.85f), 0.4f), length * 0.035f);
        canvas.Restore();
        Ink.Shade(
            canvas, path, new SKPoint(0, -length * 0.2f), new SKPoint(0, -length), Ink.Dark(colour, 0.68f), Ink.Dark(colour, 0.32f),
            colour, Ink.Light(colour, 0.16f));
        using SKPath rim = Shapes.Path(p =>
        {
            p.MoveTo(-half * 0.7f, -length * 0.72f);
            p.CubicTo(-half * 0.55f, -length * 0.95f, -half * 0.3f, -length * 0.94f, tip, -length * 0.95f);
            p.CubicTo(half * 0.3f, -length * 0.94f, half * 0.55f, -length * 0.95f, half * 0.7f, -length * 0.72f);
        });
        Ink.Line(canvas, rim, Ink.Clear(Ink.Light(colour, 0.38f), 0.55f), length * 0.035f);
        Ink.Line(canvas, path, Ink.Clear(Ink.Dark(colour, 0.6f), 0.4f), 0.012f);
    }

    /// <summary>The rolled petals of the middle, seen from above.</summary>
    private void Spiral(SKCanvas canvas, Dice dice, float radius)
    {
        using SKPath bud = Shapes.Circle(radius);
        Ink.Ring(canvas, bud, new SKPoint(0, 0), radius, Ink.Dark(heart, 0.7f), Ink.Dark(heart, 0.45f), Ink.Dark(heart, 0.15f));
        float start = dice.Between(0, 6.28);
        using SKPath spiral = Shapes.Path(path =>
        {
            for (int i = 0; i <= 50; i++)
            {
                float r = radius * (0.12f + (0.83f * i / 50f));
                float angle = start + (i * 0.29f);
                (float x, float y) = (r * MathF.Cos(angle), r * MathF.Sin(angle));
                if (i == 0)
                {
                    path.MoveTo(x, y);
                }
                else
                {
                    path.LineTo(x, y);
                }
            }
        });

        Ink.Line(canvas, spiral, Ink.Light(heart, 0.14f), radius * 0.16f);
        Ink.Line(canvas, spiral, Ink.Clear(Ink.Light(heart, 0.45f), 0.6f), radius * 0.05f);
    }
}
