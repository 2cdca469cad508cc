using SkiaSharp;

namespace Retrain.Samples;

/// <summary>Outlines that several flowers share. Petals and leaves start at (0, 0) and point up, to (0, -length).</summary>
internal static class Shapes
{
    /// <summary>A path of its own making; the caller disposes it.</summary>
    public static SKPath Path(Action<SKPathBuilder> draw)
    {
        using var builder = new SKPathBuilder();
        draw(builder);
        return builder.Detach();
    }

    /// <summary>A rectangle.</summary>
    public static SKPath Box(float left, float top, float right, float bottom) =>
        Path(path => path.AddRect(new SKRect(left, top, right, bottom)));

    /// <summary>A petal or plain leaf.</summary>
    /// <param name="length">From base to tip.</param>
    /// <param name="width">Across, roughly.</param>
    /// <param name="point">0 a round tip, 1 a sharp one.</param>
    /// <param name="bend">How far the tip lies to the side.</param>
    public static SKPath Petal(float length, float width, float point, float bend = 0)
    {
        float foot = width * 0.62f;
        float tip = width * (0.72f - (0.66f * point));
        float shoulder = -length * (1.04f - (0.2f * point));
        return Path(path =>
        {
            path.MoveTo(0, 0);
            path.CubicTo(-foot, -0.32f * length, bend - tip, shoulder, bend, -length);
            path.CubicTo(bend + tip, shoulder, foot, -0.32f * length, 0, 0);
            path.Close();
        });
    }

    /// <summary>A leaf with a toothed edge.</summary>
    public static SKPath ToothedLeaf(float length, float width, int teeth) => Path(path =>
    {
        path.MoveTo(0, 0);
        for (int side = -1; side <= 1; side += 2)
        {
            for (int i = 1; i <= teeth; i++)
            {
                float t = side < 0 ? i / (float)teeth : 1 - (i / (float)teeth);
                float half = 0.5f * width * MathF.Sin(MathF.PI * MathF.Pow(t, 0.8f));
                path.LineTo(side * half * 0.86f, -length * (t - (side < 0 ? 0.035f : -0.035f)));
                path.LineTo(side * half, -length * t);
            }
        }

        path.Close();
    });

    /// <summary>The circle around the origin.</summary>
    public static SKPath Circle(float radius) => Path(path => path.AddCircle(0, 0, radius));

    /// <summary>A curve from one point to another, bent aside by <paramref name="bend"/>.</summary>
    public static SKPath Curve(SKPoint from, SKPoint to, float bend) => Path(path =>
    {
        path.MoveTo(from.X, from.Y);
        path.QuadTo(((from.X + to.X) / 2) + bend, (from.Y + to.Y) / 2, to.X, to.Y);
    });

    /// <summary>
    /// Seeds of a disc: number i at the golden angle, so that they lie in the two families of spirals that flower heads show.
    /// </summary>
    public static SKPoint Seed(int i, int count, float radius)
    {
        float r = radius * MathF.Sqrt((i + 0.5f) / count);
        float angle = i * 2.39996323f;
        return new SKPoint(r * MathF.Cos(angle), r * MathF.Sin(angle));
    }
}
