using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Retrain.Training;

/// <summary>Vector arithmetic in float64 with a fixed order of adding on every machine.</summary>
internal static class WideVectors
{
    /// <summary>Sum of products.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector256<double>> a = MemoryMarshal.Cast<double, Vector256<double>>(left);
        ReadOnlySpan<Vector256<double>> b = MemoryMarshal.Cast<double, Vector256<double>>(right)[..a.Length];
        Vector256<double> even = default, odd = default;
        int i = 0;
        for (; i < a.Length - 1; i += 2)
        {
            even = Vector256.FusedMultiplyAdd(a[i], b[i], even);
            odd = Vector256.FusedMultiplyAdd(a[i + 1], b[i + 1], odd);
        }

        double sum = Vector256.Sum(even + odd);
        for (int k = i * Vector256<double>.Count; k < left.Length; k++)
        {
            sum = Math.FusedMultiplyAdd(left[k], right[k], sum);
        }

        return sum;
    }

    /// <summary>target += factor * vector.</summary>
    public static void Add(double factor, ReadOnlySpan<double> vector, Span<double> target)
    {
        ReadOnlySpan<Vector256<double>> a = MemoryMarshal.Cast<double, Vector256<double>>(vector);
        Span<Vector256<double>> b = MemoryMarshal.Cast<double, Vector256<double>>(target)[..a.Length];
        Vector256<double> factors = Vector256.Create(factor);
        for (int i = 0; i < a.Length; i++)
        {
            b[i] = Vector256.FusedMultiplyAdd(factors, a[i], b[i]);
        }

        for (int k = a.Length * Vector256<double>.Count; k < vector.Length; k++)
        {
            target[k] = Math.FusedMultiplyAdd(factor, vector[k], target[k]);
        }
    }
}
