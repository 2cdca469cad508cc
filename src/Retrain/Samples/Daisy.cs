using SkiaSharp;

namespace Retrain.Samples;

/// <summary>Many narrow petals with round tips around a small raised disc.</summary>
internal sealed class Daisy : Flower
{
    private readonly int petals;
    private readonly float width;
    private readonly float disc;
    private readonly float point;
    private readonly bool twoRows;
    private readonly SKColor petal;
    private readonly SKColor middle;

    public Daisy(Dice dice)
        : base(dice)
    {
        petals = dice.Whole(13, 24);
        width = 2 * MathF.PI / petals * dice.Between(0.85, 1.35);
        disc = dice.Between(0.2, 0.37);
        twoRows = dice.Chance(0.45);
        point = dice.Chance(0.7) ? 0.12f : dice.Between(0.2, 0.6);
        petal = Ink.Vary(
            dice.Chance(0.5)
                ? new SKColor(246, 246, 240)
                : dice.Pick<SKColor>(
                    new(240, 150, 190), new(250, 214, 70), new(190, 150, 225), new(250, 170, 60), new(222, 70, 110), new(250, 240, 190)),
            dice,
            0.5f);
        middle = Ink.Vary(
            dice.Pick<SKColor>(new(246, 196, 30), new(240, 170, 20), new(226, 190, 60), new(150, 160, 50), new(90, 56, 34)), dice);
    }

    public override void Draw(SKCanvas canvas, Dice dice, float x, float y, float size, float bottom)
    {
        Func<float, SKPoint> stem = Stem(
            canvas, new SKPoint(x + dice.Between(-0.5 * size, 0.5 * size), bottom), new SKPoint(x, y),
            dice.Between(-0.5 * size, 0.5 * size), size * 0.09f);
        for (int i = dice.Whole(0, 2); i > 0; i--)
        {
            float length = size * dice.Between(0.6, 1.0);
            Leaf(
                canvas, Shapes.ToothedLeaf(length, length * 0.3f, 7), stem(dice.Between(0.1, 0.7)), dice.Between(-80, 80), length,
                dice.Between(-0.2, 0.2));
        }

        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(dice.Between(-50, 50));
        canvas.Scale(size, size * dice.Between(0.55, 1));
        float turn = dice.Between(0, 360);
        for (int row = twoRows ? 0 : 1; row < 2; row++)
        {
            for (int i = 0; i < petals; i++)
            {
                float length = dice.Between(0.88, 1.03) * (row == 0 ? 1 : 0.96f);
                using SKPath path = Shapes.Petal(length, width * dice.Between(0.9, 1.1), point, dice.Between(-0.05, 0.05));
                canvas.Save();
                canvas.RotateDegrees(turn + ((i + (row * 0.5f)) * 360 / petals) + dice.Between(-3, 3));
                SKColor outer = Ink.Vary(row == 0 ? Ink.Dark(petal, 0.14f) : petal, dice, 0.3f);
                Petal(canvas, path, length, Ink.Mix(Ink.Dark(outer, 0.12f), middle, 0.12f), outer);
                canvas.Restore();
            }
        }

        using SKPath dome = Shapes.Circle(disc);
        canvas.Save();
        canvas.Translate(0.02f, 0.04f);
        Ink.Fill(canvas, dome, Ink.Clear(SKColors.Black, 0.35f));
        canvas.Restore();
        Ink.Ring(
            canvas, dome, new SKPoint(-disc * 0.3f, -disc * 0.3f), disc * 1.4f, Ink.Light(middle, 0.25f), middle, Ink.Dark(middle, 0.5f));
        Seeds(canvas, dice, disc * 0.95f, 90, Ink.Mix(middle, new SKColor(150, 160, 40), 0.35f), middle, disc * 0.085f);
        canvas.Restore();
    }
}
