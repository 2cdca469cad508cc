using SkiaSharp;

namespace Retrain.Samples;

/// <summary>Two rows of pointed petals around a disc of seeds about half as wide as the flower.</summary>
internal sealed class Sunflower : Flower
{
    private readonly int petals;
    private readonly float disc;
    private readonly float point;
    private readonly SKColor petal;
    private readonly SKColor heart;
    private readonly SKColor middle;
    private readonly SKColor rim;

    public Sunflower(Dice dice)
        : base(dice)
    {
        petals = dice.Whole(17, 27);
        point = dice.Between(0.6, 0.95);
        disc = dice.Between(0.38, 0.56);
        petal = Ink.Vary(
            dice.Chance(0.55)
                ? dice.Pick<SKColor>(new(250, 196, 22), new(252, 178, 14), new(244, 208, 50))
                : dice.Pick<SKColor>(new(238, 126, 24), new(178, 58, 30), new(250, 238, 190), new(246, 226, 110), new(206, 90, 70)),
            dice,
            0.6f);
        heart = dice.Chance(0.3) ? Ink.Mix(petal, new SKColor(150, 40, 20), 0.7f) : Ink.Dark(petal, 0.2f);
        (middle, rim) = dice.Pick<(SKColor, SKColor)>(
            (new(46, 28, 18), new(96, 58, 26)),
            (new(34, 22, 18), new(58, 36, 24)),
            (new(108, 116, 40), new(92, 56, 26)),
            (new(60, 36, 20), new(176, 122, 34)));
    }

    public override void Draw(SKCanvas canvas, Dice dice, float x, float y, float size, float bottom)
    {
        Func<float, SKPoint> stem = Stem(
            canvas, new SKPoint(x + dice.Between(-0.4 * size, 0.4 * size), bottom), new SKPoint(x, y),
            dice.Between(-0.3 * size, 0.3 * size), size * 0.17f);
        for (int i = dice.Whole(0, 3); i > 0; i--)
        {
            float length = size * dice.Between(0.8, 1.2);
            Leaf(
                canvas,
                Shapes.Petal(length, length * 0.85f, 0.7f, length * dice.Between(-0.1, 0.1)),
                stem(dice.Between(0.2, 0.75)),
                dice.Pick(-1, 1) * dice.Between(45, 110),
                length,
                dice.Between(-0.25, 0.1));
        }

        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(dice.Between(-50, 50));
        canvas.Scale(size, size * dice.Between(0.6, 1));
        float turn = dice.Between(0, 360);
        for (int row = 0; row < 2; row++)
        {
            for (int i = 0; i < petals; i++)
            {
                float length = (1 - (disc * 0.8f)) * dice.Between(0.85, 1.05);
                using SKPath path = Shapes.Petal(
                    length, 2 * MathF.PI / petals * dice.Between(0.95, 1.25), point, dice.Between(-0.08, 0.08));
                canvas.Save();
                canvas.RotateDegrees(turn + ((i + (row * 0.5f)) * 360 / petals) + dice.Between(-4, 4));
                canvas.Translate(0, -disc * 0.8f);
                SKColor outer = Ink.Vary(row == 0 ? Ink.Dark(petal, 0.2f) : petal, dice, 0.5f);
                Petal(canvas, path, length, row == 0 ? Ink.Dark(heart, 0.2f) : heart, outer, 0.25f, 3);
                canvas.Restore();
            }
        }

        using SKPath plate = Shapes.Circle(disc);
        Ink.Fill(canvas, plate, Ink.Clear(SKColors.Black, 0.4f), 0.05f);
        Ink.Ring(canvas, plate, new SKPoint(0, 0), disc, Ink.Dark(middle, 0.2f), middle, rim, Ink.Dark(rim, 0.5f));
        Seeds(canvas, dice, disc * 0.97f, 240, middle, rim, disc * 0.055f);
        canvas.Restore();
    }
}
