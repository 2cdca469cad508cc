using System.Globalization;
using System.Text.Json;
using CsCheck;
using Retrain.Prediction;

namespace Retrain.Tests.Prediction;

public sealed class NumpyTextTests
{
    [Theory]
    [InlineData(0f, "0.0")]
    [InlineData(-0f, "-0.0")]
    [InlineData(3f, "3.0")]
    [InlineData(-1f, "-1.0")]
    [InlineData(0.1f, "0.1")]
    [InlineData(1f / 3, "0.33333334")]
    [InlineData(100f, "100.0")]
    [InlineData(1234567f, "1234567.0")]
    [InlineData(16777216f, "16777216.0")]
    [InlineData(1e-5f, "1e-05")]
    [InlineData(9.5e-5f, "9.5e-05")]
    [InlineData(1.234567e-7f, "1.234567e-07")]
    [InlineData(5.3509e-5f, "5.3509e-05")]
    [InlineData(0.0001f, "1e-04")]
    [InlineData(-0.0001f, "-1e-04")]
    [InlineData(0.00010000001f, "0.00010000001")]
    [InlineData(0.00012f, "0.00012")]
    [InlineData(0.001f, "0.001")]
    [InlineData(1e15f, "1000000000000000.0")]
    [InlineData(9.999999e15f, "9999999000000000.0")]
    [InlineData(1e16f, "1e+16")]
    [InlineData(-2.5e20f, "-2.5e+20")]
    [InlineData(float.MaxValue, "3.4028235e+38")]
    [InlineData(float.Epsilon, "1e-45")]
    [InlineData(1.1754944e-38f, "1.1754944e-38")]
    [InlineData(float.NaN, "nan")]
    [InlineData(float.PositiveInfinity, "inf")]
    [InlineData(float.NegativeInfinity, "-inf")]
    [InlineData(0.99071777f, "0.99071777")]
    [InlineData(4.3630476f, "4.3630476")]
    [InlineData(12345.678f, "12345.678")]
    public void Float_Value_IsNumpysText(float value, string expected) => Assert.Equal(expected, NumpyText.Float(value));

    [Fact]
    public void Float_AnyFiniteValue_LeadsBackToItInTheRightLayout() => Gen.UInt.Sample(
        bits =>
        {
            float value = BitConverter.UInt32BitsToSingle(bits);
            if (!float.IsFinite(value))
            {
                return;
            }

            string text = NumpyText.Float(value);
            Assert.Equal(value, float.Parse(text, CultureInfo.InvariantCulture));
            Assert.Equal(Digits(value.ToString("R", CultureInfo.InvariantCulture)), Digits(text));
            double size = Math.Abs((double)value);
            bool positional = value == 0 || (size >= 1e-4 && size < 1e16);
            Assert.Matches(positional ? @"^-?(0|[1-9][0-9]*)\.([0-9]*[1-9]|0)$" : @"^-?[1-9](\.[0-9]*[1-9])?e[+-][0-9]{2}$", text);
        },
        iter: 200_000);

    [Fact]
    public void Float_BottlenecksThatTheOriginalWrote_AreReproduced()
    {
        string root = SharedData.Shared("fixtures", "retrain_runs");
        int values = 0;
        foreach (string file in Directory.EnumerateFiles(root, "*.jpg_*.txt", SearchOption.AllDirectories).Take(20))
        {
            foreach (string text in File.ReadAllText(file).Split(','))
            {
                if (float.TryParse(text, CultureInfo.InvariantCulture, out float value))
                {
                    Assert.Equal(text, NumpyText.Float(value));
                    values++;
                }
            }
        }

        Assert.True(values > 1000, values + " values");
    }

    private static string Digits(string text) => string.Concat(text.Split('e', 'E')[0].Where(char.IsAsciiDigit)).Trim('0');
}
