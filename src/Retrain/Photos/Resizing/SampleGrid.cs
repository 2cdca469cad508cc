namespace Retrain.Photos.Resizing;

/// <summary>Where the samples of one axis lie: for each output index the two inputs that it mixes and the weight of the second.</summary>
internal sealed class SampleGrid
{
    private SampleGrid(int length)
    {
        Low = new int[length];
        High = new int[length];
        Weight = new float[length];
    }

    /// <summary>Index of the first input.</summary>
    public int[] Low { get; }

    /// <summary>Index of the second input; equal to the first at the end of the axis.</summary>
    public int[] High { get; }

    /// <summary>Share of the second input, 0 to 1.</summary>
    public float[] Weight { get; }

    /// <summary>The grid of a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="inputLength">Above 0.</param>
    /// <param name="outputLength">Above 0.</param>
    public static SampleGrid Of(BilinearRule rule, int inputLength, int outputLength) =>
        rule == BilinearRule.HalfPixel ? HalfPixel(inputLength, outputLength) : Legacy(inputLength, outputLength);

    /// <summary>A piece of this grid.</summary>
    /// <param name="start">First output.</param>
    /// <param name="length">Outputs.</param>
    /// <param name="mirrored">From its last output to its first.</param>
    public SampleGrid Cut(int start, int length, bool mirrored = false)
    {
        var piece = new SampleGrid(length);
        Low.AsSpan(start, length).CopyTo(piece.Low);
        High.AsSpan(start, length).CopyTo(piece.High);
        Weight.AsSpan(start, length).CopyTo(piece.Weight);
        if (mirrored)
        {
            Array.Reverse(piece.Low);
            Array.Reverse(piece.High);
            Array.Reverse(piece.Weight);
        }

        return piece;
    }

    /// <summary>
    /// The rule of half pixels: output <c>i</c> samples at <c>(i + 0.5) * (in / out) - 0.5</c>, every step in single precision. Beyond the
    /// border lies the border's pixel.
    /// </summary>
    /// <param name="inputLength">Above 0.</param>
    /// <param name="outputLength">Above 0.</param>
    public static SampleGrid HalfPixel(int inputLength, int outputLength)
    {
        var grid = new SampleGrid(outputLength);
        float scale = inputLength / (float)outputLength;
        for (int i = 0; i < outputLength; i++)
        {
            float source = ((i + 0.5f) * scale) - 0.5f;
            float low = MathF.Floor(source);
            grid.Low[i] = Math.Clamp((int)low, 0, inputLength - 1);
            grid.High[i] = Math.Clamp((int)MathF.Ceiling(source), grid.Low[i], inputLength - 1);
            grid.Weight[i] = source - low;
        }

        return grid;
    }

    /// <summary>
    /// The legacy rule: output <c>i</c> samples at <c>i * (in / out)</c>, every step in single precision, as REFERENCE 4.3 has it.
    /// </summary>
    /// <param name="inputLength">Above 0.</param>
    /// <param name="outputLength">Above 0.</param>
    public static SampleGrid Legacy(int inputLength, int outputLength)
    {
        var grid = new SampleGrid(outputLength);
        float scale = inputLength / (float)outputLength;
        for (int i = 0; i < outputLength; i++)
        {
            float source = i * scale;
            int low = Math.Clamp((int)MathF.Floor(source), 0, inputLength - 1);
            grid.Low[i] = low;
            grid.High[i] = Math.Clamp((int)MathF.Ceiling(source), low, inputLength - 1);
            grid.Weight[i] = source - low;
        }

        return grid;
    }
}
