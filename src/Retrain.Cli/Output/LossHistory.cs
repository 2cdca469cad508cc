using System.Runtime.InteropServices;

namespace Retrain.Cli.Output;

/// <summary>The course of a loss in bounded memory: when it is full, neighbours become their mean.</summary>
internal sealed class LossHistory
{
    private const int Most = 512;

    // Ordered from low to high.
    private const string Blocks = "▁▂▃▄▅▆▇█";

    private readonly List<float> values = [];
    private int stride = 1;
    private int pending;
    private double sum;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        values.Clear();
        (stride, pending, sum) = (1, 0, 0);
    }

    /// <summary>Takes the next value.</summary>
    public void Add(float loss)
    {
        sum += loss;
        if (++pending < stride)
        {
            return;
        }

        values.Add((float)(sum / pending));
        (pending, sum) = (0, 0);
        if (values.Count == Most)
        {
            for (int i = 0; i < Most / 2; i++)
            {
                values[i] = (values[2 * i] + values[(2 * i) + 1]) / 2;
            }

            values.RemoveRange(Most / 2, Most / 2);
            stride *= 2;
        }
    }

    /// <summary>A curve of so many characters at most, the highest value at the top, 0 at the bottom.</summary>
    public string Sparkline(int width)
    {
        int cells = Math.Min(width, values.Count);
        ReadOnlySpan<float> all = CollectionsMarshal.AsSpan(values);
        Span<float> means = stackalloc float[Math.Max(0, cells)];
        float highest = 0;
        for (int i = 0; i < cells; i++)
        {
            int from = i * all.Length / cells;
            int to = (i + 1) * all.Length / cells;
            foreach (float value in all[from..to])
            {
                means[i] += value / (to - from);
            }

            highest = Math.Max(highest, means[i]);
        }

        char[] text = new char[means.Length];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = Blocks[highest > 0 ? Math.Clamp((int)(means[i] / highest * Blocks.Length), 0, Blocks.Length - 1) : 0];
        }

        return new string(text);
    }
}
