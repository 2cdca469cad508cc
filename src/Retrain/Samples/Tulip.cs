using SkiaSharp;

namespace Retrain.Samples;

/// <summary>A cup of a few big petals on a long stem, with broad lance-shaped leaves; now and then looked into from above.</summary>
internal sealed class Tulip : Flower
{
    private readonly SKColor petal;
    private readonly SKColor foot;
    private readonly SKColor flame;
    private readonly float open;
    private readonly float slender;
    private readonly bool flamed;
    private readonly bool fromAbove;

    public Tulip(Dice dice)
        : base(dice)
    {
        petal = Ink.Vary(
            dice.Pick<SKColor>(
                new(214, 30, 40), new(250, 206, 40), new(248, 246, 236), new(240, 120, 170),
                new(130, 50, 140), new(246, 130, 40), new(70, 20, 50), new(250, 196, 180)),
            dice,
            0.6f);
        foot = Ink.Mix(petal, dice.Pick<SKColor>(new(250, 230, 120), new(250, 250, 230), new(150, 170, 80)), 0.55f);
        flame = Ink.Mix(petal, dice.Pick<SKColor>(new(250, 240, 210), new(200, 20, 40), new(250, 200, 40), new(120, 20, 90)), 0.75f);
        open = dice.Between(0, 0.4);
        slender = dice.Between(0.78, 1.1);
        flamed = dice.Chance(0.35);
        fromAbove = dice.Chance(0.14);
    }

    public override void Draw(SKCanvas canvas, Dice dice, float x, float y, float size, float bottom)
    {
        var root = new SKPoint(x + dice.Between(-0.7 * size, 0.7 * size), bottom);
        Stem(canvas, root, new SKPoint(x, y + (size * (fromAbove ? 0 : 0.7f))), dice.Between(-0.4 * size, 0.4 * size), size * 0.14f);
        for (int i = dice.Whole(1, 3); i > 0; i--)
        {
            float length = MathF.Max(size, (bottom - y) * dice.Between(0.6, 0.95));
            float lean = dice.Between(-32, 32);
            Leaf(
                canvas, Shapes.Petal(length, size * dice.Between(0.55, 0.8), 0.95f, lean * length * 0.004f), root, lean, length,
                dice.Between(-0.2, 0.22));
        }

        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(dice.Between(-22, 22));
        if (fromAbove)
        {
            canvas.Scale(size, size * dice.Between(0.7, 1));
            Star(canvas, dice);
        }
        else
        {
            canvas.Scale(size * slender, size);
            Cup(canvas, dice, Math.Clamp(open + dice.Between(-0.08, 0.08), 0, 0.45f));
        }

        canvas.Restore();
    }

    private void Cup(SKCanvas canvas, Dice dice, float spread)
    {
        float left = -0.3f - spread;
        float right = 0.3f + spread;
        One(canvas, dice, -0.02f - (spread * 0.4f), -0.84f, 0.5f, 0.42f);
        One(canvas, dice, 0.14f + (spread * 0.5f), -0.8f, 0.45f, 0.36f);
        Side(canvas, dice, left, -1);
        Side(canvas, dice, right, 1);
        One(canvas, dice, dice.Between(-0.06, 0.06), -0.7f + (spread * 0.25f), 0.62f - (spread * 0.2f), 0);
    }

    /// <summary>A petal seen flat: at the back, or in front.</summary>
    private void One(SKCanvas canvas, Dice dice, float tip, float top, float half, float dark)
    {
        using SKPath path = Shapes.Path(p =>
        {
            p.MoveTo(0, 0.76f);
            p.CubicTo(-half * 1.25f, 0.7f, -half * 0.95f, -0.2f, tip, top);
            p.CubicTo(half * 0.95f, -0.2f, half * 1.25f, 0.7f, 0, 0.76f);
            p.Close();
        });
        Finish(canvas, dice, path, new SKPoint(tip, top), dark, 0);
    }

