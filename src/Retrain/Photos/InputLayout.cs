namespace Retrain.Photos;

/// <summary>What is left to do with planes in [0, 1] for a network that wants another layout or range.</summary>
internal static class InputLayout
{
    /// <summary>[3, P] to [P, 3], P pixels.</summary>
    public static void Interleave(ReadOnlySpan<float> planes, Span<float> pixels)
    {
        int count = planes.Length / 3;
        ReadOnlySpan<float> red = planes[..count];
        ReadOnlySpan<float> green = planes.Slice(count, count);
        ReadOnlySpan<float> blue = planes.Slice(2 * count, count);
        for (int i = 0; i < count; i++)
        {
            pixels[3 * i] = red[i];
            pixels[(3 * i) + 1] = green[i];
            pixels[(3 * i) + 2] = blue[i];
        }
    }

    /// <summary>v * (high - low) + low, each step rounded to float32; [0, 1] stays as it is, bit for bit.</summary>
    public static void ScaleFromUnit(Span<float> values, float low, float high)
    {
        if (low == 0 && high == 1)
        {
            return;
        }

        float range = high - low;
        for (int i = 0; i < values.Length; i++)
        {
            float product = values[i] * range;
            values[i] = product + low;
        }
    }
}
