using System.Globalization;
using System.Numerics;
using Google.Protobuf.Reflection;

namespace Retrain.Formats.TensorFlow;

/// <summary>Numbers, truth values and names of enumerations in protobuf's text format.</summary>
internal static class TextNumbers
{
    private const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>
    /// The value of a word as the field's own type (an enumeration's value as its number); <see langword="null"/>: it is none.
    /// </summary>
    public static object? Parse(FieldDescriptor field, string word) => field.FieldType switch
    {
        FieldType.Float => Real<float>(word),
        FieldType.Double => Real<double>(word),
        FieldType.Bool => Truth(word),
        FieldType.Enum => field.EnumType.FindValueByName(word) is { } named ? named.Number : Whole<int>(word),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Whole<int>(word),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Whole<long>(word),
        FieldType.UInt32 or FieldType.Fixed32 => Whole<uint>(word),
        FieldType.UInt64 or FieldType.Fixed64 => Whole<ulong>(word),
        _ => null,
    };

    private static object? Truth(string word) => word switch
    {
        "true" or "True" or "t" or "1" => true,
        "false" or "False" or "f" or "0" => false,
        _ => null,
    };

    /// <summary>Decimal, 0x hexadecimal, 0 octal.</summary>
    private static object? Whole<T>(string word)
        where T : struct, IBinaryInteger<T>
    {
        bool negative = word.StartsWith('-');
        string digits = negative ? word[1..] : word;
        UInt128 value = 0;
        int radix = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 16 : digits.Length > 1 && digits[0] == '0' ? 8 : 10;
        digits = digits[(radix == 16 ? 2 : 0)..];
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 16;
            value = (value * (uint)radix) + (uint)digit;
            if (digit >= radix || value > ulong.MaxValue)
            {
                return null;
            }
        }

        Int128 signed = negative ? -(Int128)value : (Int128)value;
        return digits.Length == 0 || signed < Int128.CreateSaturating(T.CreateSaturating(Int128.MinValue))
            || signed > Int128.CreateSaturating(T.CreateSaturating(Int128.MaxValue))
            ? null
            : T.CreateTruncating(signed);
    }

    private static T? Real<T>(string word)
        where T : struct, IFloatingPointIeee754<T>
    {
        bool negative = word.StartsWith('-');
        string digits = (negative ? word[1..] : word).ToUpperInvariant();
        T? value = digits switch
        {
            "INF" or "INFINITY" => T.PositiveInfinity,
            "NAN" => T.NaN,
            _ when digits.StartsWith("0X", StringComparison.Ordinal) =>
                Whole<ulong>(digits) is ulong whole ? T.CreateSaturating(whole) : null,
            _ when T.TryParse(digits.TrimEnd('F'), Styles, CultureInfo.InvariantCulture, out T parsed) => parsed,
            _ => null,
        };
        return negative ? -value : value;
    }
}
