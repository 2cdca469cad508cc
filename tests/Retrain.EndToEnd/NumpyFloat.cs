using System.Globalization;

namespace Retrain.EndToEnd;

/// <summary>How numpy prints a float32: the shortest digits that lead back to it; below 1e-4 with an exponent of two digits.</summary>
internal static class NumpyFloat
{
    public static void Check(string text)
    {
        float value = float.Parse(text, CultureInfo.InvariantCulture);
        Assert.Matches(
            (double)Math.Abs(value) >= 1e-4 ? @"^-?(0|[1-9][0-9]*)\.([0-9]*[1-9]|0)$" : @"^-?([1-9](\.[0-9]+)?e-[0-9]{2}|0\.0)$", text);
        string shortest = Enumerable.Range(0, 9).Select(n => value.ToString("E" + n, CultureInfo.InvariantCulture))
            .First(t => float.Parse(t, CultureInfo.InvariantCulture) == value);
        Assert.Equal(double.Parse(shortest, CultureInfo.InvariantCulture), double.Parse(text, CultureInfo.InvariantCulture),
            Math.Abs(value) * 1e-12);
    }
}
