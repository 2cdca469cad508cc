using SkiaSharp;

namespace Retrain.Samples;

/// <summary>What lies behind the flowers. The same places for every kind of flower, so that none gives its kind away.</summary>
internal static class Backdrop
{
    private static readonly Action<SKCanvas, Dice, float, float>[] Places =
        [Meadow, Meadow, Foliage, Foliage, Sky, Wood, Wall, Studio, Lights, Soil];

    /// <summary>Fills the canvas.</summary>
    public static void Draw(SKCanvas canvas, Dice dice, float width, float height) =>
        dice.Pick<Action<SKCanvas, Dice, float, float>>(Places)(canvas, dice, width, height);

    private static void Meadow(SKCanvas canvas, Dice dice, float width, float height)
    {
        SKColor green = Ink.Hsv(dice.Between(75, 140), dice.Between(35, 70), dice.Between(45, 82));
        Gradient(canvas, width, height, dice.Between(-15, 15), Ink.Light(green, dice.Between(0.1, 0.5)), green, Ink.Dark(green, 0.35f));
        for (int i = 0; i < 130; i++)
        {
            float x = dice.Between(0, width);
            float y = dice.Between(height * 0.2, height * 1.15);
            float length = dice.Between(25, 80);
            using SKPath blade = Shapes.Curve(new SKPoint(x, y), new SKPoint(x + dice.Between(-25, 25), y - length), dice.Between(-10, 10));
            SKColor colour = Ink.Vary(green, dice, 2);
            Ink.Line(
                canvas, blade, Ink.Clear(dice.Chance(0.5) ? Ink.Light(colour, 0.2f) : Ink.Dark(colour, 0.25f), 0.7f),
                dice.Between(1.5, 4));
        }

        Spots(canvas, dice, width, height, dice.Whole(0, 14), 2, 7);
    }

    private static void Foliage(SKCanvas canvas, Dice dice, float width, float height)
    {
        SKColor green = Ink.Hsv(dice.Between(80, 160), dice.Between(30, 65), dice.Between(28, 66));
        canvas.Clear(Ink.Dark(green, 0.4f));
        for (int i = 0; i < 70; i++)
        {
            float length = dice.Between(30, 90);
            using SKPath leaf = Shapes.Petal(
                length, length * dice.Between(0.35, 0.7), dice.Between(0.3, 1), length * dice.Between(-0.15, 0.15));
            canvas.Save();
            canvas.Translate(dice.Between(0, width), dice.Between(0, height));
            canvas.RotateDegrees(dice.Between(0, 360));
            SKColor colour = Ink.Vary(Ink.Mix(Ink.Dark(green, 0.3f), Ink.Light(green, 0.25f), i / 70f), dice, 1.5f);
            Ink.Shade(canvas, leaf, new SKPoint(0, 0), new SKPoint(0, -length), Ink.Dark(colour, 0.3f), colour);
            canvas.Restore();
        }

        Spots(canvas, dice, width, height, dice.Whole(0, 10), 3, 10);
    }

    private static void Sky(SKCanvas canvas, Dice dice, float width, float height)
    {
        bool dusk = dice.Chance(0.25);
        SKColor top = dusk
            ? Ink.Hsv(dice.Between(220, 280), 45, dice.Between(45, 70))
            : Ink.Hsv(dice.Between(200, 220), dice.Between(30, 70), dice.Between(70, 95));
        SKColor low = dusk ? Ink.Hsv(dice.Between(10, 45), dice.Between(30, 60), 95) : Ink.Light(top, dice.Between(0.3, 0.75));
        Gradient(canvas, width, height, dice.Between(-8, 8), top, low);
        for (int i = dice.Whole(0, 5); i > 0; i--)
        {
            float x = dice.Between(0, width);
            float y = dice.Between(0, height * 0.7);
            for (int puff = 0; puff < 9; puff++)
            {
                Ink.Dot(
                    canvas, x + dice.Between(-55, 55), y + dice.Between(-12, 12), dice.Between(9, 30), Ink.Clear(SKColors.White, 0.28f));
            }
        }

        if (dice.Chance(0.6))
        {
            SKColor hill = Ink.Hsv(dice.Between(70, 170), dice.Between(25, 55), dice.Between(30, 60));
            for (int i = 0; i < 3; i++)
            {
                float y = height * (0.68f + (i * 0.1f) + dice.Between(0, 0.08));
                using SKPath ridge = Shapes.Path(path =>
                {
                    path.MoveTo(0, height);
                    path.LineTo(0, y);
                    path.CubicTo(
                        width * 0.3f, y - dice.Between(-20, 40), width * 0.6f, y + dice.Between(-20, 40), width,
                        y + dice.Between(-25, 25));
                    path.LineTo(width, height);
                });
                Ink.Fill(canvas, ridge, Ink.Mix(hill, low, 0.4f - (i * 0.2f)));
            }
        }
    }

