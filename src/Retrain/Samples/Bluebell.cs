using SkiaSharp;

namespace Retrain.Samples;

/// <summary>A stalk that arches over at its tip, hung with small bells; narrow strap-like leaves.</summary>
internal sealed class Bluebell : Flower
{
    private readonly SKColor bell;
    private readonly int bells;
    private readonly float slender;
    private readonly float arch;
    private readonly bool bothSides;

    public Bluebell(Dice dice)
        : base(dice)
    {
        bell = Ink.Vary(
            dice.Chance(0.45)
                ? dice.Pick<SKColor>(new(88, 100, 214), new(106, 90, 205))
                : dice.Pick<SKColor>(
                    new(240, 240, 246), new(232, 150, 196), new(156, 100, 200), new(120, 160, 230), new(200, 80, 130),
                    new(236, 226, 150)),
            dice,
            0.6f);
        bells = dice.Whole(6, 12);
        slender = dice.Between(0.8, 1.15);
        arch = dice.Pick(-1, 1) * dice.Between(0.35, 0.8);
        bothSides = dice.Chance(0.4);
    }

    public override void Draw(SKCanvas canvas, Dice dice, float x, float y, float size, float bottom)
    {
        size *= 1.25f;
        var root = new SKPoint(x - (arch * size * 0.5f) + dice.Between(-0.3 * size, 0.3 * size), bottom);
        for (int i = dice.Whole(1, 4); i > 0; i--)
        {
            float length = (bottom - y) * dice.Between(0.5, 1.1);
            float lean = dice.Between(-42, 42);
            Leaf(
                canvas, Shapes.Petal(length, size * dice.Between(0.16, 0.28), 0.95f, lean * length * 0.005f), root, lean, length,
                dice.Between(-0.25, 0.2));
        }

        // The stalk rises to a shoulder, then nods to the side it leans to.
        var shoulder = new SKPoint(x - (arch * size * 0.15f), y - (size * 1.25f));
        var tip = new SKPoint(x + (arch * size * 0.75f), y - (size * dice.Between(0.45, 0.8)));
        using SKPath stalk = Shapes.Path(path =>
        {
            path.MoveTo(root.X, root.Y);
            path.CubicTo(root.X, (root.Y + y) / 2, shoulder.X - (arch * size * 0.2f), shoulder.Y, tip.X, tip.Y);
        });
        SKColor colour = Ink.Mix(Green, bell, 0.25f);
        Ink.Line(canvas, stalk, Ink.Dark(colour, 0.3f), size * 0.075f);
        Ink.Line(canvas, stalk, colour, size * 0.04f);

        using var measure = new SKPathMeasure(stalk);
        float total = measure.Length;
        float span = MathF.Min(total * 0.8f, size * 2.2f);
        for (int i = 0; i < bells; i++)
        {
            float t = i / (bells - 1f);
            measure.GetPositionAndTangent(total - (span * (1 - t)), out SKPoint at, out _);
            int side = bothSides ? (i % 2 == 0 ? 1 : -1) : MathF.Sign(arch);
            float scale = size * (0.56f - (0.24f * t)) * dice.Between(0.9, 1.1);
            Bell(canvas, dice, at, scale, (side * dice.Between(18, 48)) + dice.Between(-12, 12), t > 0.8f);
        }
    }

    /// <summary>A bell hanging from a short stem: 0 degrees straight down, positive to the right.</summary>
    private void Bell(SKCanvas canvas, Dice dice, SKPoint at, float size, float degrees, bool bud)
    {
        canvas.Save();
        canvas.Translate(at.X, at.Y);
        canvas.RotateDegrees(-degrees);
        canvas.Scale(size * slender, size);
        using SKPath stem = Shapes.Curve(new SKPoint(0, 0), new SKPoint(0, 0.24f), 0.05f);
        Ink.Line(canvas, stem, Ink.Mix(Green, bell, 0.3f), 0.06f);
        canvas.Translate(0, 0.2f);
        SKColor colour = Ink.Vary(bud ? Ink.Dark(bell, 0.15f) : bell, dice, 0.5f);
        using SKPath body = bud ? Bud() : Skirt();
        canvas.Save();
        canvas.Translate(0.03f, 0.04f);
        Ink.Fill(canvas, body, Ink.Clear(SKColors.Black, 0.28f), 0.03f);
        canvas.Restore();
        Ink.Shade(canvas, body, new SKPoint(-0.42f, 0), new SKPoint(0.42f, 0), Ink.Light(colour, 0.28f), colour, Ink.Dark(colour, 0.38f));
        for (int i = -1; i <= 1; i++)
        {
            using SKPath rib = Shapes.Curve(new SKPoint(i * 0.07f, 0.06f), new SKPoint(i * 0.26f, bud ? 0.55f : 0.95f), i * 0.04f);
            Ink.Line(canvas, rib, Ink.Clear(Ink.Dark(colour, 0.45f), 0.4f), 0.03f);
        }

        Ink.Line(canvas, body, Ink.Clear(Ink.Dark(colour, 0.5f), 0.45f), 0.025f);
        canvas.Restore();
    }

    private static SKPath Bud() => SKPath.ParseSvgPathData("M0,0 C-0.26,0.1 -0.2,0.5 0,0.66 C0.2,0.5 0.26,0.1 0,0 Z");

    /// <summary>An open bell; its lobes curl up at the hem.</summary>
    private static SKPath Skirt() => SKPath.ParseSvgPathData(
        "M0,0 C-0.24,0.02 -0.3,0.2 -0.28,0.45 C-0.27,0.68 -0.33,0.82 -0.52,0.86 C-0.42,0.98 -0.3,1.02 -0.2,0.92 "
            + "C-0.14,1.06 -0.06,1.12 0,1.14 "
        + "C0.06,1.12 0.14,1.06 0.2,0.92 C0.3,1.02 0.42,0.98 0.52,0.86 C0.33,0.82 0.27,0.68 0.28,0.45 C0.3,0.2 0.24,0.02 0,0 Z");
}
