using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Retrain.Training;

/// <summary>
/// How a gradient moves weights, float32, every operation rounded by itself: the vector forms give the bits of the scalar ones. All of
/// them clear the gradient and say whether every new weight is finite.
/// </summary>
internal static class UpdateKernels
{
    /// <summary>Share of the old first moment that AdamW keeps.</summary>
    public const double Beta1 = 0.9;

    /// <summary>Share of the old second moment that AdamW keeps.</summary>
    public const double Beta2 = 0.999;

    /// <summary>AdamW's guard against division by nothing.</summary>
    public const float Epsilon = 1e-8f;

    /// <summary>g += decay * w.</summary>
    public static void AddDecay(ReadOnlySpan<float> weights, Span<float> gradient, float decay)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            gradient[i] += decay * weights[i];
        }
    }

    /// <summary>v = momentum * v + g; w -= rate * v: the definition.</summary>
    public static bool MomentumScalar(Span<float> weights, Span<float> gradient, Span<float> velocity, float rate, float momentum)
    {
        bool finite = true;
        for (int i = 0; i < weights.Length; i++)
        {
            velocity[i] = (momentum * velocity[i]) + gradient[i];
            weights[i] -= rate * velocity[i];
            gradient[i] = 0;
            finite &= float.IsFinite(weights[i]);
        }

        return finite;
    }

    /// <summary>As <see cref="MomentumScalar"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Momentum(Span<float> weights, Span<float> gradient, Span<float> velocity, float rate, float momentum)
    {
        Vector256<float> rates = Vector256.Create(rate), keeps = Vector256.Create(momentum), probe = default;
        int width = Vector256<float>.Count;
        int i = 0;
        for (; i <= weights.Length - width; i += width)
        {
            Vector256<float> v = (keeps * Vector256.Create<float>(velocity.Slice(i, width)))
                + Vector256.Create<float>(gradient.Slice(i, width));
            Vector256<float> w = Vector256.Create<float>(weights.Slice(i, width)) - (rates * v);
            v.CopyTo(velocity[i..]);
            w.CopyTo(weights[i..]);
            // A finite number times zero is zero, any other is NaN, and NaN stays.
            probe += w * 0;
        }

        gradient[..i].Clear();
        return MomentumScalar(weights[i..], gradient[i..], velocity[i..], rate, momentum) & Vector256.Sum(probe) == 0;
    }

    /// <summary>
    /// w *= 1 - rate * decay; m = b1 m + (1 - b1) g; s = b2 s + (1 - b2) g^2;
    /// w -= rate / (1 - b1^n) * m / (sqrt(s) / sqrt(1 - b2^n) + epsilon): the definition (PyTorch's AdamW).
    /// </summary>
    /// <param name="weights">Changed.</param>
    /// <param name="gradient">Cleared.</param>
    /// <param name="first">First moments m, changed.</param>
    /// <param name="second">Second moments s, changed.</param>
    /// <param name="factors">Of this step.</param>
    public static bool AdamWScalar(
        Span<float> weights, Span<float> gradient, Span<float> first, Span<float> second, in AdamWFactors factors)
    {
        bool finite = true;
        for (int i = 0; i < weights.Length; i++)
        {
            float g = gradient[i];
            float m = (factors.Keep1 * first[i]) + (factors.Add1 * g);
            float s = (factors.Keep2 * second[i]) + (factors.Add2 * g * g);
            float w = (weights[i] * factors.Shrink) - (factors.Rate * m / ((MathF.Sqrt(s) / factors.Root) + Epsilon));
            (first[i], second[i], weights[i], gradient[i]) = (m, s, w, 0);
            finite &= float.IsFinite(w);
        }

        return finite;
    }

    /// <summary>As <see cref="AdamWScalar"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool AdamW(Span<float> weights, Span<float> gradient, Span<float> first, Span<float> second, in AdamWFactors factors)
    {
        Vector256<float> keep1 = Vector256.Create(factors.Keep1), add1 = Vector256.Create(factors.Add1);
        Vector256<float> keep2 = Vector256.Create(factors.Keep2), add2 = Vector256.Create(factors.Add2);
        Vector256<float> shrink = Vector256.Create(factors.Shrink), rate = Vector256.Create(factors.Rate);
        Vector256<float> root = Vector256.Create(factors.Root), epsilon = Vector256.Create(Epsilon), probe = default;
        int width = Vector256<float>.Count;
        int i = 0;
        for (; i <= weights.Length - width; i += width)
        {
            Vector256<float> g = Vector256.Create<float>(gradient.Slice(i, width));
            Vector256<float> m = (keep1 * Vector256.Create<float>(first.Slice(i, width))) + (add1 * g);
            Vector256<float> s = (keep2 * Vector256.Create<float>(second.Slice(i, width))) + (add2 * g * g);
            Vector256<float> w = (Vector256.Create<float>(weights.Slice(i, width)) * shrink)
                - (rate * m / ((Vector256.Sqrt(s) / root) + epsilon));
            m.CopyTo(first[i..]);
            s.CopyTo(second[i..]);
            w.CopyTo(weights[i..]);
            probe += w * 0;
        }

        gradient[..i].Clear();
        return AdamWScalar(weights[i..], gradient[i..], first[i..], second[i..], factors) & Vector256.Sum(probe) == 0;
    }
}
