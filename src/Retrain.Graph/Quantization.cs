using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>
/// How whole numbers stand for real ones: real = scale * (q - zero point). One scale for the whole tensor, or one for each index along an
/// axis.
/// </summary>
/// <param name="Type">Int8, UInt8, Int16, Int32, or Int64 (biases of 16-bit activations).</param>
/// <param name="Scales">Above 0: from a level to the next. One, or as many as the axis is long.</param>
/// <param name="ZeroPoints">The level that stands for 0; as many as scales.</param>
/// <param name="Axis">The axis that scales belong to; without meaning where there is one scale.</param>
internal sealed record Quantization(ElementType Type, ImmutableArray<float> Scales, ImmutableArray<int> ZeroPoints, int Axis)
{
    /// <summary>Whether each index along <see cref="Axis"/> has its own scale.</summary>
    public bool IsPerChannel => Scales.Length > 1;

    /// <summary>The lowest level that is used; of Int64 no more than 32 bits are.</summary>
    public int Lowest => Type == ElementType.Int64 ? int.MinValue : (int)Elements.Range(Type).Least;

    /// <summary>The highest level that is used.</summary>
    public int Highest => Type == ElementType.Int64 ? int.MaxValue : (int)Elements.Range(Type).Most;

    /// <summary>One scale for a whole tensor.</summary>
    public static Quantization Of(ElementType type, float scale, int zeroPoint) => new(type, [scale], [zeroPoint], 0);

    /// <summary>Refuses what is no quantisation of a value.</summary>
    /// <exception cref="GraphException">Type, number of scales, a scale or a zero point does not fit.</exception>
    public void Check(ImmutableArray<Dimension> shape)
    {
        if (Type is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64))
        {
            throw new GraphException($"numbers of type {Type} stand for no real ones");
        }

        if (Scales.Length == 0 || Scales.Length != ZeroPoints.Length)
        {
            throw new GraphException($"{Scales.Length} scales and {ZeroPoints.Length} zero points");
        }

        foreach (float scale in Scales)
        {
            if (!(scale > 0) || float.IsInfinity(scale))
            {
                throw new GraphException($"{scale} is no scale");
            }
        }

        foreach (int zero in ZeroPoints)
        {
            if (zero < Lowest || zero > Highest)
            {
                throw new GraphException($"the zero point {zero} is no number of type {Type}");
            }
        }

        if (IsPerChannel)
        {
            if (Axis < 0 || Axis >= shape.Length)
            {
                throw new GraphException($"scales along axis {Axis} of [{string.Join(", ", shape)}]");
            }

            ShapeRules.Same(shape[Axis], Scales.Length, "the axis of the scales and their number");
        }
    }

    /// <summary>Whole numbers as the real ones that they stand for, each rounded once to float32.</summary>
    /// <exception cref="GraphException">The tensor has another type.</exception>
    public Tensor ToReal(Tensor tensor)
    {
        if (tensor.Type != Type)
        {
            throw new GraphException($"{tensor} holds no {Type}");
        }

        double[] levels = tensor.ToDoubles();
        float[] reals = new float[levels.Length];
        int inner = Inner(tensor.Shape);
        for (int i = 0; i < reals.Length; i++)
        {
            int channel = i / inner % Scales.Length;
            reals[i] = (float)((levels[i] - ZeroPoints[channel]) * Scales[channel]);
        }

        return Tensor.Of(reals, tensor.Shape.AsSpan());
    }

    /// <summary>Real numbers as the nearest levels; what lies outside becomes the last one on its side.</summary>
    /// <param name="tensor">Float32.</param>
    /// <param name="ties">What becomes of numbers midway between two levels.</param>
    public Tensor FromReal(Tensor tensor, MidpointRounding ties = MidpointRounding.ToEven)
    {
        ReadOnlySpan<float> reals = tensor.Floats;
        var levels = new Int128[reals.Length];
        int inner = Inner(tensor.Shape);
        for (int i = 0; i < levels.Length; i++)
        {
            int channel = i / inner % Scales.Length;
            double level = Math.Round((double)(reals[i] / Scales[channel]), ties) + ZeroPoints[channel];
            levels[i] = double.IsNaN(level) ? ZeroPoints[channel] : (long)Math.Clamp(level, Lowest, Highest);
        }

        return Elements.FromWhole(Type, levels, tensor.Shape.AsSpan());
    }

    /// <summary>How many elements share a scale before the next one's turn.</summary>
    private int Inner(ImmutableArray<int> shape) => IsPerChannel ? Math.Max(Tensor.LengthOf(shape[(Axis + 1)..]), 1) : 1;
}