    private static void Wood(SKCanvas canvas, Dice dice, float width, float height)
    {
        SKColor wood = Ink.Hsv(dice.Between(18, 38), dice.Between(15, 60), dice.Between(45, 92));
        float plank = dice.Between(38, 85);
        canvas.Clear(wood);
        canvas.Save();
        canvas.RotateDegrees(dice.Pick(0, 90, 90, 0, 35) + dice.Between(-6, 6), width / 2, height / 2);
        for (float x = -200; x < width + 200; x += plank)
        {
            SKColor colour = Ink.Vary(wood, dice, 0.8f);
            using SKPath board = Shapes.Box(x, -200, x + plank - 2, height + 200);
            Ink.Fill(canvas, board, colour);
            for (int i = 0; i < 9; i++)
            {
                float at = x + dice.Between(2, plank - 4);
                using SKPath grain = Shapes.Curve(
                    new SKPoint(at, -200), new SKPoint(at + dice.Between(-8, 8), height + 200), dice.Between(-14, 14));
                Ink.Line(canvas, grain, Ink.Clear(Ink.Dark(colour, 0.55f), dice.Between(0.1, 0.45)), dice.Between(0.8, 2.4));
            }

            using SKPath gap = Shapes.Curve(new SKPoint(x, -200), new SKPoint(x, height + 200), 0);
            Ink.Line(canvas, gap, Ink.Dark(wood, 0.75f), 2.5f);
        }

        canvas.Restore();
    }

    private static void Wall(SKCanvas canvas, Dice dice, float width, float height)
    {
        SKColor wall = dice.Chance(0.5)
            ? Ink.Hsv(dice.Between(5, 25), dice.Between(30, 60), dice.Between(45, 75))
            : Ink.Hsv(dice.Between(20, 60), dice.Between(3, 20), dice.Between(65, 95));
        canvas.Clear(Ink.Light(wall, 0.35f));
        float tall = dice.Between(24, 44);
        for (int row = -1; row * tall < height; row++)
        {
            for (float x = row % 2 == 0 ? -tall : 0; x < width; x += tall * 2)
            {
                using SKPath brick = Shapes.Box(x + 1.5f, (row * tall) + 1.5f, x + (tall * 2) - 1.5f, ((row + 1) * tall) - 1.5f);
                Ink.Fill(canvas, brick, Ink.Vary(wall, dice));
            }
        }

        Speckle(canvas, dice, width, height, 200, wall);
    }

    private static void Studio(SKCanvas canvas, Dice dice, float width, float height)
    {
        SKColor colour = Ink.Hsv(dice.Between(0, 360), dice.Between(0, 50), dice.Between(15, 95));
        Gradient(
            canvas, width, height, dice.Between(0, 360), Ink.Light(colour, dice.Between(0, 0.4)), colour,
            Ink.Dark(colour, dice.Between(0.1, 0.5)));
    }

    private static void Lights(SKCanvas canvas, Dice dice, float width, float height)
    {
        SKColor colour = Ink.Hsv(dice.Between(0, 360), dice.Between(20, 60), dice.Between(15, 60));
        Gradient(canvas, width, height, dice.Between(0, 360), Ink.Light(colour, 0.2f), Ink.Dark(colour, 0.4f));
        for (int i = 0; i < 34; i++)
        {
            float hue = dice.Chance(0.6) ? dice.Between(40, 150) : dice.Between(0, 360);
            SKColor light = Ink.Hsv(hue, dice.Between(10, 60), dice.Between(60, 100));
            Ink.Dot(canvas, dice.Between(0, width), dice.Between(0, height), dice.Between(6, 34), Ink.Clear(light, dice.Between(0.1, 0.4)));
        }
    }

    private static void Soil(SKCanvas canvas, Dice dice, float width, float height)
    {
        SKColor soil = Ink.Hsv(dice.Between(15, 40), dice.Between(15, 45), dice.Between(30, 68));
        canvas.Clear(soil);
        Speckle(canvas, dice, width, height, 420, soil);
    }

    private static void Speckle(SKCanvas canvas, Dice dice, float width, float height, int count, SKColor colour)
    {
        for (int i = 0; i < count; i++)
        {
            SKColor speck = Ink.Vary(dice.Chance(0.5) ? Ink.Light(colour, 0.25f) : Ink.Dark(colour, 0.35f), dice);
            Ink.Dot(canvas, dice.Between(0, width), dice.Between(0, height), dice.Between(1, 7), Ink.Clear(speck, dice.Between(0.2, 0.7)));
        }
    }

    /// <summary>Other blossoms, too far off to be anything.</summary>
    private static void Spots(SKCanvas canvas, Dice dice, float width, float height, int count, float least, float most)
    {
        for (int i = 0; i < count; i++)
        {
            SKColor colour = Ink.Hsv(dice.Between(0, 360), dice.Between(0, 80), dice.Between(75, 100));
            Ink.Dot(canvas, dice.Between(0, width), dice.Between(0, height), dice.Between(least, most), Ink.Clear(colour, 0.8f));
        }
    }

    private static void Gradient(SKCanvas canvas, float width, float height, float degrees, params SKColor[] colours)
    {
        using SKPath all = Shapes.Box(0, 0, width, height);
        float radians = degrees * MathF.PI / 180;
        float half = height / 2;
        var centre = new SKPoint(width / 2, half);
        var along = new SKPoint(MathF.Sin(radians) * half, -MathF.Cos(radians) * half);
        Ink.Shade(canvas, all, centre + along, centre - along, colours);
    }
}
