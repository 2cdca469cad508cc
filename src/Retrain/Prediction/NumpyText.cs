using System.Globalization;

namespace Retrain.Prediction;

/// <summary>Numbers as numpy prints them.</summary>
internal static class NumpyText
{
    /// <summary>
    /// <c>str(numpy.float32(value))</c>, numpy 1.14 or later: the shortest digits that lead back to the value; positional with at least one
    /// decimal for 1e-4 &lt;= |value| &lt; 1e16, else scientific with a sign and at least two digits of exponent. REFERENCE 3.
    /// </summary>
    public static string Float(float value)
    {
        if (!float.IsFinite(value))
        {
            return float.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        if (value == 0)
        {
            return float.IsNegative(value) ? "-0.0" : "0.0";
        }

        string sign = value < 0 ? "-" : "";
        (string digits, int exponent) = ShortestDigits(Math.Abs(value));
        // Compared as float64, since float32(0.0001) lies just below 0.0001.
        double size = Math.Abs((double)value);
        return sign + (size is >= 1e-4 and < 1e16 ? Positional(digits, exponent) : Scientific(digits, exponent));
    }

    /// <summary>Digits without leading or trailing zeros, and the power of ten of the first one.</summary>
    private static (string Digits, int Exponent) ShortestDigits(float value)
    {
        // .NET's digits are numpy's; only their layout differs.
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int mark = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = mark < 0 ? text : text[..mark];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        int leadingZeros = all.Length - all.TrimStart('0').Length;
        return (all.Trim('0'), exponent + (point < 0 ? mantissa.Length : point) - 1 - leadingZeros);
    }

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        string padded = digits.PadRight(exponent + 2, '0');
        return padded[..(exponent + 1)] + "." + padded[(exponent + 1)..];
    }

    private static string Scientific(string digits, int exponent) =>
        digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + (exponent < 0 ? "e-" : "e+")
            + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
}
