using System.Globalization;

namespace Retrain.Tests.Models;

/// <summary>
/// A culture with a decimal comma and the minus sign U+2212. The tests run with invariant globalization, so it is made by hand.
/// </summary>
internal static class OtherCulture
{
    public static T Run<T>(Func<T> function)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NegativeSign = "\u2212";
            CultureInfo.CurrentCulture = culture;
            Assert.Equal("\u22120,5", $"{-0.5}");
            return function();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