    /// <summary>A petal seen from its edge.</summary>
    private void Side(SKCanvas canvas, Dice dice, float tip, int side)
    {
        float belly = (MathF.Abs(tip) * 0.7f) + 0.52f;
        using SKPath path = Shapes.Path(p =>
        {
            p.MoveTo(0, 0.76f);
            p.CubicTo(side * belly, 0.74f, side * (belly + 0.06f), 0.05f, tip, -0.78f);
            p.CubicTo(tip - (side * 0.12f), -0.45f, side * 0.12f, -0.3f, -side * 0.08f, 0.3f);
            p.Close();
        });
        Finish(canvas, dice, path, new SKPoint(tip, -0.78f), 0.08f, side);
    }

    private void Finish(SKCanvas canvas, Dice dice, SKPath path, SKPoint tip, float dark, int side)
    {
        SKColor colour = Ink.Vary(Ink.Dark(petal, dark), dice, 0.35f);
        canvas.Save();
        canvas.Translate(0.02f, 0.02f);
        Ink.Fill(canvas, path, Ink.Clear(Ink.Dark(colour, 0.8f), 0.35f), 0.03f);
        canvas.Restore();
        Ink.Shade(canvas, path, new SKPoint(0, 0.78f), tip, Ink.Dark(foot, 0.12f + dark), colour, colour, Ink.Light(colour, 0.18f));
        canvas.Save();
        canvas.ClipPath(path, SKClipOperation.Intersect, antialias: true);
        if (flamed)
        {
            using SKPath tongue = Shapes.Path(p =>
            {
                p.MoveTo(side * 0.1f, 0.76f);
                p.QuadTo((side * 0.3f) - 0.22f, 0, tip.X, tip.Y * 0.9f);
                p.QuadTo((side * 0.3f) + 0.22f, 0, side * 0.1f, 0.76f);
            });
            Ink.Fill(canvas, tongue, Ink.Clear(flame, 0.7f), 0.05f);
        }

        // Light from the left, so that the cup looks round.
        using SKPath all = Shapes.Box(-2, -2, 2, 2);
        Ink.Shade(
            canvas, all, new SKPoint(-0.8f, 0), new SKPoint(0.8f, 0), Ink.Clear(SKColors.White, 0.22f), Ink.Clear(SKColors.White, 0),
            Ink.Clear(SKColors.Black, 0.28f));
        for (int i = -2; i <= 2; i++)
        {
            using SKPath vein = Shapes.Curve(
                new SKPoint(i * 0.03f, 0.7f), new SKPoint(tip.X + (i * 0.02f), tip.Y), (i * 0.14f) + (side * 0.35f));
            Ink.Line(canvas, vein, Ink.Clear(Ink.Dark(colour, 0.5f), 0.14f), 0.015f);
        }

        canvas.Restore();
        Ink.Line(canvas, path, Ink.Clear(Ink.Dark(colour, 0.55f), 0.4f), 0.015f);
    }

    /// <summary>Wide open, seen from above: six petals, a dark or yellow ground, stamens.</summary>
    private void Star(SKCanvas canvas, Dice dice)
    {
        float turn = dice.Between(0, 360);
        SKColor ground = dice.Pick(Ink.Dark(petal, 0.85f), foot);
        for (int i = 0; i < 6; i++)
        {
            float length = i < 3 ? 1 : 0.92f;
            using SKPath path = Shapes.Petal(length, 1.02f, 0.3f);
            canvas.Save();
            canvas.RotateDegrees(turn + (i * 120) + (i < 3 ? 0 : 60));
            Petal(canvas, path, length, ground, Ink.Vary(petal, dice, 0.4f), 0.3f, 4);
            canvas.Restore();
        }

        for (int i = 0; i < 6; i++)
        {
            canvas.Save();
            canvas.RotateDegrees(turn + (i * 60) + 30);
            using SKPath stamen = Shapes.Petal(0.28f, 0.09f, 0.2f);
            Ink.Fill(canvas, stamen, Ink.Vary(new SKColor(60, 40, 50), dice));
            canvas.Restore();
        }

        Ink.Dot(canvas, 0, 0, 0.09f, new SKColor(200, 205, 110));
    }
}
